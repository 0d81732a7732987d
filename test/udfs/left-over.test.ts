import fc from 'fast-check';
import t from 'tap';
import { findLeftOver } from '../../udfs/left-over.js';

/** What is left over of the value that stands first in the text, for the rest of it. */
function left(value: string, label: string, rest: string): string[] {
  const text = `${value} | ${rest}`;
  return findLeftOver(text, [{ start: 0, end: value.length, label, score: 0.9 }]).map(({ start, end }) =>
    text.slice(start, end),
  );
}

t.test('names, in any case, with and without diacritics, spelled', async (t) => {
  t.strictSame(left('José Núñez', 'PERSON', 'mr nunez, JOSE, josé'), ['nunez', 'JOSE', 'josé']);
  t.strictSame(left('Okafor', 'NAME_FAMILY', "okafor's; o k a f o r; O-K-A-F-O-R"), [
    'okafor',
    'o k a f o r',
    'O-K-A-F-O-R',
  ]);
  t.strictSame(left('o k a f o r', 'NAME_FAMILY', 'Okafor'), ['Okafor']);
  t.strictSame(left('Will', 'NAME_GIVEN', 'I will. Will you?'), [], 'an ordinary word is not looked for');
  t.strictSame(left('Ann', 'NAME_GIVEN', 'ann'), [], 'nor is a value under four characters');
  t.strictSame(left('Oka', 'NAME_GIVEN', 'okafor'), [], 'nor a part of a word');
});

t.test('numbers, in any grouping, said aloud', async (t) => {
  t.strictSame(left('(415) 555-0123', 'PHONE_NUMBER', '4155550123; 415 555 0123; 415.555.0123'), [
    '4155550123',
    '415 555 0123',
    '415.555.0123',
  ]);
  t.strictSame(
    left(
      '4155550123',
      'PHONE_NUMBER',
      'four one five five five five oh one two three, four one five triple five zero one two three',
    ),
    ['four one five five five five oh one two three', 'four one five triple five zero one two three'],
  );
  t.strictSame(left('four one five five double five oh one two three', 'PHONE_NUMBER', '415-555-0123'), [
    '415-555-0123',
  ]);
  t.strictSame(
    left('4155550123', 'PHONE_NUMBER', '415555012, 41555501234, 415 555 and 0123, 415 555 ...... 0123'),
    [],
    'not a part of it',
  );
  t.strictSame(left('12345', 'NUMERIC_PII', '1 2 3 4 5'), [], 'short ones only as they are');
});

t.test('whatever joins the groups of a number, it is found', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 19 }),
      fc.array(fc.constantFrom('', '', ' ', '-', '.', ', '), { minLength: 18, maxLength: 18 }),
      (digits, joints) => {
        const again = digits
          .map((digit, index) => (index === 0 ? `${digit}` : `${joints[index - 1]}${digit}`))
          .join('');
        return left(digits.join(''), 'NUMERIC_PII', `so ${again} it is`).join() === again;
      },
    ),
  );
});

t.test('hostile texts take linear time', async (t) => {
  for (const unit of ['1 ', '1', 'a ', 'oh ', 'double ', 'okafor ', '٣', '😀', '123456 ']) {
    const text = `okafor 123456 ${unit.repeat(Math.ceil(400_000 / unit.length))}`;
    const began = process.cpuUsage();
    findLeftOver(text, [
      { start: 0, end: 6, label: 'NAME_FAMILY', score: 1 },
      { start: 7, end: 13, label: 'NUMERIC_PII', score: 1 },
    ]);
    const { user, system } = process.cpuUsage(began);
    t.ok(user + system < 5_000_000, `${unit}: ${Math.round((user + system) / 1000)} ms`);
  }
});
