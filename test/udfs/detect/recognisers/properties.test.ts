import fc from 'fast-check';
import t from 'tap';
import { LOCAL_RECOGNISERS, localDetector } from '../../../../udfs/detect/local-detector.js';
import { abaChecksum } from '../../../../udfs/detect/recognisers/bank-account.js';
import { luhn, mod97 } from '../../../../udfs/detect/recognisers/check-digits.js';
import { IBAN_LENGTH } from '../../../../udfs/detect/recognisers/iban-lengths.js';
import { foundBy, PATTERNS } from './found-by.js';

const recognisers = LOCAL_RECOGNISERS.filter((recogniser) => PATTERNS.has(recogniser.name));
const found = foundBy(recognisers);
const digits = (size: number) => fc.stringMatching(new RegExp(`^\\d{${size}}$`));
const checked = (body: string, right: (digits: string) => boolean): string =>
  body + [...'0123456789'].find((digit) => right(body + digit));

t.test('every card that passes Luhn, however it is spaced', async (t) => {
  const networks: readonly (readonly [string, number, readonly number[]])[] = [
    ['4', 16, [4, 4, 4, 4]],
    ['51', 16, [4, 4, 4, 4]],
    ['2221', 16, [4, 4, 4, 4]],
    ['37', 15, [4, 6, 5]],
    ['6011', 16, [4, 4, 4, 4]],
    ['36', 14, [4, 6, 4]],
    ['3528', 16, [4, 4, 4, 4]],
    ['62', 19, [6, 13]],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...networks),
      digits(19),
      fc.constantFrom('', ' ', '-', '.'),
      ([prefix, size, groups], rest, joint) => {
        const number = checked((prefix + rest).slice(0, size - 1), luhn);
        const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, size) => sum + size, 0));
        const written = groups
          .map((group, index) => number.slice(starts[index]!, starts[index]! + group))
          .join(joint);
        t.strictSame(found(`pay ${written} now`), [`CREDIT_CARD:${written}`]);
      },
    ),
    { numRuns: 300 },
  );
});

t.test('every IBAN with its check digits, of every country', async (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.entries(IBAN_LENGTH)),
      digits(40),
      fc.boolean(),
      ([country, length], rest, spaced) => {
        const body = rest.slice(0, length - 4);
        const check = String(98 - mod97(`${country}00${body}`)).padStart(2, '0');
        const plain = country + check + body;
        const written = spaced ? plain.replace(/(.{4})(?=.)/g, '$1 ') : plain;
        t.strictSame(found(`to ${written}, please`), [`IBAN_CODE:${written}`]);
        const wrong = country + String((Number(check) % 97) + 1).padStart(2, '0') + body;
        t.notMatch(found(`to ${wrong}, please`).join(), /IBAN_CODE/);
      },
    ),
    { numRuns: 300 },
  );
});

t.test('every routing number beside its word', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom('01', '12', '21', '32', '61', '80'), digits(6), (pair, rest) => {
      const number = checked(pair + rest, abaChecksum);
      t.strictSame(found(`routing number: ${number}`), [`US_ROUTING_TRANSIT_NUMBER:${number}`]);
    }),
    { numRuns: 100 },
  );
});

t.test('every issued social security number, in its three forms', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 899 }).filter((area) => area !== 666),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 9999 }),
      fc.constantFrom('-', ' ', ''),
      (area, group, serial, joint) => {
        const written = [
          String(area).padStart(3, '0'),
          String(group).padStart(2, '0'),
          String(serial).padStart(4, '0'),
        ].join(joint);
        t.strictSame(found(`my SSN is ${written}.`), [`US_SSN:${written}`]);
      },
    ),
    { numRuns: 300 },
  );
});

t.test('spans lie in the text, in order and apart, for any text', async (t) => {
  const detector = localDetector({ recognisers });
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      'ssn ',
      'card: ',
      '4111 1111 1111 1111',
      '"',
      '\n',
      '\r\n',
      '\u{1f600}',
      '\ud83d',
      'e\u0301',
      '@',
      'a@b.co',
      '://',
      '+44 20 7946 0958',
      '1/2/2003',
      'May 3',
      '[at]',
      'XXXX-',
      '<<',
      '=',
      ',',
      'password is ',
      '\u5e74',
      '12',
      '-',
      '.',
      '(',
      'DE89',
      'eyJ',
      '\u2446',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      let at = 0;
      for (const { start, end, score } of detector.detectText(text)) {
        if (start < at || end <= start || end > text.length || !(score >= 0.4 && score <= 1)) return false;
        at = end;
      }
      return true;
    }),
    { numRuns: 3000 },
  );
  t.pass('none failed');
});
