import { US_STATES } from '../../gazetteers/places.js';
import type { Label } from '../../labels.js';
import { Caps, Gap, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn } from '../../turns.js';
import { luhn } from '../payment-card.js';

/** What a number that is read aloud may be, as the words around it tell. */
export type NumberKind =
  | 'card'
  | 'cvv'
  | 'expiry'
  | 'ssn'
  | 'zip'
  | 'birth'
  | 'phone'
  | 'bank'
  | 'routing'
  | 'license'
  | 'passport'
  | 'health'
  | 'identifier'
  | 'code'
  | 'age'
  | 'last';

const CUES = new Map<string, NumberKind>();
function cues(kind: NumberKind, words: string): void {
  for (const word of words.split(' ')) CUES.set(word, kind);
}
cues('card', 'card visa mastercard amex discover credit debit maestro');
cues('cvv', 'cvv cvc cvv2 cvc2');
cues('expiry', 'exp expires expiry expiration expiring expire expired thru');
cues('ssn', 'ssn social socials');
cues('zip', 'zip zipcode postal postcode');
cues('birth', 'dob birth birthday birthdate born');
cues('phone', 'phone cell mobile callback telephone landline fax whatsapp cellphone voicemail reach dial');
cues('bank', 'checking savings iban');
cues('routing', 'routing aba transit');
cues('license', 'license licence');
cues('passport', 'passport');
cues('health', 'mrn medicare medicaid beneficiary subscriber');
cues(
  'identifier',
  'account acct order case ticket reference ref policy claim confirmation booking reservation tracking member membership customer client invoice serial id badge employee vin plate tag registration record file prescription rx loyalty rewards meter number flyer pager beeper extension ext',
);
cues('code', 'pin passcode code otp');
cues('age', 'age aged');
cues('cvv', 'back');
cues('last', 'ending ends');

/** Cue words in the sentence before a number, nearest first; at most this many tokens away. */
const REACH = 12;
/** "… is my social": at most this many tokens after the number. */
const REACH_AFTER = 5;

export interface NumberContext {
  /** Likeliest first. */
  readonly kinds: readonly NumberKind[];
  /** True if only the last digits of the number are spoken of. */
  readonly lastDigits: boolean;
  /** True if a word beside the number says so; false if only a question before does. */
  readonly cued: boolean;
  /** True if no more than "number" was said. */
  readonly vague: boolean;
}

const NONE: NumberContext = { kinds: [], lastDigits: false, cued: false, vague: false };

function cueKind(view: TextView, at: number): NumberKind | undefined {
  const { lower } = view;
  const kind = CUES.get(lower[at]!);
  if (kind === undefined) return undefined;
  const one = lower[at - 1] ?? '';
  switch (lower[at]) {
    case 'code':
      if (one === 'area') return 'phone';
      if (one === 'zip' || one === 'postal') return 'zip';
      if (one === 'security' || one === 'verification' || one === 'digit') return 'cvv';
      return kind;
    case 'number': {
      const two = lower[at - 2] ?? '';
      if (one === 'security' && two === 'social') return 'ssn';
      if (one === 'no' || one === 'a') return undefined;
      return CUES.get(one) ?? kind;
    }
    case 'back':
      return one === 'the' && lower[at - 2] === 'on' ? kind : undefined;
    case 'social':
      return lower[at + 1] === 'media' || lower[at + 1] === 'worker' ? undefined : kind;
    case 'credit':
      return lower[at + 1] === 'card' || lower[at + 1] === 'number' ? kind : undefined;
    case 'card':
      return one === 'insurance' || one === 'member' || one === 'id' || one === 'gift' || one === 'loyalty'
        ? 'identifier'
        : kind;
    case 'account':
    case 'acct':
      return one === 'bank' || one === 'checking' || one === 'savings' ? 'bank' : kind;
    case 'order':
      return one === 'in' || lower[at + 1] === 'to' ? undefined : kind;
    case 'case':
      return one === 'in' || one === 'just' ? undefined : kind;
    case 'reach':
    case 'dial':
      return kind;
    case 'license':
    case 'licence':
      return kind;
    case 'id':
    case 'member':
      return ['medical', 'insurance', 'patient', 'health', 'subscriber'].includes(one) ? 'health' : kind;
  }
  return kind;
}

