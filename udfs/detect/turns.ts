import { tagEnd, taggedStarts } from './speaker-tags.js';
import { Gap, type TextView, TokenKind } from './text-view.js';
import { bitOf, markWords } from './word-marks.js';

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
  /** Set beside NAME where the question says which. */
  FAMILY_NAME: 1 << 18,
  GIVEN_NAME: 1 << 19,
  /** A bank account's number. */
  BANK: 1 << 20,
  ROUTING: 1 << 21,
  OCCUPATION: 1 << 22,
  /** A password, passphrase or the answer to a security question. */
  SECRET: 1 << 23,
  LICENSE: 1 << 24,
  PASSPORT: 1 << 25,
  HEALTH: 1 << 26,
  COUNTRY: 1 << 27,
} as const;

export interface Turn {
  /** Position in the list of turns. */
  readonly index: number;
  /** Token indices `[first, end)`; the speaker tag, if any, is `[first, body)`. */
  readonly first: number;
  readonly body: number;
  readonly end: number;
  /** What this turn asks for. */
  readonly asks: number;
  /** What the turn before asked for; turns that only acknowledge ("sure, one moment") let the question stand. */
  readonly answers: number;
}

export interface Turns {
  readonly list: readonly Turn[];
  /** Index into `list` by token. */
  readonly of: (token: number) => Turn;
}

const ASKING = new Map<string, number>(
  Object.entries({
    name: Asked.NAME,
    surname: Asked.NAME | Asked.FAMILY_NAME,
    zip: Asked.ZIP,
    zipcode: Asked.ZIP,
    postal: Asked.ZIP,
    postcode: Asked.ZIP,
    address: Asked.ADDRESS,
    street: Asked.ADDRESS,
    city: Asked.CITY,
    town: Asked.CITY,
    state: Asked.STATE,
    country: Asked.COUNTRY,
    email: Asked.EMAIL,
    phone: Asked.PHONE,
    mobile: Asked.PHONE,
    cell: Asked.PHONE,
    callback: Asked.PHONE,
    telephone: Asked.PHONE,
    reach: Asked.PHONE,
    card: Asked.CARD,
    cvv: Asked.CVV,
    cvc: Asked.CVV,
    cvv2: Asked.CVV,
    expiration: Asked.EXPIRY,
    expiry: Asked.EXPIRY,
    expires: Asked.EXPIRY,
    expire: Asked.EXPIRY,
    exp: Asked.EXPIRY,
    through: Asked.EXPIRY,
    thru: Asked.EXPIRY,
    until: Asked.EXPIRY,
    back: Asked.CVV,
    front: Asked.CVV,
    strip: Asked.CVV,
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
    plate: Asked.IDENTIFIER,
    vin: Asked.IDENTIFIER,
    license: Asked.IDENTIFIER,
    licence: Asked.IDENTIFIER,
    number: Asked.IDENTIFIER,
    passport: Asked.PASSPORT,
    medicare: Asked.HEALTH,
    medicaid: Asked.HEALTH,
    mrn: Asked.HEALTH,
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
    routing: Asked.ROUTING,
    aba: Asked.ROUTING,
    iban: Asked.BANK,
    occupation: Asked.OCCUPATION,
    profession: Asked.OCCUPATION,
    job: Asked.OCCUPATION,
    living: Asked.OCCUPATION,
    password: Asked.SECRET,
    passphrase: Asked.SECRET,
    pet: Asked.NAME | Asked.SECRET,
    maiden: Asked.NAME | Asked.FAMILY_NAME,
    who: Asked.NAME,
    "who's": Asked.NAME,
    whom: Asked.NAME,
    where: Asked.CITY,
  }),
);

const ASKS = bitOf(markWords(ASKING.keys()));

/** Splits a text into turns: lines, and what speaker tags part within one line. Linear. */
export function findTurns(view: TextView): Turns {
  const list: Turn[] = [];
  const index = new Int32Array(view.count);
  const inline = taggedStarts(view);
  let nextInline = 0;
  let first = 0;
  let answers = 0;
  let tags = 0;
  while (first < view.count) {
    while (nextInline < inline.length && inline[nextInline]! <= first) nextInline++;
    const limit = nextInline < inline.length ? inline[nextInline]! : view.count;
    let end = first + 1;
    while (end < limit && view.gap[end] !== Gap.LINE) end++;
    const body = tagEnd(view, first, end);
    for (let token = first; token < end; token++) index[token] = list.length;
    const { asks, acknowledges } = readTurn(view, body, end);
    const untagged = body === first && tags > 1;
    if (body > first && body < end) tags++;
    // A line without a tag among tagged ones goes on with its speaker's turn.
    const before = list.at(-1);
    const own = untagged && before !== undefined ? before.answers : answers;
    list.push({ index: list.length, first, body, end, asks, answers: own });
    if (body < end) {
      if (asks !== 0) answers = untagged && before !== undefined ? before.asks | asks : asks;
      else if (!(acknowledges || untagged)) answers = 0;
    }
    first = end;
  }
  return { list, of: (token) => list[index[token]!]! };
}

