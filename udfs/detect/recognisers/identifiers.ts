import type { Label } from '../labels.js';
import { LexiconFlag } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked, type Turns } from '../turns.js';
import { type Context, contextOf, cueAfter, cueBefore, cueSet, nearestCue } from './context.js';
import { Cue } from './cue-words.js';
import { isForeignLicence, isUsLicence } from './driver-licence.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const JOINED = /(?:[-_/#:.\u2010-\u2015][A-Za-z0-9]{1,24}){1,8}/y;
const JOINTS = '-_/#:.\u2010\u2011\u2012\u2013\u2014\u2015';
const SPACED =
  /(?:[ \u00a0](?:\d{2,8}|[A-Z]{1,3}(?= \d)|[A-Z]\d{1,4}|\d{1,4}[A-Z]{1,2})(?![A-Za-z0-9_])){1,6}/y;
const PLATE_REST = /(?:[ -](?:\d{1,5}|[A-Z]{1,3})(?![A-Za-z0-9_])){1,2}/y;
/** Prefixes that name a standard, a model or a part rather than a person's thing. */
const PUBLIC_PREFIX = set(
  'covid iso rfc utf sha md mp ps ip ipv http https tls ssl usb hdmi wifi sars bs en din ansi ieee ecma es h mpeg base win ios type form chapter section page part step level grade stage phase class zone gate rtx gtx rx gt radeon ryzen geforce core iphone ipad galaxy pixel xbox playstation windows office python java node php vitamin boeing airbus macbook thinkpad latitude cve kb pep jsr icd cpt hcpcs nfpa astm nist pci soc sec fips ts mil std cat lte f g x y z rev ver v version day week month year q fy m i hwy us interstate route sr a4 omega figure fig table appendix article rule title sq vol issue no2 co2 h2o b12 top',
);
const QUANTITIES = set(
  'days day hours hour minutes minute mins min seconds secs sec weeks week months month years year percent pm am times people users user items points miles mile kilometers kilometres km meters metres mb gb tb kb kg g mg mcg ml l lbs lb pounds feet foot ft inches inch attempts units copies pieces steps pages page channels degrees watts volts mbps ms s hz rpm bpm mmhg cm mm kcal calories cal kwh kw w v px customers orders calls tickets employees students patients rows records files lines words characters tokens requests responses bytes votes views followers likes seats rooms bedrooms acres sqft square cups tablets capsules doses drops',
);
const MEASURED =
  /^\d+(?:st|nd|rd|th|s|x|k|m|gb|mb|tb|kb|pb|mg|mcg|ug|ml|dl|ul|kg|g|lb|lbs|oz|ft|in|cm|mm|nm|um|km|mi|yd|hr|hrs|min|mins|sec|secs|ms|ns|us|am|pm|p|i|d|h|w|kw|kwh|mw|y|yo|yr|yrs|mhz|ghz|khz|hz|v|a|ma|mah|fps|bpm|rpm|psi|dpi|px|pt|em|rem|iu|mmhg|kcal|cal|kbps|mbps|gbps|bit|bits|c|f|n|e|er|eme|nm|db|cc|ppm|mol|meq|mmol|sqft|ish|plus|fold|pcs|pk|ct|ers|ies)$/i;
const DIMENSIONS = /^\d+x\d+(?:x\d+)?(?:mm|cm|in|px)?$/i;

/** What has numbers of three and four digits that are one person's. */
const SHORT = set('badge pager beeper ext extn extension');
/** Theirs only with a word for a number: "employee 100" counts. */
const STAFF = set('employee staff agent operator associate crew emp');
const NUMBER_WORDS = set('id number no num nr code #');

