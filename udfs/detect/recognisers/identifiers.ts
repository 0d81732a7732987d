import type { Label } from '../labels.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const HYPHENATED = /(?:[-_/#][A-Za-z0-9]{1,24}){1,6}/y;
const ID_CUES = set(
  'account acct order case ticket reference ref policy claim confirmation booking reservation tracking member membership customer client invoice serial id number no num code pin passcode otp subscription sub transaction txn loyalty rewards meter badge employee device imei vin plate license permit receipt rma authorization authorisation auth record file docket quote contract lease unit registration prescription rx shipment parcel package po purchase verification token extension',
);
const CODE_CUES = set('code pin passcode otp');
const LAST_CUES = set('last final');
const FOUR_CUES = set('four 4 digits numbers three 3 five 5 six 6');
const ENDING_CUES = set('ending ends end finishing');
/** Prefixes that name a standard or a model rather than a person's thing. */
const PUBLIC_PREFIX = set(
  'covid iso rfc utf sha md mp ps ip ipv http https tls ssl usb hdmi wifi sars bs en din ansi ieee ecma es h mpeg base win ios type form chapter section page part step level grade stage phase class zone gate',
);
const LABELLED: readonly {
  readonly label: Label;
  readonly cues: ReadonlySet<string>;
  readonly shape: RegExp;
  readonly score: number;
}[] = [
  { label: 'US_PASSPORT', cues: set('passport'), shape: /^[A-Z]?\d{8,9}$/i, score: 0.92 },
  { label: 'MEDICAL_LICENSE', cues: set('dea npi'), shape: /^(?:[A-Z]{2}\d{7}|\d{10})$/i, score: 0.92 },
  {
    label: 'HEALTHCARE_ID',
    cues: set('mrn medicare medicaid patient nhs beneficiary subscriber chart'),
    shape: /^(?=.*\d)[A-Z0-9-]{4,20}$/i,
    score: 0.88,
  },
  {
    label: 'US_DRIVER_LICENSE',
    cues: set("driver drivers driver's driving dl licence"),
    shape: /^[A-Z]{0,3}\d{5,14}[A-Z]?$|^[A-Z]\d{3}-\d{4}-\d{4}$/i,
    score: 0.9,
  },
  { label: 'MICR_CODE', cues: set('micr'), shape: /^\d{6,30}$/, score: 0.9 },
];
/** Four digits at a time, as long codes are printed. */
const GROUPED = /\d{4}(?: \d{4}){2,7}(?: \d{1,4})?(?!\d)/y;
const DIGIT_WORDS = set('zero oh one two three four five six seven eight nine double triple');
const QUANTITIES = set(
  'days day hours hour minutes minute mins seconds weeks week months month years year percent pm am times people users items points miles kilometers km mb gb kg lbs pounds feet ft inches attempts units copies pieces steps pages channels degrees watts volts mbps',
);

/** Account, order, case, device and one-time codes, last digits, and any long run of digits. */
export const identifiers: Recogniser = {
  name: 'identifiers',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      let start = view.start[token]!;
      if (start < covered) continue;
      let end = view.end[token]!;
      const grouped = end - start === 4 ? matchAt(GROUPED, text, start) : -1;
      if (grouped > 0 && !isWordAt(text, start - 1) && !isWordAt(text, grouped)) {
        sink.add(start, grouped, 'NUMERIC_PII', 0.7);
        covered = grouped;
        continue;
      }
      // "SO-5834912", "INV-2024-001", "C_88427": letters, a joint, then something with digits.
      let prefix = '';
      if (
        token >= 2 &&
        view.gap[token] === Gap.NONE &&
        view.gap[token - 1] === Gap.NONE &&
        isJoint(view.lower[token - 1]!) &&
        view.kind[token - 2] === TokenKind.WORD &&
        view.end[token - 2]! - view.start[token - 2]! <= 10
      ) {
        prefix = view.lower[token - 2]!;
        if (view.start[token - 2]! >= covered) start = view.start[token - 2]!;
      }
      const hyphenated = matchAt(HYPHENATED, text, end);
      if (
        hyphenated > 0 &&
        (prefix !== '' ||
          view.kind[token] === TokenKind.CODE ||
          /[A-Za-z]/.test(text.slice(end, hyphenated)) ||
          hyphenated - end > 2)
      )
        end = hyphenated;
      else if (isWordAt(text, end)) continue;
      let digits = 0;
      for (let at = start; at < end; at++) if (isDigitAt(text, at)) digits++;
      const size = end - start;
      const turn = turns.of(token);
      const asked = (turn.answers & (Asked.IDENTIFIER | Asked.CODE | Asked.LAST_DIGITS | Asked.CARD)) !== 0;
      const hash = text[start - 1] === '#';
      const cued = hash || cueBefore(view, token, ID_CUES, 5);
      const labelled = labelledBy(view, token, text.slice(start, end));
      if (labelled !== undefined) {
        sink.add(start, end, labelled.label, labelled.score);
        covered = end;
        continue;
      }
      const known = scoreOf(view, token, { start, end, size, digits, prefix, cued, asked, hash });
      if (known > 0) {
        // Separators inside a dashed number are dates or phones more often than ids: those recognisers score higher.
        sink.add(start, end, 'NUMERIC_PII', known);
        covered = end;
      }
    }
    spokenDigits(view, sink.add.bind(sink));
  },
};

interface Found {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly digits: number;
  readonly prefix: string;
  readonly cued: boolean;
  readonly asked: boolean;
  readonly hash: boolean;
}

