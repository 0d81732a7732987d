/** A text of ~600 characters and what a service makes of it, known without a detector. */
export interface MadeText {
  readonly text: string;
  readonly redacted: string;
  readonly entities: readonly MadeEntity[];
}

export interface MadeEntity {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
  readonly label: string;
  readonly text: string;
  readonly newText: string;
  readonly score: number;
  readonly language: string;
}

const GIVEN = ['Maria', 'James', 'Aisha', 'Robert', 'Chen', 'Linda', 'Tomas', 'Ingrid', 'Yusuf', 'Priya'];
const FAMILY = ['Keller', 'Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Novak', 'Silva', 'Haddad', 'Byrne'];
const CITIES = ['Springfield', 'Riverton', 'Lakewood', 'Fairview', 'Georgetown', 'Salem', 'Clinton'];
const FILLERS = [
  'It keeps dropping the line whenever it rains, and nobody could tell me why. ',
  'I have restarted the router more often than I can count. ',
  'The bill shows a fee that was never mentioned when the contract was signed. ',
  'A technician was here last week and left without a word. ',
  'I would like to know what happens next, and how long it takes. ',
];

/** Text `n`: ASCII, with seven entities; its e-mail address holds `n` before the `@`, and no other number is there. */
export function madeText(n: number): MadeText {
  const pick = (list: readonly string[], step: number): string =>
    list[Math.floor(n / step + n) % list.length]!;
  const given = pick(GIVEN, 3);
  const family = pick(FAMILY, 5);
  const city = pick(CITIES, 7);
  const pieces: readonly (string | readonly [label: string, value: string])[] = [
    `Thank you for calling, may I have your full name? Yes, this is `,
    ['NAME_GIVEN', given],
    ' ',
    ['NAME_FAMILY', family],
    '. And where do you live? In ',
    ['LOCATION_CITY', city],
    ', the code is ',
    ['LOCATION_ZIP', String(10_000 + (n % 89_999))],
    '. Which address may we write to? ',
    ['EMAIL_ADDRESS', `${given}.${family}${n}@mail.test`.toLowerCase()],
    ' is best. And a number to call back? ',
    ['PHONE_NUMBER', `415-555-${String(n % 10_000).padStart(4, '0')}`],
    '. The order is ',
    ['NUMERIC_PII', `SO-${1_000_000 + n}`],
    '. ',
  ];
  let text = '';
  let redacted = '';
  const entities: MadeEntity[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      redacted += piece;
      continue;
    }
    const [label, value] = piece;
    const newText = `[${label}_q${String(n % 7919).padStart(4, '0')}]`;
    entities.push({
      start: text.length,
      end: text.length + value.length,
      newStart: redacted.length,
      newEnd: redacted.length + newText.length,
      label,
      text: value,
      newText,
      score: 0.9,
      language: 'en',
    });
    text += value;
    redacted += newText;
  }
  for (let i = n; text.length < 580; i++) {
    const filler = FILLERS[i % FILLERS.length]!;
    text += filler;
    redacted += filler;
  }
  return { text, redacted, entities };
}