const IDS = cueSet(Cue.ID, Cue.ACCOUNT, Cue.DEVICE, Cue.NATIONAL, Cue.TAX, Cue.EIN, Cue.SECRET, Cue.CODE);
/** Words for parts as often as for a person's things: close by only. */
const WEAK_IDS = cueSet(Cue.WEAK_ID);
const CODES = cueSet(Cue.CODE);
const LASTS = cueSet(Cue.LAST);
const ENDINGS = cueSet(Cue.ENDING);
const PUBLIC = cueSet(Cue.VERSION, Cue.COUNT, Cue.MONEY);
/** Cues that may name the value; the nearest wins. */
const NAMING = cueSet(
  Cue.PASSPORT,
  Cue.DRIVER,
  Cue.PLATE,
  Cue.VIN,
  Cue.MEDICAL_LICENSE,
  Cue.HEALTH,
  Cue.ID,
  Cue.ACCOUNT,
  Cue.BANK_ACCOUNT,
  Cue.DEVICE,
  Cue.NATIONAL,
  Cue.TAX,
  Cue.EIN,
  Cue.CODE,
  Cue.SECRET,
  Cue.CRYPTO,
  Cue.MICR,
  Cue.WEAK_ID,
  Cue.PHONE,
  Cue.SSN,
  Cue.ITIN,
  Cue.CARD,
  Cue.DATE,
  Cue.BIRTH,
  Cue.AGE,
  Cue.MONEY,
  Cue.ROUTING_WEAK,
);
const DEA = /^[A-HJ-MPRSTUX][A-Z9]\d{7}$/;
const MBI =
  /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/;
const HICN = /^\d{9}(?:A|B\d?|C[1-9A-Z]|D\d?|E\d?|M|T|W\d?)$/;
const US_PASSPORT = /^(?:\d{9}|[A-Z]\d{8})$/;
const PASSPORT = /^[A-Z0-9]{6,12}$/;
const MACHINE_READABLE = /[PIAVC][A-Z<][A-Z]{3}[A-Z0-9<]{25,39}/y;
const MACHINE_READABLE_2 = /[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{2,20}/y;

/** Account, order, case, device, licence, passport, health and one-time codes, last digits, any long run of digits. */
export const identifiers: Recogniser = {
  name: 'identifiers',
  recognise(view, turns, sink) {
    machineReadable(view, sink);
    if (view.numeric.length === 0) return;
    const context = contextOf(view);
    wholeCell(context, sink);
    let covered = 0;
    for (const token of view.numeric) {
      if (view.start[token]! < covered) continue;
      covered = Math.max(covered, one(context, turns, token, covered, sink));
    }
    letterCodes(context, sink);
  },
};

/** Proposes what the numeric token begins; the end of what it looked at, or 0. */
function one(context: Context, turns: Turns, token: number, covered: number, sink: Sink): number {
  const { view } = context;
  const { text } = view;
  const found = runOf(view, token, covered);
  if (found === undefined) return 0;
  const { start, end, digits, size } = found;
  const before = text[start - 1] ?? '';
  if (before !== '' && '$\u20ac\u00a3\u00a5\u20b9'.includes(before)) return 0;
  const turn = turns.of(token);
  const asked = (turn.answers & (Asked.IDENTIFIER | Asked.CODE | Asked.LAST_DIGITS | Asked.CARD)) !== 0;
  const cue = nearestCue(context, found.first, found.last, NAMING, 7, 4);
  if (cue !== 0 && !quantity(view, found.last)) {
    const spaced = matchAt(cue === Cue.PLATE ? PLATE_REST : SPACED, text, end);
    const open = lettersBefore(context, found.first, cue, covered);
    for (const reach of spaced > end ? [spaced, end] : [end]) {
      const compact = compactOf(text, open, reach);
      const named = nameValue(cue, compact, reach > end, open < start);
      if (named === undefined) continue;
      sink.add(open, reach, named.label, named.score);
      return reach;
    }
  }
  if (found.code) {
    const strong = strongFormat(compactOf(text, start, end));
    if (strong !== undefined) {
      sink.add(start, end, strong.label, strong.score);
      return end;
    }
  }
  const grouped = size === 4 && digits === 4 ? matchAt(GROUPED, text, start) : -1;
  if (grouped > 0 && !isWordAt(text, grouped)) {
    sink.add(start, grouped, 'NUMERIC_PII', 0.7);
    return grouped;
  }
  const score = scoreOf(context, token, found, asked);
  if (score === 0) return 0;
  sink.add(start, end, 'NUMERIC_PII', score);
  return end;
}

/** Where a value begins: at the letters that stand apart before it ("plate ABC 1234"), if there are any. */
function lettersBefore({ view, cue }: Context, first: number, named: number, covered: number): number {
  const start = view.start[first]!;
  const at = first - 1;
  if (at < 0 || view.gap[first] !== Gap.SPACE || view.kind[at] !== TokenKind.WORD || cue[at] !== 0)
    return start;
  if (view.caps[at] !== Caps.ALL && !(view.caps[at] === Caps.FIRST && view.end[at]! - view.start[at]! === 1))
    return start;
  const size = view.end[at]! - view.start[at]!;
  const plate = named === Cue.PLATE && size <= 4;
  const code =
    size <= 4 && (size === 1 || (view.flags[at]! & LexiconFlag.EVERYDAY) === 0) && view.start[at]! >= covered;
  return plate || (code && named !== Cue.DATE) ? view.start[at]! : start;
}

/** Four digits at a time, as long codes are printed. */
const GROUPED = /\d{4}(?: \d{4}){2,7}(?: \d{1,4})?(?!\d)/y;

interface Run {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly digits: number;
  /** First and last token. */
  readonly first: number;
  readonly last: number;
  /** Letters before a joint ("inv" of "INV-2024-001"), lower case; '' without. */
  readonly prefix: string;
  /** Has letters. */
  readonly code: boolean;
}

/** The glued run that a numeric token is in: "SO-5834912", "INV-2024-001", "A12/345", "12345". */
function runOf(view: TextView, token: number, covered: number): Run | undefined {
  const { text } = view;
  let first = token;
  let start = view.start[token]!;
  let end = view.end[token]!;
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
    if (view.start[token - 2]! >= covered) {
      first = token - 2;
      start = view.start[first]!;
      // "AB-CD-1234"
      if (
        first >= 2 &&
        view.gap[first] === Gap.NONE &&
        view.gap[first - 1] === Gap.NONE &&
        isJoint(view.lower[first - 1]!) &&
        view.caps[first - 2] === Caps.ALL &&
        view.start[first - 2]! >= covered &&
        view.end[first - 2]! - view.start[first - 2]! <= 6
      ) {
        first -= 2;
        start = view.start[first]!;
      }
    }
  }
  const joined = JOINTS.includes(text[end] ?? ' ') ? matchAt(JOINED, text, end) : -1;
  if (
    joined > 0 &&
    (prefix !== '' ||
      view.kind[token] === TokenKind.CODE ||
      /[A-Za-z]/.test(text.slice(end, joined)) ||
      joined - end > 2)
  ) {
    // A dot, a colon or a slash joins only what has no ordinary words in it.
    const plain = /[./:][A-Za-z]{2,}/.exec(text.slice(end, joined));
    end = plain === null ? joined : end + plain.index;
  }
  if (isWordAt(text, end) || end <= start) return undefined;
  let digits = 0;
  let letters = 0;
  for (let at = start; at < end; at++) {
    if (isDigitAt(text, at)) digits++;
    else if (isWordAt(text, at) && text[at] !== '_') letters++;
  }
  let last = token;
  while (last + 1 < view.count && view.start[last + 1]! < end) last++;
  return { start, end, size: end - start, digits, first, last, prefix, code: letters > 0 };
}