function readTurn(view: TextView, body: number, end: number): { asks: number; acknowledges: boolean } {
  const { kind, lower } = view;
  let asks = 0;
  let numbers = 0;
  let question = false;
  let words = 0;
  let acknowledging = 0;
  for (let token = body; token < end; token++) {
    if (kind[token] !== TokenKind.WORD) {
      if (lower[token] === '?') question = true;
      else if (kind[token] !== TokenKind.MARK) words++;
      continue;
    }
    words++;
    const marks = view.words[token]?.marks ?? 0;
    if (words <= 12 && (marks & ACKNOWLEDGES) !== 0) acknowledging++;
    if ((marks & ASKS) === 0) continue;
    const word = lower[token]!;
    const bits = ASKING.get(word)!;
    if (word === 'number') {
      numbers++;
      if (token > body && REACHING.has(lower[token - 1]!)) asks |= Asked.PHONE;
    } else asks |= refine(view, token, body, end, word, bits);
  }
  if (numbers > 0 && (asks & NUMBERED) === 0) asks |= Asked.IDENTIFIER;
  if (!question && asks !== 0 && !requests(view, body, end)) asks = 0;
  if ((asks & (Asked.CARD | Asked.SSN)) !== 0) asks &= ~Asked.IDENTIFIER;
  return { asks, acknowledges: words <= 12 && acknowledging === words };
}

/** Questions for something with its own number. */
const NUMBERED =
  Asked.PHONE |
  Asked.CARD |
  Asked.CVV |
  Asked.SSN |
  Asked.BANK |
  Asked.ROUTING |
  Asked.LICENSE |
  Asked.PASSPORT |
  Asked.HEALTH |
  Asked.ZIP;

/** "The best number", "a contact number": one to call. */
const REACHING = new Set([
  'best',
  'good',
  'contact',
  'callback',
  'daytime',
  'home',
  'work',
  'alternate',
  'another',
  'fax',
]);
const FAMILY_WORDS = new Set(['last', 'family', 'maiden', 'sur']);
const GIVEN_WORDS = new Set(['first', 'given', 'middle', 'preferred', 'christian']);
const SPEAKING = new Set([
  'speaking',
  'talking',
  'calling',
  'speak',
  'talk',
  'with',
  'this',
  'there',
  'pleasure',
]);
const LIVING = new Set(['live', 'living', 'located', 'born', 'calling', 'from', 'based', 'reside', 'grow']);

function near(view: TextView, from: number, to: number, words: ReadonlySet<string>): boolean {
  for (let at = from; at < to; at++) if (words.has(view.lower[at]!)) return true;
  return false;
}

const BANKING = new Set(['bank', 'checking', 'savings', 'deposit']);
const DRIVING = new Set(["driver's", 'driver', 'drivers', 'driving']);
const THREE = new Set(['three', '3']);
/** Digits of a card's security code. */
const CODE_SIZES = new Set(['three', '3', 'four', '4', 'digits', 'digit', 'code', 'numbers']);
const HEALTHY = new Set(['insurance', 'medical', 'health', 'patient', 'record']);