const STATE_CODES = new Set(Object.keys(US_STATES).map((code) => code.toLowerCase()));
const STATE_ENDS = new Set(Object.values(US_STATES).map((name) => name.split(' ').at(-1)!));
/** Two-letter states that are words of everyday speech. */
const WORDS = new Set(['in', 'or', 'me', 'hi', 'ok', 'oh', 'pa', 'ma', 'id', 'la', 'de', 'al']);

/** True if a state's name or abbreviation ends at `token`. */
function endsState(view: TextView, token: number): boolean {
  const word = view.lower[token]!;
  return (
    STATE_ENDS.has(word) || (STATE_CODES.has(word) && (!WORDS.has(word) || view.caps[token] === Caps.ALL))
  );
}

/** What the words around tokens `[first, last]` and the open question say the number is. */
export function contextOf(
  view: TextView,
  turn: Turn,
  first: number,
  last: number,
  answers: number,
  digits = 0,
): NumberContext {
  const { lower } = view;
  let found: NumberKind | undefined;
  let lastDigits = false;
  let bank = false;
  let vague = false;
  const least = Math.max(turn.body, first - REACH);
  for (let at = first - 1; at >= least; at--) {
    const mark = view.kind[at] === TokenKind.MARK ? lower[at]! : '';
    if (
      (mark === '.' || mark === '?' || mark === '!') &&
      first - at > 6 &&
      found === undefined &&
      at < first - 1
    ) {
      // An earlier sentence still tells, if it ends right before the number.
      break;
    }
    if (mark !== '') continue;
    const word = lower[at]!;
    if ((word === 'last' || word === 'final') && first - at <= 6) lastDigits = true;
    if (word === 'bank' || word === 'checking' || word === 'savings') bank = true;
    const kind = cueKind(view, at);
    if (kind === undefined) continue;
    if (kind === 'last') {
      lastDigits = true;
      continue;
    }
    // "phone number", "account number": the plain word gives way to what stands before it.
    if (
      found === undefined ||
      (found === 'identifier' && lower[at] !== 'number' && first - at <= REACH && kind !== 'age')
    )
      found =
        found === undefined || view.lower[at + 1] === 'number' || view.lower[at + 1] === 'on' ? kind : found;
    vague =
      found === 'identifier' &&
      lower[at] === 'number' &&
      (CUES.get(lower[at - 1] ?? '') ?? kind) === kind &&
      !CUES.has(lower[at - 1] ?? '');
    if (found !== 'identifier') break;
  }
  if (found === 'identifier' && bank) found = 'bank';
  if (found !== undefined)
    return { kinds: [found], lastDigits, cued: true, vague: vague && found === 'identifier' };
  if (digits === 5 || digits === 9) {
    const place = lower[first - 1] === ',' || lower[first - 1] === '.' ? first - 2 : first - 1;
    if (place >= turn.body && view.gap[first] !== Gap.LINE && endsState(view, place))
      return { kinds: ['zip'], lastDigits: false, cued: true, vague: false };
  }
  const asked = askedKinds(answers);
  if (asked.length > 0)
    return {
      kinds: asked,
      lastDigits: lastDigits || (answers & Asked.LAST_DIGITS) !== 0,
      cued: false,
      vague: false,
    };
  const most = Math.min(turn.end - 1, last + REACH_AFTER);
  for (let at = last + 1; at <= most; at++) {
    if (view.kind[at] === TokenKind.MARK) break;
    if (lower[at] === 'and' || lower[at] === 'but') break;
    const kind = cueKind(view, at);
    // "… is my social", "… is the zip"; not "two cards", "four accounts"
    if (kind !== undefined && kind !== 'last' && at > last + 1)
      return { kinds: [kind], lastDigits, cued: true, vague: lower[at] === 'number' };
  }
  return lastDigits ? { kinds: ['last'], lastDigits, cued: true, vague: false } : NONE;
}

const ASKED_KINDS: readonly (readonly [number, NumberKind])[] = [
  [Asked.SSN, 'ssn'],
  [Asked.CARD, 'card'],
  [Asked.EXPIRY, 'expiry'],
  [Asked.CVV, 'cvv'],
  [Asked.ROUTING, 'routing'],
  [Asked.BANK, 'bank'],
  [Asked.ZIP, 'zip'],
  [Asked.BIRTH, 'birth'],
  [Asked.PHONE, 'phone'],
  [Asked.LICENSE, 'license'],
  [Asked.PASSPORT, 'passport'],
  [Asked.HEALTH, 'health'],
  [Asked.IDENTIFIER, 'identifier'],
  [Asked.CODE, 'code'],
  [Asked.AGE, 'age'],
  [Asked.LAST_DIGITS, 'last'],
];