function compactOf(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase();
}

interface Named {
  readonly label: Label;
  readonly score: number;
}

/** What a value is that stands beside a cue; undefined if its shape does not fit. */
function nameValue(cue: number, compact: string, spaced: boolean, apart: boolean): Named | undefined {
  const size = compact.length;
  const digits = compact.replace(/\D/g, '').length;
  // Groups that are apart belong together only as all digits, or as short printed pieces.
  if (spaced && (digits < 5 || size > 20)) return undefined;
  switch (cue) {
    case Cue.PASSPORT:
      if (US_PASSPORT.test(compact)) return { label: 'US_PASSPORT', score: 0.93 };
      return PASSPORT.test(compact) && digits >= 3 ? { label: 'NUMERIC_PII', score: 0.92 } : undefined;
    case Cue.DRIVER:
      if (digits >= 4 && size >= 5 && isUsLicence(compact))
        return { label: 'US_DRIVER_LICENSE', score: 0.92 };
      return digits >= 3 && size >= 5 && (isForeignLicence(compact) || size <= 20)
        ? { label: isForeignLicence(compact) && size > 13 ? 'NUMERIC_PII' : 'US_DRIVER_LICENSE', score: 0.88 }
        : undefined;
    case Cue.PLATE:
      return size >= 3 && size <= 10 && digits >= 1 ? { label: 'NUMERIC_PII', score: 0.85 } : undefined;
    case Cue.VIN:
      return size >= 6 && size <= 17 ? { label: 'NUMERIC_PII', score: size === 17 ? 0.95 : 0.8 } : undefined;
    case Cue.MEDICAL_LICENSE:
      return digits >= 4 && size >= 4 && size <= 14 && !spaced
        ? { label: 'MEDICAL_LICENSE', score: 0.93 }
        : undefined;
    case Cue.HEALTH:
      if (digits < (size >= 6 ? 2 : 4) || size < 4 || size > 24 || isYear(compact)) return undefined;
      return { label: 'HEALTHCARE_ID', score: 0.88 };
    case Cue.MICR:
      return digits >= 6 ? { label: 'MICR_CODE', score: 0.9 } : undefined;
    case Cue.DEVICE:
    case Cue.NATIONAL:
    case Cue.TAX:
    case Cue.EIN:
      return digits >= 4 && size >= 5 && size <= 40 ? { label: 'NUMERIC_PII', score: 0.86 } : undefined;
    case Cue.ID:
      // Alone or as one run it is scored below, with more care.
      return (spaced || apart) && digits >= (apart ? 4 : 5) && size <= 24
        ? { label: 'NUMERIC_PII', score: 0.86 }
        : undefined;
    case Cue.ROUTING_WEAK:
    case Cue.ACCOUNT:
    case Cue.BANK_ACCOUNT:
      return digits >= 5 && size <= 24 ? { label: 'NUMERIC_PII', score: 0.82 } : undefined;
    default:
      return undefined;
  }
}

