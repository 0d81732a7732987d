import { type LocalDetectorOptions, localDetector } from '../../../../udfs/detect/local-detector.js';
import type { Recogniser } from '../../../../udfs/detect/recogniser.js';

/** Recognisers of written patterns; names, places, speech and the trained model have their own tests. */
export const PATTERNS = new Set(
  'email url ip-address payment-card bank-account cheque-line social-security masked-number national-id device-id coordinates crypto-address phone date-time amounts identifiers credentials'.split(
    ' ',
  ),
);
/** What the given recognisers find in a text, as "LABEL:written", in order. */
export function foundBy(recognisers: readonly Recogniser[], options: LocalDetectorOptions = {}) {
  const detector = localDetector({ ...options, recognisers });
  return (text: string): string[] =>
    detector.detectText(text).map((span) => `${span.label}:${text.slice(span.start, span.end)}`);
}

/** Milliseconds that a detector takes for a text. */
export function timeOf(recognisers: readonly Recogniser[], text: string): number {
  const detector = localDetector({ recognisers });
  detector.detectText(text.slice(0, 100));
  const begin = performance.now();
  detector.detectText(text);
  return performance.now() - begin;
}

/** Texts that quadratic code can't get through in time. */
export const HOSTILE: Readonly<Record<string, string>> = {
  digits: '1'.repeat(100_000),
  letters: 'a'.repeat(100_000),
  capitals: 'A'.repeat(100_000),
  spaces: ' '.repeat(100_000),
  'at signs': '@'.repeat(100_000),
  'dotted letters': 'a.'.repeat(50_000),
  'dashed digits': '1-'.repeat(50_000),
  'spaced digits': '1 '.repeat(50_000),
  'digit groups': '1234 '.repeat(20_000),
  'dotted groups': '123.'.repeat(25_000),
  colons: ':'.repeat(100_000),
  'hex groups': 'ab12:'.repeat(20_000),
  'addresses without an end': 'a@b.'.repeat(25_000),
  'open brackets': '('.repeat(100_000),
  'plus signs': '+1 '.repeat(33_000),
  masks: '*'.repeat(100_000),
  'masked letters': 'x'.repeat(99_996).concat('1234'),
  'masked groups': 'XXXX-'.repeat(20_000),
  'slashed digits': '12/'.repeat(33_000),
  'filling signs': 'A<<'.repeat(33_000),
  quotes: '"'.repeat(100_000),
  months: 'May 3 '.repeat(16_000),
  'days of one month': 'March 3, 4, 5 and '.repeat(6_000),
  cues: 'ssn account '.repeat(8_000),
  'cued digits': 'ssn 123 '.repeat(12_000),
  commas: 'a,b\n'.repeat(25_000),
  schemes: 'http://'.repeat(14_000),
  slashes: '/'.repeat(100_000),
  brackets: '[at] [dot] '.repeat(9_000),
  currency: '$1 '.repeat(33_000),
  wide: '\u{1f600}'.repeat(50_000),
  'lone surrogates': '\ud83d1'.repeat(50_000),
};
