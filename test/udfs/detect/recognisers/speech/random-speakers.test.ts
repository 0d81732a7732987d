import fc from 'fast-check';
import t from 'tap';
import { LOCAL_RECOGNISERS, localDetector } from '../../../../../udfs/detect/local-detector.js';

const detector = localDetector({ recognisers: LOCAL_RECOGNISERS });
const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** Ways in which a speaker says the next digits; each is drawn by a number below 100. */
function say(digits: string, draws: readonly number[]): string[] {
  const said: string[] = [];
  let at = 0;
  for (let step = 0; at < digits.length; step++) {
    const draw = draws[step % draws.length]!;
    const digit = Number(digits[at]);
    const two = Number(digits.slice(at, at + 2));
    if (draw < 15 && digits[at + 1] === digits[at] && digits[at + 2] === digits[at]) {
      said.push(`triple ${DIGITS[digit]}`);
      at += 3;
    } else if (draw < 35 && digits[at + 1] === digits[at]) {
      said.push(`double ${DIGITS[digit]}`);
      at += 2;
    } else if (draw < 50 && at + 2 <= digits.length && two >= 20) {
      said.push(
        two % 10 === 0
          ? TENS[two / 10]!
          : `${TENS[Math.floor(two / 10)]}${draw % 2 ? '-' : ' '}${DIGITS[two % 10]}`,
      );
      at += 2;
    } else if (draw < 55 && at + 2 <= digits.length && two >= 10 && two < 20) {
      said.push(TEENS[two - 10]!);
      at += 2;
    } else if (draw < 62) {
      said.push(String(digit));
      at++;
    } else {
      said.push(digit === 0 ? ['zero', 'oh', 'o', 'nought'][draw % 4]! : DIGITS[digit]!);
      at++;
    }
  }
  return said;
}

const ASKED = [
  { question: 'can i have your phone number please', size: 10, label: 'PHONE_NUMBER' },
  { question: "what's the card number?", size: 16, label: 'CREDIT_CARD' },
  { question: 'And your social security number?', size: 9, label: 'US_SSN' },
  { question: 'what is the account number', size: 12, label: 'NUMERIC_PII' },
] as const;
const PAUSES = [' ', ' ', ' ', ', ', ' uh ', ', um, ', ' - ', ' dash '];
const ACKNOWLEDGED = ['mhm', 'go on', 'okay', 'uh huh', 'yes go ahead'];

t.test(
  'a number that was asked for is covered wholly, however it is said, in however many turns',
  async (t) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ASKED),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 16, maxLength: 16 }),
        fc.array(fc.nat(99), { minLength: 12, maxLength: 12 }),
        fc.array(fc.constantFrom(...PAUSES), { minLength: 7, maxLength: 7 }),
        fc.constantFrom('', 'sure ', "it's ", 'yeah um '),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(...ACKNOWLEDGED),
        fc.constantFrom('lower', 'upper'),
        ({ question, size, label }, drawn, draws, pauses, lead, turns, acknowledged, letterCase) => {
          const digits = `4${drawn.join('')}`.slice(0, size);
          const said = say(digits, draws);
          let text = `Agent: ${question}\n`;
          const spoken: [number, number][] = [];
          const each = Math.max(3, Math.ceil(said.length / turns));
          for (let from = 0; from < said.length; from += each) {
            text += `Customer: ${from === 0 ? lead : ''}`;
            const start = text.length;
            said.slice(from, from + each).forEach((word, index) => {
              text += index === 0 ? word : `${pauses[(from + index) % pauses.length]}${word}`;
            });
            spoken.push([start, text.length]);
            text += `\nAgent: ${acknowledged}\n`;
          }
          if (letterCase === 'upper') text = text.toUpperCase();
          const spans = detector.detectText(text);
          const covered = new Uint8Array(text.length);
          for (const span of spans) covered.fill(1, span.start, span.end);
          for (const [start, end] of spoken)
            for (let at = start; at < end; at++)
              if (/[\p{L}\p{N}]/u.test(text[at]!) && covered[at] === 0)
                throw new Error(`${label}: ${JSON.stringify(text)} at ${text.slice(at, at + 12)}`);
          for (const { start, end } of spans) if (text.slice(start, end).includes('\n')) return false;
          return true;
        },
      ),
      { numRuns: 1500 },
    );
    t.pass();
  },
);

t.test('a card, a phone and a social security number in one turn get their own labels', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ASKED.slice(0, 3)),
      fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 16, maxLength: 16 }),
      fc.array(fc.integer({ min: 62, max: 99 }), { minLength: 12, maxLength: 12 }),
      ({ question, size, label }, drawn, draws) => {
        const text = `Agent: ${question}\nCustomer: ${say(`4${drawn.join('')}`.slice(0, size), draws).join(' ')}`;
        return detector.detectText(text).some((span) => span.label === label);
      },
    ),
  );
});

t.test('hostile speech takes linear time', async (t) => {
  const units = [
    'one ',
    'oh ',
    'double ',
    'twenty ',
    'hundred ',
    'thousand ',
    'a ',
    'a b ',
    'b as in ',
    'alpha ',
    'dot ',
    'at ',
    'a at b dot ',
    'at gmail dot ',
    'w w w dot ',
    'dash ',
    'street ',
    'one street ',
    'may ',
    'the first ',
    'my name is ',
    'name ',
    'this is ',
    'mister ',
    'uh ',
    'no sorry ',
    'one no sorry ',
    '1 ',
    '1, ',
    '1\n',
    'A: name?\n',
    'Agent: ',
    'a-',
    '1-',
    'S-M-',
    'half past ',
    'apartment ',
    'box ',
    '[00:01] ',
    '<v ',
    '"text": "',
    '00:00:01 --> ',
    'Q: name?\nA: one\n',
    'May ',
    'Will Smith. Will ',
    "'s ",
    'x',
    '9',
    '🙂 one ',
  ];
  const time = (unit: string, length: number): number => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    const began = process.cpuUsage();
    detector.detectText(text);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  time('one ', 100_000);
  for (const unit of units) {
    const one = Math.max(25, time(unit, 40_000));
    const four = time(unit, 160_000);
    t.ok(
      four < one * 14 && four < 4_000,
      `${JSON.stringify(unit)}: ${Math.round(one)} ms, then ${Math.round(four)} ms`,
    );
  }
});
