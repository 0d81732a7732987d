import t from 'tap';
import { localDetector } from '../../../../udfs/detect/local-detector.js';
import { answeringOrganisations } from '../../../../udfs/detect/recognisers/answering-organisations.js';
import { introducedNames } from '../../../../udfs/detect/recognisers/introduced-names.js';

const detector = localDetector({ recognisers: [introducedNames, answeringOrganisations] });

/** What these two find by themselves, in the order of the text: "NAME_GIVEN June". */
function found(text: string): string[] {
  return detector.detectText(text).map(({ start, end, label }) => `${label} ${text.slice(start, end)}`);
}

t.test('names after an introduction, whatever else they mean', async (t) => {
  t.strictSame(found('Hello, my name is June Summer.'), ['NAME_GIVEN June', 'NAME_FAMILY Summer']);
  t.strictSame(found('My name is Zyxwort.'), ['NAME_GIVEN Zyxwort']);
  t.strictSame(found('I am Art King and I own it.'), ['NAME_GIVEN Art', 'NAME_FAMILY King']);
  t.strictSame(found('This is Grace Young.'), ['NAME_GIVEN Grace', 'NAME_FAMILY Young']);
  for (const text of [
    'I am Happy Enough today.',
    'This is Standard Procedure here.',
    'My name is on the list.',
    'My name is\nSummer sale',
    'The name is Standard.',
  ])
    t.strictSame(found(text), [], text);
});

t.test('who answers a call', async (t) => {
  t.strictSame(found("You've reached CloudBox. Hello"), ['ORGANIZATION CloudBox']);
  t.strictSame(found('Thank you for calling Harrow Audio, hold on.'), ['ORGANIZATION Harrow Audio']);
  for (const text of [
    'Thanks for calling Maria back.',
    'Keep calling Harrow Audio.',
    'You have reached the end.',
    'It reached Harrow late.',
  ])
    t.strictSame(found(text), [], text);
});