/** Formats that need no word beside them. */
function strongFormat(compact: string): Named | undefined {
  if (compact.length === 9 && DEA.test(compact) && dea(compact))
    return { label: 'MEDICAL_LICENSE', score: 0.85 };
  if (compact.length === 11 && MBI.test(compact)) return { label: 'HEALTHCARE_ID', score: 0.92 };
  if (compact.length >= 10 && HICN.test(compact)) return { label: 'HEALTHCARE_ID', score: 0.72 };
  return undefined;
}

/** DEA registration: odd digits plus twice the even ones end in the last. */
export function dea(compact: string): boolean {
  const digit = (at: number): number => compact.charCodeAt(2 + at) - 48;
  return (digit(0) + digit(2) + digit(4) + 2 * (digit(1) + digit(3) + digit(5))) % 10 === digit(6);
}

function isYear(compact: string): boolean {
  return compact.length === 4 && /^(?:19|20)\d\d$/.test(compact);
}

function scoreOf(context: Context, token: number, found: Run, asked: boolean): number {
  const { view } = context;
  const { text } = view;
  const { start, end, size, digits, prefix, first, last } = found;
  const written = text.slice(start, end);
  const before = text[start - 1] ?? '';
  const hash = before === '#';
  const isCued =
    hash ||
    cueBefore(context, first, IDS, 6) > 0 ||
    cueBefore(context, first, WEAK_IDS, 2) > 0 ||
    columnIs(context, token, IDS);
  // Digits that stand for a longer number: "…482", "x1234", "****1234", "ending in 2217", "last 4 … 2217".
  if (digits === size && size >= 2 && size <= 8) {
    if (before === '\u2026' || before === '*' || before === '\u2022' || text.slice(start - 2, start) === '..')
      return 0.85;
    if (size >= 3 && cueBefore(context, first, ENDINGS, 3) > 0) return 0.9;
    if (size >= 3 && cueBefore(context, first, LASTS, 13) > 0 && !quantity(view, last)) return 0.85;
  }
  if (isCued && !hash && size <= 4 && cueBefore(context, first, PUBLIC, 2) > 0) return 0;
  if (prefix !== '') {
    if (PUBLIC_PREFIX.has(prefix) && !isCued) return 0;
    const upper =
      view.caps[first] === Caps.ALL ||
      (view.end[first]! - view.start[first]! === 1 && view.caps[first] === Caps.FIRST);
    if (upper && digits >= 3) return 0.9;
    if (digits >= 4) return isCued ? 0.85 : 0.6;
    return isCued && digits >= 2 ? 0.7 : 0;
  }
  if (found.code) {
    if (MEASURED.test(written) || DIMENSIONS.test(written)) return 0;
    if (before === '\u2026' || before === '*') return 0.85;
    if (/^[xX]\d{3,6}$/.test(written)) return 0.7;
    if (hash && /^[0-9a-f]+$/i.test(written) && (size === 6 || size === 3 || size === 8) && !asked)
      return cueBefore(context, first, IDS, 6) > 0 ? 0.7 : 0;
    if (publicModel(written.toLowerCase()) && !isCued) return 0;
    if (/^[vV]\d{1,3}(?:\.\d+)*$/.test(written)) return 0;
    const lower = /[a-z]/.test(written);
    const letters = size - digits;
    if (isCued || asked) return size >= 4 && digits >= 2 ? 0.85 : 0;
    if (cueAfter(context, last, IDS, 4) > 0 && size >= 5 && digits >= 2) return 0.75;
    if (!lower && digits >= 2 && letters >= 1 && size >= 6) return 0.7;
    if (!lower && digits >= 3 && letters >= 1 && size >= 5) return 0.6;
    if (digits >= 4 && size >= 7) return 0.6;
    return 0;
  }
  if (/[^\d]/.test(written)) {
    // Digit groups that no other recogniser may know; with dots or colons they are versions and times.
    if (digits < 5 || /[.:]/.test(written)) return digits >= 9 && !written.includes(':') ? 0.5 : 0;
    if (isCued || asked) return 0.8;
    return digits >= 7 ? 0.55 : 0.35;
  }
  if (text[end] === '.' && isDigitAt(text, end + 1)) return 0;
  if (before === '.' && isDigitAt(text, start - 2)) return 0;
  if (text[end] === ',' && isDigitAt(text, end + 1) && size <= 3) return 0;
  if (text[end] === '%' || quantity(view, last)) return isCued && size >= 5 ? 0.5 : 0;
  if (size >= 9) return isCued || asked ? 0.88 : 0.65;
  if (size >= 6) return isCued || asked ? 0.88 : 0.6;
  if (size >= 4) {
    const year = isYear(written);
    if (hash) return 0.85;
    if (size === 4 && isShort(context, first)) return year ? 0.5 : 0.8;
    if (asked) return year ? 0.45 : 0.8;
    if (cueBefore(context, first, CODES, 6) > 0) return year ? 0.5 : 0.85;
    if (columnIs(context, token, IDS)) return 0.75;
    if (isCued) return year ? 0.3 : 0.75;
    if (cueAfter(context, last, CODES, 4) > 0) return year ? 0.3 : 0.7;
    // A turn that is nothing but a number answers something that was asked.
    if (alone(view, token)) return year ? 0.3 : 0.6;
    return size === 5 ? 0.42 : 0;
  }
  if (size === 3 && isShort(context, first)) return 0.75;
  return size >= 2 && (hash || (size === 3 && cueBefore(context, first, CODES, 5) > 0)) ? 0.6 : 0;
}

