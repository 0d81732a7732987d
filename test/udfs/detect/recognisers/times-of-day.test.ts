import t from 'tap';
import { timesOfDay } from '../../../../udfs/detect/recognisers/times-of-day.js';
import { markedByEngine, unmarked } from '../marked-text.js';
import { foundBy, HOSTILE, timeOf } from './found-by.js';

const found = foundBy([timesOfDay]);

t.test('times with their day, their zone, and in words', async (t) => {
  for (const marked of [
    'Can we do [DATE_TIME:8:30 tomorrow morning] or later?',
    'Departure [DATE_TIME:10:07 WET], arrival [DATE_TIME:14:20 AEST]',
    'please come before [DATE_TIME:noon]',
    'AROUND [DATE_TIME:MIDNIGHT]',
    "let's say [DATE_TIME:half six]",
    '[DATE_TIME:quarter to nine tonight] or [DATE_TIME:quarter past ten]',
    'come at [DATE_TIME:five to seven]',
    '[DATE_TIME:eight thirty this evening]',
    "let's meet at [DATE_TIME:4 tomorrow] or at [DATE_TIME:7 tonight]",
    'your letter of the [DATE_TIME:2nd inst.]',
    'around [DATE_TIME:7ish]',
    '[DATE_TIME:11:02 PM] [NAME_GIVEN:Ana]: hey\n[DATE_TIME:11:03 PM] [NAME_GIVEN:Ana]: are you there?',
    '[00:01:23] Agent: hello\n[00:01:25] Customer: yes, hello',
  ])
    t.equal(markedByEngine(unmarked(marked)), marked);
});

t.test('the 24-hour clock of notes', async (t) => {
  for (const [text, expected] of [
    ['Seen at 0450 by night team.', ['0450']],
    ['Obs at 0615 and 1830 hrs stable.', ['0615', '1830 hrs']],
    ['Time of death 0312.', ['0312']],
    ['at 1545 pt became agitated', ['1545']],
    ['RN paged at 2210, BP 80/50, bolus given 2225', ['2210', '2225']],
    ['morphine given 1430h', ['1430h']],
  ] as const)
    t.same(
      found(text),
      expected.map((time) => `DATE_TIME:${time}`),
      text,
    );
});

t.test('numbers and words that are no time', async (t) => {
  for (const text of [
    'the score was 2:1 and the ratio 16:9',
    'at 2250 m altitude, at 1500 rpm, at 1200 dollars',
    'at 1545 Elm Street, at 2010 prices',
    'sold at 1250, bought at 1100',
    'noon meals, a midnight snack',
    'from five to seven people, ten to four against',
    'half one and half the other; a half three times as big',
    'at 7 of them, 12 tomorrows',
    'the 2nd instance',
  ])
    t.same(found(text), [], text);
});

t.test('time is linear in the text', async (t) => {
  for (const [name, text] of Object.entries({
    ...HOSTILE,
    times: 'at 0450 and 0510, quarter to nine '.repeat(4000),
  }))
    t.ok(timeOf([timesOfDay], text) < 3000, name);
});