/** The bits of an asking word, in the light of the words beside it. */
function refine(
  view: TextView,
  token: number,
  body: number,
  end: number,
  word: string,
  bits: number,
): number {
  const { lower } = view;
  const back = Math.max(body, token - 3);
  const ahead = Math.min(end, token + 9);
  const one = token > body ? lower[token - 1]! : '';
  switch (word) {
    case 'name':
      // "My name is …" tells, it does not ask.
      if (one === 'my' || lower[token - 2] === 'my') return 0;
      if (near(view, back, token, FAMILY_WORDS)) return bits | Asked.FAMILY_NAME;
      if (near(view, back, token, GIVEN_WORDS)) return bits | Asked.GIVEN_NAME;
      if (one === 'user' || one === 'screen') return Asked.USERNAME;
      if (one === 'company' || one === 'business' || one === 'employer' || one === 'bank')
        return Asked.ORGANISATION;
      if (one === 'street') return Asked.ADDRESS;
      return bits;
    case 'who':
    case "who's":
    case 'whom':
      for (let at = token + 1; at < ahead; at++) {
        if (lower[at] === 'work') return Asked.ORGANISATION;
        if (SPEAKING.has(lower[at]!)) return bits;
      }
      return 0;
    case 'where':
      for (let at = token + 1; at < ahead; at++) {
        if (lower[at] === 'work') return Asked.ORGANISATION;
        if (LIVING.has(lower[at]!)) return bits;
      }
      return 0;
    case 'living':
      return one === 'a' ? bits : 0;
    case 'address':
      if (one === 'email' || one === 'e-mail' || one === 'mail') return Asked.EMAIL;
      return bits;
    case 'account':
      return near(view, back, token, BANKING) ? Asked.BANK : bits;
    case 'license':
    case 'licence':
      return near(view, back, token, DRIVING) ? Asked.LICENSE : bits;
    case 'member':
      return near(view, back, ahead, HEALTHY) ? Asked.HEALTH : bits;
    case 'code':
      if (one === 'security' || one === 'verification') return Asked.CVV;
      if (one === 'digit' && near(view, back, token, THREE)) return Asked.CVV;
      if (one === 'area') return Asked.PHONE;
      if (one === 'zip' || one === 'postal') return 0;
      return bits;
    case 'digits':
      for (let at = back; at < token; at++) {
        if (lower[at] === 'sixteen' || lower[at] === '16' || lower[at] === 'all')
          return Asked.CARD | Asked.LAST_DIGITS;
        if (lower[at] === 'last') return bits;
      }
      for (let at = token; at < ahead; at++)
        if (lower[at] === 'back' || lower[at] === 'front') return Asked.CVV;
      return THREE.has(one) ? Asked.CVV : bits;
    case 'through':
    case 'thru':
    case 'until':
      // "valid until?", "good through date"
      return one === 'good' || one === 'valid' ? bits : 0;
    case 'back':
    case 'front':
      // "the last three on the back"
      return one === 'the' && near(view, Math.max(body, token - 6), token, CODE_SIZES) ? bits : 0;
    case 'strip':
      return one === 'signature' ? bits : 0;
    case 'old':
      return one === 'how' || one === 'years' ? bits : 0;
    case 'reach':
      return lower[token + 1] === 'you' ? bits : 0;
    case 'pet':
    case 'maiden':
      return bits;
    case 'state':
      return one === 'to' || one === 'please' ? 0 : bits;
  }
  return bits;
}

/** Words of turns that give nothing and take nothing back: the question before them stays open. */
const ACKNOWLEDGING = new Set(
  'ok okay sure yes yeah yep yup go on ahead mhm mm hmm uh huh um er one moment second sec minute hold hang let me get it see just a please take your time no problem right alright and the rest thanks thank you i am im ready when are great perfect got why do need that this for verification purposes security is was sorry pardon could repeat again of course absolutely certainly so well oh to my find look here grab have give wait worries whenever continue at dot com uhhuh uh-huh still there listening'.split(
    ' ',
  ),
);

const ACKNOWLEDGES = bitOf(markWords(ACKNOWLEDGING));
const NAMING = new Set(['the', 'your', 'those', 'that']);
/** Words of a turn that tells rather than asks. */
const TELLING = new Set('is are was were has have will can i my we it he she they'.split(' '));

const REQUEST = new Set(
  "please need confirm verify provide give tell share spell read start enter have require state get what what's whats who who's whom where where's which how can could know".split(
    ' ',
  ),
);

/** A request without a question mark: "I also need the email on file." */
function requests(view: TextView, from: number, end: number): boolean {
  // "Zip." "And the three digits on the back." "Your last name."
  if (end - from <= 3) return true;
  if (end - from <= 10 && (view.lower[from] === 'and' || view.lower[from] === 'your')) return true;
  if (end - from <= 12) {
    // "Great, thanks, and the expiry date on there."
    for (let token = from; token < Math.min(end - 2, from + 5); token++)
      if (
        view.lower[token] === 'and' &&
        NAMING.has(view.lower[token + 1]!) &&
        !near(view, token, end, TELLING)
      )
        return true;
  }
  for (let token = from; token < end; token++) if (REQUEST.has(view.lower[token]!)) return true;
  return false;
}