/**
 * "badge 902", "ext. 4471", "employee id is 441", "pager number: 447": the number of one person's thing, short as they
 * are where few have one. Not lockers, rooms and tables, which are numbered for whoever comes.
 */
function isShort({ view, cue }: Context, first: number): boolean {
  for (let at = first - 1, seen = 0; at >= 0 && seen < 4 && view.gap[at + 1] !== Gap.LINE; at--, seen++) {
    const word = view.lower[at]!;
    if (SHORT.has(word)) return true;
    if (STAFF.has(word))
      return seen > 0 && view.kind[at + 1] === TokenKind.WORD && NUMBER_WORDS.has(view.lower[at + 1]!);
    const between = view.kind[at] === TokenKind.MARK ? '.:=#-_'.includes(word) : cue[at] === Cue.FILLER;
    if (!between) return false;
  }
  return false;
}

/** "rtx4090", "iso27001": a public prefix, of two letters at least, glued to its number. */
function publicModel(lower: string): boolean {
  const head = /^[a-z]{2,}/.exec(lower)?.[0];
  return head !== undefined && PUBLIC_PREFIX.has(head);
}

function columnIs(context: Context, token: number, cues: Uint8Array): boolean {
  return context.column !== undefined && cues[context.column[token]!] === 1;
}

