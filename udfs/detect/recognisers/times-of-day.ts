import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const NOONS = set('noon midday midnight noontime');
/** What a time in words has in it. */
const TIME_WORDS = markWords([...NOONS, 'to', 'till', 'til', 'past', 'half']);
const BEFORE_NOON = set(
  'before by at until till around about from to after since past towards toward and near 12',
);
/** Four digits with one of these before them may be a time of the 24-hour clock. */
const BEFORE_TIME = set('at by from until till since before after around approx approximately ~ @ time');
/** What is done at a time that a note gives. */
const DONE = set(
  'given seen reviewed paged called arrived transferred administered noted started stopped taken drawn died death extubated intubated discharged returned signed handover on',
);
/** Words of notes by clinicians, whose times are of the 24-hour clock. */
const CLINICAL = set(
  'pt patient bp hr obs nurse rn sats spo2 mg mcg admitted meds iv po prn ward afebrile paged intubated bolus vitals gcs morphine dose shift abd resp icu ed triage catheter cannula saline',
);
/** After a number of four digits that counts or measures. */
const UNITS = set(
  'm ft feet meters metres rpm km miles mg ml kcal calories hz mhz mb gb kg g usd eur gbp dollars euros pounds people users units points each per and/or % x px bytes rows items steps watts w kw volts copies pieces employees customers ppm dpi iu cc lbs psi bpm votes seats sq square cubic words',
);
const MILITARY = /(?:[01]\d|2[0-3])[0-5]\d(?![A-Za-z0-9:.,-]*\d)/y;
const INSTANT = /\s(?:inst|ult|prox|instant|ultimo|proximo)\b\.?/iy;
const ISH = /^(?:1[0-2]|[1-9])(?:[0-5]\d)?ish$/;
const ORDINAL = /^(?:[12]?\d|3[01])(?:st|nd|rd|th)$/;
const BEFORE_ISH = set('at around about by say after before till until like maybe approximately for');
/** "8:30 tomorrow morning", "nine tonight": what goes on with a time of day. */
const TAIL =
  /,?\s(?:tonight|(?:tomorrow|yesterday|this)(?:\s(?:morning|afternoon|evening|night))|(?:in\sthe|at)\s(?:morning|afternoon|evening|night)|tomorrow|yesterday|today)\b/iy;
const HOUR_WORD = set('one two three four five six seven eight nine ten eleven twelve');
const PARTS = set('half quarter');
const MINUTES = set('five ten twenty 5 10 20 25');
/** Before "half six" and "ten to four". */
const BEFORE_PHRASE = set(
  "at by around about till until before after say it's its s from since past for like",
);
const ZONE =
  /\s?(?:WET|WEST|EET|EEST|MSK|A[CEWK][SD]T|AKST|AKDT|NZ[SD]T|HST|SGT|HKT|KST|PKT|SAST|EAT|CAT|WAT|WIB|PHT|BRT|ART|GST|NST|NDT|AST|ADT|ICT)(?![A-Za-z])/y;

/**
 * Times of day beyond "10:30" and "3 pm": noon, the 24-hour clock of clinical notes, "half six", "quarter to nine
 * tonight", zones by their letters, "the 2nd inst.", and the day that a clock time is said with.
 */
export const timesOfDay: Recogniser = {
  name: 'times-of-day',
  recognise(view, _turns, sink) {
    let isClinical: boolean | undefined;
    const clinical = (): boolean => {
      isClinical ??= readsClinical(view);
      return isClinical;
    };
    let covered = 0;
    for (const token of view.numeric) {
      if (view.start[token]! < covered) continue;
      covered = Math.max(covered, numeric(view, token, clinical, sink));
    }
    for (const token of markedTokens(view, TIME_WORDS)) {
      const word = view.lower[token]!;
      if (NOONS.has(word)) noon(view, token, sink);
      else if (word === 'to' || word === 'till' || word === 'til' || word === 'past')
        phrase(view, token, sink);
      else if (word === 'half') half(view, token, sink);
    }
  },
};

function readsClinical(view: TextView): boolean {
  let seen = 0;
  for (let token = 0; token < view.count; token++)
    if (view.kind[token] !== TokenKind.MARK && CLINICAL.has(view.lower[token]!) && ++seen > 1) return true;
  return false;
}

/** Where the day that follows a time ends ("… tomorrow morning"), or `end`. */
function withDay(view: TextView, end: number): number {
  return Math.max(end, matchAt(TAIL, view.text, end));
}

function numeric(view: TextView, token: number, clinical: () => boolean, sink: Sink): number {
  const { text, lower } = view;
  const start = view.start[token]!;
  const size = view.end[token]! - start;
  if (size > 5 || isWordAt(text, start - 1)) return 0;
  if (view.kind[token] === TokenKind.CODE) {
    const word = lower[token]!;
    if (ORDINAL.test(word)) {
      const end = matchAt(INSTANT, text, view.end[token]!);
      if (end > 0) sink.add(start, end, 'DATE_TIME', 0.85);
    } else if (ISH.test(word) && BEFORE_ISH.has(lower[token - 1] ?? ''))
      sink.add(start, view.end[token]!, 'DATE_TIME', 0.65);
    else if (/^(?:[01]\d|2[0-3])[0-5]\dh$/.test(word)) sink.add(start, view.end[token]!, 'DATE_TIME', 0.85);
    return 0;
  }
  if (size === 4) return military(view, token, clinical, sink);
  if (size > 2) return 0;
  const value = Number(lower[token]);
  if (text[view.end[token]!] === ':') {
    const clock = matchAt(/\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?/iy, text, start);
    if (clock < 0 || value > 24 || text[start - 1] === ':') return 0;
    const zone = matchAt(ZONE, text, clock);
    const end = withDay(view, zone > 0 ? zone : clock);
    if (end > clock) sink.add(start, end, 'DATE_TIME', 0.8);
    return end;
  }
  // "at 7 tonight", "5 pm tomorrow"
  if (value < 1 || value > 12) return 0;
  const half = matchAt(/\s?[ap]\.?m\b\.?/iy, text, view.end[token]!);
  const clock = half > 0 ? half : view.end[token]!;
  if (half < 0 && !BEFORE_TIME.has(lower[token - 1] ?? '')) return 0;
  const end = withDay(view, clock);
  if (end > clock) sink.add(start, end, 'DATE_TIME', 0.8);
  return end > clock ? end : 0;
}

