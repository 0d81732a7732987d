import fc from 'fast-check';
import t from 'tap';
import { digitText, freshDigits, keepsRun } from '../../../udfs/generate/digit-text.js';
import { drawFrom } from '../../../udfs/generate/draw.js';

t.test('digits as they are written and spoken', async (t) => {
  for (const [value, digits] of [
    ['(312) 555-0147', '3125550147'],
    ['four one five', '415'],
    ['four-one-five', '415'],
    ['double seven triple oh', '77000'],
    ['twenty oh four', '2004'],
    ['forty two eleven', '4211'],
    ['eight hundred five five five', '800555'],
    ['two thousand', '2000'],
    ['5 5 5, oh one four seven', '5550147'],
    ['', ''],
    ['no number', ''],
  ] as const)
    t.equal(digitText(value).digits, digits, value);
});

t.test('other digits in the same form', async (t) => {
  for (const [value, fresh, written] of [
    ['(312) 555-0147', '9876543210', '(987) 654-3210'],
    ['Four one FIVE', '926', 'Nine two SIX'],
    ['double seven', '33', 'double three'],
    ['double seven', '37', 'three seven'],
    ['twenty oh four', '9113', 'ninety one one three'],
    ['forty-two', '77', 'seventy-seven'],
    ['forty two', '07', 'zero seven'],
    ['eight hundred', '500', 'five hundred'],
    ['eight hundred', '512', 'five one two'],
    ['oh one', '20', 'two oh'],
  ] as const)
    t.equal(digitText(value).write(fresh), written, `${value} ← ${fresh}`);
});

// Without words that are read together with the next: "twenty zero" may become "twenty five".
const WORDS = ['zero', 'oh', 'one', 'seven', '4', '-', ', ', 'x'];
t.test('whatever is written has as many digits, and reads as what was written', async () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }), fc.nat(1000), (words, seed) => {
      const text = digitText(words.join(' '));
      const fresh = freshDigits(drawFrom(new Uint8Array(32), String(seed)), text.digits);
      return fresh.length === text.digits.length && digitText(text.write(fresh)).digits === fresh;
    }),
    { numRuns: 500 },
  );
});

t.test('fresh digits keep no four in a row where they were, and not a short number as a whole', async () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{1,20}$/), fc.nat(1000), (digits, seed) => {
      const fresh = freshDigits(drawFrom(new Uint8Array(32), String(seed)), digits);
      return !keepsRun(digits, fresh) && (digits[0] === '0' || fresh[0] !== '0');
    }),
  );
});

t.test('hostile values take linear time', async (t) => {
  for (const value of [
    '1'.repeat(100_000),
    'one '.repeat(30_000),
    'double '.repeat(20_000),
    'o'.repeat(100_000),
  ]) {
    const began = performance.now();
    const text = digitText(value);
    text.write(text.digits);
    t.ok(performance.now() - began < 3000);
  }
});
