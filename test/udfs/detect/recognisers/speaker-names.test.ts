import t from 'tap';
import { localDetector } from '../../../../udfs/detect/local-detector.js';
import { speakerNames } from '../../../../udfs/detect/recognisers/speaker-names.js';
import { markedByEngine, unmarked } from '../marked-text.js';
import { HOSTILE, timeOf } from './found-by.js';

/** With their marks these are what the whole engine must find. */
const MARKED: readonly string[] = [
  '[[DATE_TIME:10:32]] [NAME_GIVEN:DeShawn]: hello there',
  '[[DATE_TIME:10:32 AM]] [NAME_GIVEN:deshawn]: hello there',
  '[NAME_GIVEN:DeShawn] (agent): hello, how can I help?\nCustomer: hi',
  '[NAME_GIVEN:DeShawn] [NAME_FAMILY:M.] ([DATE_TIME:10:32 AM]): hello there',
  '<[NAME_GIVEN:deshawn]> hello there',
  '<[NAME_GIVEN:LaToya]> hi all',
  '<[USERNAME:dark_knight77]> brb',
  'Agent ([NAME_GIVEN:LaToya]): hello',
  'Agent: hello\n[NAME_GIVEN:LaToya] [NAME_FAMILY:M]: hi',
  'Customer: hi\n[NAME_GIVEN:Zyxwort]: hello\nCustomer: me again\n[NAME_GIVEN:Zyxwort]: so?',
];

for (const marked of MARKED)
  t.test(`speakers: ${JSON.stringify(marked)}`, async (t) => {
    t.equal(markedByEngine(unmarked(marked)), marked);
  });

t.test('roles, fields, logs and elements are nobody', async (t) => {
  const detector = localDetector({ recognisers: [speakerNames] });
  for (const text of [
    '[10:32] Agent: hello',
    'Agent: hello\nCoach: hi\nAgent: how?\nCoach: so',
    '[10:32] ERROR: disk full',
    '[10:32] nginx: restarted',
    '10:32 Note: call back',
    'Support (technician): hello',
    'Note (important): hello',
    'Agent: hello\nNote: call back\nOrder: 12',
    'User Agent: hello\nCustomer: hi',
    'Agent ID: 12\nCustomer: hi',
    'Zyxwort: a value\nQuorra: another',
    '<div> hello',
    '<summary> hello',
    '<deshawn>hello</deshawn>',
    '<deshawn class="x"> hello',
    'if a <deshawn> b',
  ])
    t.strictSame(detector.detectText(text), [], text);
});

t.test('time is linear in the text', async (t) => {
  const hostile = {
    ...HOSTILE,
    tags: '[10:32] DeShawn: hi\n'.repeat(5_000),
    angles: '<deshawn> '.repeat(10_000),
    'open angles': '<'.repeat(100_000),
    'lines of angles': '<a\n'.repeat(33_000),
  };
  for (const [name, text] of Object.entries(hostile)) {
    const took = timeOf([speakerNames], text);
    t.ok(took < 3000, `${name}: ${took.toFixed(0)} ms`);
  }
});