function isJoint(mark: string): boolean {
  return (
    mark === '-' || mark === '_' || mark === '#' || mark === '/' || mark === '\u2011' || mark === '\u2013'
  );
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

/**
 * A cell that is nothing but one identifier: at least six letters and digits, four of them digits, in short groups.
 */
function wholeCell({ view, cue }: Context, sink: Sink): void {
  if (view.count > 16 || view.count === 0) return;
  const start = view.start[0]!;
  const end = view.end[view.count - 1]!;
  if (end - start > 64 || end - start < 6) return;
  let digits = 0;
  let letters = 0;
  for (let token = 0; token < view.count; token++) {
    const size = view.end[token]! - view.start[token]!;
    if (view.kind[token] === TokenKind.MARK) {
      if (!'-/._ ()#'.includes(view.lower[token]!)) return;
    } else if (view.kind[token] === TokenKind.WORD) {
      if (size > 6 || view.caps[token] === Caps.LOWER || (view.caps[token] === Caps.FIRST && size > 1))
        return;
      if (cue[token] !== 0 || PUBLIC_PREFIX.has(view.lower[token]!)) return;
      letters += size;
    } else {
      if (
        view.kind[token] === TokenKind.CODE &&
        (MEASURED.test(view.lower[token]!) || publicModel(view.lower[token]!))
      )
        return;
      for (let at = view.start[token]!; at < view.end[token]!; at++)
        if (isDigitAt(view.text, at)) digits++;
        else letters++;
    }
  }
  if (digits + letters < 6 || digits < 4 || digits * 3 < letters) return;
  const written = view.text.slice(start, end);
  // A decimal, a version, a time.
  if (/^\d+[.]\d+$|^\d{1,3}(?:\.\d{1,4}){2,3}$|^[\d:. ]*:[\d:. ]*$|^v?\d+(?:\.\d+)+$/i.test(written)) return;
  // Groups that stand apart are one value rather than several.
  sink.add(start, end, 'NUMERIC_PII', /\s/.test(written) ? 0.68 : 0.58);
}

/** Codes of capitals only beside their word: "PNR QWZRTY", "booking reference: XKLMPT". */
function letterCodes(context: Context, sink: Sink): void {
  const { view, cue } = context;
  for (let token = 0; token + 1 < view.count; token++) {
    if (cue[token] !== Cue.ID) continue;
    for (let at = token + 1; at < Math.min(view.count, token + 6); at++) {
      if (view.gap[at] === Gap.LINE) break;
      if (view.kind[at] === TokenKind.MARK || cue[at] !== 0) continue;
      const size = view.end[at]! - view.start[at]!;
      if (
        view.kind[at] === TokenKind.WORD &&
        view.caps[at] === Caps.ALL &&
        size >= 5 &&
        size <= 8 &&
        view.flags[at] === 0
      )
        sink.add(view.start[at]!, view.end[at]!, 'NUMERIC_PII', 0.62);
      break;
    }
  }
}

/** Lines of a machine-readable travel document (ICAO 9303). */
function machineReadable(view: TextView, sink: Sink): void {
  const { text } = view;
  let at = text.indexOf('<<');
  let covered = 0;
  while (at >= 0) {
    let start = at;
    const least = Math.max(covered, at - 44);
    while (start > least && /[A-Z0-9<]/.test(text[start - 1]!)) start--;
    let end = at;
    while (end < text.length && end - start < 48 && /[A-Z0-9<]/.test(text[end]!)) end++;
    if (
      matchAt(MACHINE_READABLE, text, start) > 0 ||
      matchAt(MACHINE_READABLE_2, text, start) > 0 ||
      end - start === 30
    )
      if (end - start >= 28) sink.add(start, end, 'NUMERIC_PII', 0.97);
    covered = end;
    at = text.indexOf('<<', Math.max(end, at + 2));
  }
  if (covered === 0) return;
  // The second line may have no "<<".
  for (const token of view.numeric) {
    const end = matchAt(MACHINE_READABLE_2, text, view.start[token]!);
    if (end > 0 && !isWordAt(text, view.start[token]! - 1))
      sink.add(view.start[token]!, end, 'NUMERIC_PII', 0.96);
  }
}
