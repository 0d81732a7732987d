import { Gap, type TextView, TokenKind } from './text-view.js';

/** What a turn asks for, as bits: context for the answer in the next turn. */
export const Asked = {
  NAME: 1,
  ZIP: 2,
  ADDRESS: 4,
  CITY: 8,
  STATE: 16,
  EMAIL: 32,
  PHONE: 64,
  LAST_DIGITS: 128,
  CARD: 256,
  CVV: 512,
  EXPIRY: 1024,
  BIRTH: 2048,
  SSN: 4096,
  /** Account, order, case, policy, ticket, confirmation, member number. */
  IDENTIFIER: 8192,
  /** A one-time code or PIN. */
  CODE: 16384,
  ORGANISATION: 32768,
  USERNAME: 65536,
  AGE: 131072,
} as const;

export interface Turn {
  /** Token indices `[first, end)`; the speaker tag, if any, is `[first, body)`. */
  readonly first: number;
  readonly body: number;
  readonly end: number;
  /** What this turn asks for. */
  readonly asks: number;
  /** What the turn before asked for. */
  readonly answers: number;
}

export interface Turns {
  readonly list: readonly Turn[];
  /** Index into `list` by token. */
  readonly of: (token: number) => Turn;
}

const ASKING: Readonly<Record<string, number>> = {
  name: Asked.NAME,
  zip: Asked.ZIP,
  zipcode: Asked.ZIP,
  postal: Asked.ZIP,
  postcode: Asked.ZIP,
  address: Asked.ADDRESS,
  street: Asked.ADDRESS,
  city: Asked.CITY,
  town: Asked.CITY,
  state: Asked.STATE,
  email: Asked.EMAIL,
  phone: Asked.PHONE,
  mobile: Asked.PHONE,
  callback: Asked.PHONE,
  card: Asked.CARD,
  cvv: Asked.CVV,
  cvc: Asked.CVV,
  cvv2: Asked.CVV,
  expiration: Asked.EXPIRY,
  expiry: Asked.EXPIRY,
  expires: Asked.EXPIRY,
  birth: Asked.BIRTH,
  birthday: Asked.BIRTH,
  birthdate: Asked.BIRTH,
  dob: Asked.BIRTH,
  born: Asked.BIRTH,
  ssn: Asked.SSN,
  social: Asked.SSN,
  account: Asked.IDENTIFIER,
  order: Asked.IDENTIFIER,
  policy: Asked.IDENTIFIER,
  claim: Asked.IDENTIFIER,
  case: Asked.IDENTIFIER,
  ticket: Asked.IDENTIFIER,
  reference: Asked.IDENTIFIER,
  confirmation: Asked.IDENTIFIER,
  booking: Asked.IDENTIFIER,
  reservation: Asked.IDENTIFIER,
  tracking: Asked.IDENTIFIER,
  member: Asked.IDENTIFIER,
  membership: Asked.IDENTIFIER,
  customer: Asked.IDENTIFIER,
  invoice: Asked.IDENTIFIER,
  serial: Asked.IDENTIFIER,
  meter: Asked.IDENTIFIER,
  license: Asked.IDENTIFIER,
  number: Asked.IDENTIFIER,
  digits: Asked.LAST_DIGITS,
  code: Asked.CODE,
  pin: Asked.CODE,
  passcode: Asked.CODE,
  company: Asked.ORGANISATION,
  employer: Asked.ORGANISATION,
  organization: Asked.ORGANISATION,
  organisation: Asked.ORGANISATION,
  business: Asked.ORGANISATION,
  username: Asked.USERNAME,
  login: Asked.USERNAME,
  old: Asked.AGE,
  age: Asked.AGE,
};

/** Splits a text into turns (lines; a speaker tag is up to four words and a colon at a line's start). Linear. */
export function findTurns(view: TextView): Turns {
  const list: Turn[] = [];
  const index = new Int32Array(view.count);
  let first = 0;
  let answers = 0;
  while (first < view.count) {
    let end = first + 1;
    while (end < view.count && view.gap[end] !== Gap.LINE) end++;
    const body = bodyOf(view, first, end);
    let asks = 0;
    let question = false;
    let security = false;
    for (let token = body; token < end; token++) {
      index[token] = list.length;
      const { kind, lower } = view;
      if (kind[token] === TokenKind.WORD) {
        asks |= ASKING[lower[token]!] ?? 0;
        if (lower[token] === 'security') security = true;
        // "Who am I speaking with?"
        else if (
          lower[token] === 'who' &&
          (lower[token + 3] === 'speaking' || lower[token + 3] === 'talking')
        )
          asks |= Asked.NAME;
      } else if (lower[token] === '?') question = true;
    }
    for (let token = first; token < body; token++) index[token] = list.length;
    if (!question && asks !== 0 && !requests(view, body, end)) asks = 0;
    if (security && (asks & Asked.CODE) !== 0) asks = (asks & ~Asked.CODE) | Asked.CVV;
    if ((asks & (Asked.CARD | Asked.SSN)) !== 0) asks &= ~Asked.IDENTIFIER;
    list.push({ first, body, end, asks, answers });
    answers = asks;
    first = end;
  }
  return { list, of: (token) => list[index[token]!]! };
}

/** First token after a speaker tag such as `Agent:`, `Jordan Miles:` or `[Caller 2]:`. */
function bodyOf(view: TextView, first: number, end: number): number {
  const limit = Math.min(end, first + 6);
  for (let token = first; token < limit; token++) {
    if (view.kind[token] !== TokenKind.MARK) continue;
    const mark = view.lower[token]!;
    if (mark === ':') {
      const spaced = token + 1 >= end || view.gap[token + 1] !== Gap.NONE;
      return token > first && spaced ? token + 1 : first;
    }
    if (
      mark !== '(' &&
      mark !== ')' &&
      mark !== '[' &&
      mark !== ']' &&
      mark !== '.' &&
      mark !== '#' &&
      mark !== '-'
    )
      return first;
  }
  return first;
}

const REQUEST = new Set([
  'please',
  'need',
  'confirm',
  'verify',
  'provide',
  'give',
  'tell',
  'share',
  'spell',
  'read',
  'start',
  'enter',
  'have',
  'require',
  'state',
]);

/** A request without a question mark: "I also need the email on file." */
function requests(view: TextView, from: number, end: number): boolean {
  for (let token = from; token < end; token++) if (REQUEST.has(view.lower[token]!)) return true;
  return false;
}