/** "at 0450": sure with a zero first, else in notes only. */
function military(view: TextView, token: number, clinical: () => boolean, sink: Sink): number {
  const { text, lower, gap } = view;
  const start = view.start[token]!;
  const end = matchAt(MILITARY, text, start);
  if (end < 0) return 0;
  const opens = token === 0 || gap[token] === Gap.LINE;
  const before = opens ? '' : lower[token - 1]!;
  const led = text[start] === '0';
  const next = token + 1;
  const ends = next >= view.count || gap[next] === Gap.LINE;
  if (!ends && (UNITS.has(lower[next]!) || lower[next] === '/')) return 0;
  // "at 1545 Elm Street"
  if (!led && !ends && view.kind[next] === TokenKind.WORD && view.caps[next] === Caps.FIRST) return 0;
  const said =
    BEFORE_TIME.has(before) || (before === 'of' && lower[token - 2] === 'time') || before === 'hours';
  const noted = DONE.has(before) || (opens && !ends);
  // "at 1545 pt agitated": the word after it tells as well as two elsewhere.
  const inNotes = (): boolean => (!ends && CLINICAL.has(lower[next]!)) || clinical();
  if (!((said || before === 'death') && led) && !((said || noted) && inNotes())) return 0;
  if (!led && /^(?:19|20)/.test(lower[token]!) && !(before === 'at' || before === '@')) return 0;
  sink.add(start, end, 'DATE_TIME', 0.9);
  // "at 0615 and 1830"
  if (
    next + 1 < view.count &&
    /^(?:and|to|-|\u2013|,|&)$/.test(lower[next]!) &&
    gap[next + 1] !== Gap.LINE &&
    view.end[next + 1]! - view.start[next + 1]! === 4
  ) {
    const second = matchAt(MILITARY, text, view.start[next + 1]!);
    if (second > 0) {
      const hours = matchAt(/\s?(?:hrs|hours|h)\b/iy, text, second);
      sink.add(view.start[next + 1]!, Math.max(second, hours), 'DATE_TIME', 0.8);
    }
  }
  return 0;
}

/** "before noon", "12 midnight" */
function noon(view: TextView, token: number, sink: Sink): void {
  const before = view.lower[token - 1];
  const tail = withDay(view, view.end[token]!);
  const placed = before !== undefined && view.gap[token] !== Gap.LINE && BEFORE_NOON.has(before);
  if (!placed && tail === view.end[token]!) return;
  const next = token + 1;
  // "at midnight mass": a noun goes on.
  if (view.lower[next] === '-' && view.gap[next] === Gap.NONE) return;
  sink.add(view.start[before === '12' ? token - 1 : token]!, tail, 'DATE_TIME', 0.7);
}

/** Last token of an hour that begins at `token`: a word, or one or two digits; -1. */
function hourAt(view: TextView, token: number): number {
  if (token >= view.count || view.gap[token] !== Gap.SPACE) return -1;
  const word = view.lower[token]!;
  if (HOUR_WORD.has(word)) return token;
  if (view.kind[token] === TokenKind.NUMBER && word.length <= 2 && word !== '')
    return Number(word) >= 1 && Number(word) <= 12 && view.lower[token + 1] !== ':' ? token : -1;
  return -1;
}

/** "quarter to nine tonight", "at ten to four" */
function phrase(view: TextView, token: number, sink: Sink): void {
  const { lower, gap } = view;
  if (token === 0 || gap[token] !== Gap.SPACE) return;
  const minutes = token - 1;
  const word = lower[minutes]!;
  const part = PARTS.has(word) && !(word === 'half' && lower[token] !== 'past');
  if (!part && !MINUTES.has(word)) return;
  const hour = hourAt(view, token + 1);
  if (hour < 0) return;
  const end = withDay(view, view.end[hour]!);
  const before = minutes > 0 && gap[minutes] !== Gap.LINE ? lower[minutes - 1]! : '';
  if (!part && lower[token] !== 'past') {
    // "from five to seven", "ten to four against"
    if (end === view.end[hour]! && (!BEFORE_PHRASE.has(before) || before === 'from' || before === 'for'))
      return;
  }
  sink.add(view.start[minutes]!, end, 'DATE_TIME', 0.9);
}

/** "at half six" */
function half(view: TextView, token: number, sink: Sink): void {
  const hour = hourAt(view, token + 1);
  if (hour < 0 || token === 0 || view.kind[hour] !== TokenKind.WORD) return;
  if (!BEFORE_PHRASE.has(view.lower[token - 1]!)) return;
  sink.add(view.start[token]!, withDay(view, view.end[hour]!), 'DATE_TIME', 0.8);
}