function scoreOf(view: TextView, token: number, found: Found): number {
  const { text } = view;
  const { start, end, size, digits, prefix, cued, asked } = found;
  const written = text.slice(start, end);
  const before = text[start - 1] ?? '';
  if ('$\u20ac\u00a3'.includes(before) && before !== '') return 0;
  // Digits that stand for a longer number: "…482", "x1234", "****1234", "ending in 2217", "last 4 … 2217".
  if (digits === size && size >= 2 && size <= 8) {
    if (before === '\u2026' || before === '*' || before === '\u2022' || text.slice(start - 2, start) === '..')
      return 0.85;
    if (size >= 3 && cueBefore(view, token, ENDING_CUES, 3)) return 0.9;
    if (
      size >= 3 &&
      cueBefore(view, token, LAST_CUES, 14) &&
      cueBefore(view, token, FOUR_CUES, 13) &&
      !quantity(view, token)
    )
      return 0.85;
  }
  if (prefix !== '') {
    if (PUBLIC_PREFIX.has(prefix) && !cued) return 0;
    const upper =
      view.caps[token - 2] === Caps.ALL ||
      (view.end[token - 2]! - view.start[token - 2]! === 1 && view.caps[token - 2] === Caps.FIRST);
    if (upper && digits >= 3) return 0.9;
    if (digits >= 4) return cued ? 0.85 : 0.6;
    return cued && digits >= 2 ? 0.7 : 0;
  }
  if (view.kind[token] === TokenKind.CODE || /[A-Za-z]/.test(written)) {
    if (
      /^\d+(?:st|nd|rd|th|s|x|k|m|gb|mb|tb|kb|mg|ml|kg|g|lb|lbs|oz|ft|in|cm|mm|km|hr|hrs|min|mins|sec|am|pm|p|d|h|w|y|yo|yr|yrs|mhz|ghz|hz|v|a|mah|fps)$/i.test(
        written,
      )
    )
      return 0;
    if (before === '\u2026' || before === '*') return 0.85;
    if (/^[xX]\d{3,6}$/.test(written)) return 0.7;
    const lower = /[a-z]/.test(written);
    const letters = size - digits;
    if (cued || asked) return size >= 4 && digits >= 2 ? 0.85 : 0;
    if (!lower && digits >= 2 && letters >= 1 && size >= 6) return 0.7;
    if (!lower && digits >= 3 && letters >= 1 && size >= 5) return 0.6;
    if (digits >= 5 && size >= 7) return 0.6;
    return 0;
  }
  if (/[^\d]/.test(written)) {
    // Dashed digit groups that no other recogniser may know.
    if (digits < 5) return 0;
    return cued || asked ? 0.8 : digits >= 7 ? 0.55 : 0.35;
  }
  if (text[end] === '.' && isDigitAt(text, end + 1)) return 0;
  if (before === '.' && isDigitAt(text, start - 2)) return 0;
  if (text[end] === ',' && isDigitAt(text, end + 1) && size <= 3) return 0;
  if (text[end] === '%' || quantity(view, token)) return cued && size >= 5 ? 0.5 : 0;
  if (size >= 9) return 0.65;
  if (size >= 6) return cued || asked ? 0.88 : 0.6;
  if (size >= 4) {
    const year = size === 4 && /^(?:19|20)\d\d$/.test(written);
    if (found.hash) return 0.85;
    if (asked) return year ? 0.45 : 0.8;
    if (cueBefore(view, token, CODE_CUES, 5)) return 0.85;
    if (cued) return year ? 0.3 : 0.75;
    // A turn that is nothing but a number answers something that was asked.
    if (alone(view, token)) return 0.6;
    return size === 5 ? 0.42 : 0;
  }
  return size === 3 && (found.hash || (cued && cueBefore(view, token, CODE_CUES, 4))) ? 0.6 : 0;
}

function isJoint(mark: string): boolean {
  return mark === '-' || mark === '_' || mark === '#' || mark === '\u2011' || mark === '\u2013';
}

function quantity(view: TextView, token: number): boolean {
  return (
    token + 1 < view.count && view.gap[token + 1] === Gap.SPACE && QUANTITIES.has(view.lower[token + 1]!)
  );
}

function alone(view: TextView, token: number): boolean {
  const after =
    token + 1 >= view.count ||
    view.gap[token + 1] === Gap.LINE ||
    (view.kind[token + 1] === TokenKind.MARK &&
      (token + 2 >= view.count || view.gap[token + 2] === Gap.LINE));
  const before =
    view.gap[token] === Gap.LINE ||
    view.lower[token - 1] === ':' ||
    view.lower[token - 1] === '.' ||
    view.lower[token - 1] === ',';
  return after && before && token > 0;
}

function labelledBy(
  view: TextView,
  token: number,
  written: string,
): { label: Label; score: number } | undefined {
  for (const { label, cues, shape, score } of LABELLED) {
    if (shape.test(written) && cueBefore(view, token, cues, 7)) return { label, score };
  }
  return undefined;
}

/** Four or more digits said one by one: "four oh two seven". */
function spokenDigits(
  view: TextView,
  add: (start: number, end: number, label: Label, score: number) => void,
): void {
  let run = 0;
  for (let token = 0; token <= view.count; token++) {
    const isDigit =
      token < view.count && view.kind[token] === TokenKind.WORD && DIGIT_WORDS.has(view.lower[token]!);
    if (isDigit) {
      run++;
      continue;
    }
    const joined =
      token < view.count &&
      (view.lower[token] === '-' || view.lower[token] === ',') &&
      run > 0 &&
      token + 1 < view.count &&
      DIGIT_WORDS.has(view.lower[token + 1]!);
    if (joined) {
      run++;
      continue;
    }
    if (run >= 4) add(view.start[token - run]!, view.end[token - 1]!, 'NUMERIC_PII', 0.65);
    run = 0;
  }
}