function askedKinds(answers: number): NumberKind[] {
  const kinds: NumberKind[] = [];
  if (answers === 0) return kinds;
  for (const [bit, kind] of ASKED_KINDS) if ((answers & bit) !== 0) kinds.push(kind);
  return kinds;
}

/** True if `size` digits are a whole number of the kind. */
export function isWhole(kind: NumberKind, size: number, lastDigits: boolean): boolean {
  switch (kind) {
    case 'card':
      return lastDigits ? size === 4 : size >= 13 && size <= 19;
    case 'cvv':
      return size === 3 || size === 4;
    case 'expiry':
      return size === 3 || size === 4 || size === 6;
    case 'ssn':
      return size === 9 || (lastDigits && size === 4);
    case 'zip':
      return size === 5 || size === 9;
    case 'birth':
      return size >= 4 && size <= 8;
    case 'phone':
      return size === 7 || size === 10 || size === 11;
    case 'routing':
      return size === 9;
    case 'bank':
      return size >= 6 && size <= 17;
    case 'license':
      return size >= 7;
    case 'passport':
      return size === 9;
    case 'health':
      return size >= 6;
    case 'identifier':
      return size >= 5;
    case 'code':
      return size >= 4 && size <= 8;
    case 'age':
      return size <= 2;
    case 'last':
      return size >= 3 && size <= 6;
  }
}

/** The most digits that belong to one number of the kind. */
export function mostDigits(kind: NumberKind): number {
  switch (kind) {
    case 'card':
      return 19;
    case 'ssn':
    case 'zip':
    case 'routing':
      return 9;
    case 'phone':
      return 15;
    case 'cvv':
      return 4;
    case 'age':
      return 3;
    case 'birth':
    case 'code':
      return 8;
    case 'expiry':
      return 6;
    default:
      return 30;
  }
}

/** Fewest digits that are taken for (a piece of) the kind when something else could be meant. */
export function leastDigits(kind: NumberKind, cued: boolean): number {
  switch (kind) {
    case 'age':
      return 1;
    case 'cvv':
    case 'expiry':
    case 'code':
    case 'last':
      return 3;
    case 'identifier':
      return cued ? 4 : 3;
    case 'birth':
      return 2;
    default:
      return 3;
  }
}

export function labelOf(kind: NumberKind, digits: string, lastDigits: boolean): Label {
  switch (kind) {
    case 'card':
      return lastDigits && digits.length < 12 ? 'NUMERIC_PII' : 'CREDIT_CARD';
    case 'cvv':
      return 'CVV';
    case 'expiry':
      return 'CC_EXP';
    case 'ssn':
      return 'US_SSN';
    case 'zip':
      return 'LOCATION_ZIP';
    case 'birth':
      return 'DOB';
    case 'phone':
      return lastDigits && digits.length < 7 ? 'NUMERIC_PII' : 'PHONE_NUMBER';
    case 'bank':
      return lastDigits && digits.length < 5 ? 'NUMERIC_PII' : 'US_BANK_NUMBER';
    case 'routing':
      return 'US_ROUTING_TRANSIT_NUMBER';
    case 'license':
      return 'US_DRIVER_LICENSE';
    case 'passport':
      return 'US_PASSPORT';
    case 'health':
      return 'HEALTHCARE_ID';
    case 'age':
      return 'PERSON_AGE';
    case 'identifier':
    case 'code':
    case 'last':
      return 'NUMERIC_PII';
  }
}

/** The label of digits that nothing around them explains; undefined if they are too few to be anybody's. */
export function unexplained(digits: string): { label: Label; score: number } | undefined {
  const size = digits.length;
  if (size >= 13 && size <= 19 && luhn(digits)) return { label: 'CREDIT_CARD', score: 0.85 };
  if (size === 10 && /^[2-9]\d\d[2-9]/.test(digits)) return { label: 'PHONE_NUMBER', score: 0.8 };
  if (size === 11 && /^1[2-9]\d\d[2-9]/.test(digits)) return { label: 'PHONE_NUMBER', score: 0.8 };
  if (size === 7 && digits.startsWith('555')) return { label: 'PHONE_NUMBER', score: 0.7 };
  if (size >= 5) return { label: 'NUMERIC_PII', score: 0.7 };
  return undefined;
}
