import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn } from '../../turns.js';
import { markWords } from '../../word-marks.js';
import { MONTHS } from '../calendar-words.js';
import { cueBefore } from '../cues.js';
import { askedWithin } from './asked-within.js';
import { belowHundred, ItemKind, type SpokenRun, spokenRuns } from './spoken-runs.js';
import { TIMES } from './trigger-words.js';
import { WordClass, wordClass } from './word-classes.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const CURRENCY = set('dollars dollar bucks buck cents cent pounds euros euro quid grand rupees pesos usd');
const PRICE_CUES = set(
  'price cost costs charge charged total totals pay paid paying fee bill balance amount owe owed refund payment deposit credit monthly premium copay invoice',
);
/** What an amount is paid for each of. */
const RATES = set('month week year hour day night person piece visit pop');
const AFTER_GRAND = set(
  'a per in for on to from and or but so back each more if when at that because i he she we they it is was total',
);
const GRANDS = markWords(['grand']);
const BEFORE_GRAND = set('a couple few half');
const PARTS_OF_DAY = set('morning afternoon evening');
const TIME_CUES = set('at by around about until till from after before past between');
const AGE_OPENERS = set("i'm he's she's turned turning aged age");
const PERSONS = set(
  'i he she son daughter husband wife mother father mom dad mum brother sister kid baby patient child grandmother grandfather grandma grandpa granddaughter grandson aunt uncle niece nephew cousin boy girl oldest youngest eldest boyfriend girlfriend partner stepson stepdaughter',
);
/** Before "are". */
const SEVERAL = set('twins kids children triplets boys girls sons daughters parents');
const HEDGES = set('like about around almost nearly only just now uh um er , well maybe actually already');
const ENDS_AGE = set(
  'and but now so years year yrs i she he we my with or then soon today when next this last already',
);
const BEING = set('am is was are be turns turned');

/** Money, ages and times of day whose numbers are said in words. */
export const spokenAmounts: Recogniser = {
  name: 'spoken-amounts',
  recognise(view, turns, sink) {
    const { lower, start, end, count, gap, kind } = view;
    let money = -1;
    for (const run of spokenRuns(view)) {
      if (run.letters > 0) continue;
      const turn = turns.of(run.first);
      if (run.first < turn.body) continue;
      const next = run.last + 1;
      const open = next < count && gap[next] !== Gap.LINE;
      const word = open ? lower[next]! : '';
      const value = run.items.length === 1 ? Number(run.text) : Number.NaN;
      if (open && CURRENCY.has(word) && kind[next] === TokenKind.WORD && (run.worded || word === 'grand')) {
        const first = opensAmount(view, run.first);
        // "twelve dollars and fifty cents" is one amount.
        const joined = money >= 0 && run.first - money <= 2 && (word === 'cents' || word === 'cent');
        sink.add(joined ? start[run.first]! : start[first]!, end[next]!, 'MONEY', 0.93);
        money = next;
        continue;
      }
      money = -1;
      if (run.items.length === 2 && (turn.answers & Asked.AGE) !== 0 && severalAges(run)) {
        // "thirty seven, thirty eight in march"
        for (const item of run.items) sink.add(start[item.first]!, end[item.last]!, 'PERSON_AGE', 0.92);
        continue;
      }
      const isAge = Number.isNaN(value) ? spelledAge(view, turn, run) : age(view, turn, run, value);
      if (!run.worded && run.items.length > 1 && !isAge) continue;
      if (isAge) {
        const years = ageEnd(view, run.last);
        sink.add(start[run.first]!, end[years]!, 'PERSON_AGE', 0.9);
        continue;
      }
      if (!run.worded) {
        // "10 a m", "7 o'clock"
        if (open && (word === "o'clock" || word === 'oclock') && value >= 1 && value <= 12) {
          sink.add(start[run.first]!, end[next]!, 'DATE_TIME', 0.85);
          continue;
        }
        const half =
          open && (word === 'a' || word === 'p') && lower[next + 1] === 'm' && gap[next + 1] === Gap.SPACE;
        if (half && value >= 1 && value <= 12) sink.add(start[run.first]!, end[next + 1]!, 'DATE_TIME', 0.85);
        continue;
      }
      const last = timeEnd(view, run);
      if (last >= 0) {
        sink.add(start[run.first]!, end[last]!, 'DATE_TIME', 0.87);
        continue;
      }
      if (run.items.length === 2 && run.items[1]!.kind === ItemKind.PAIR && run.items[1]!.text.length === 2) {
        const hour = Number(run.items[0]!.text);
        const minutes = Number(run.items[1]!.text);
        const rated =
          open &&
          (word === 'a' || word === 'per' || word === 'each' || word === 'every') &&
          RATES.has(lower[next + 1] ?? '');
        if ((rated || cueBefore(view, run.first, PRICE_CUES, 6)) && run.digits >= 3 && run.digits <= 5)
          sink.add(start[run.first]!, end[run.last]!, 'MONEY', 0.82);
        else if (
          hour >= 1 &&
          hour <= 12 &&
          minutes < 60 &&
          turn.answers === 0 &&
          TIME_CUES.has(lower[run.first - 1] ?? '')
        )
          sink.add(start[run.first]!, end[run.last]!, 'DATE_TIME', 0.75);
      }
    }
    for (const token of markedTokens(view, GRANDS)) grand(view, token, sink);
    for (const token of markedTokens(view, TIMES)) past(view, token, sink.add.bind(sink));
  },
};

/** "a hundred", "a couple hundred": the words that open the amount. */
function opensAmount(view: TextView, first: number): number {
  if (view.lower[first] !== 'hundred' && view.lower[first] !== 'thousand') return first;
  if (view.lower[first - 1] === 'a') return first - 1;
  if (view.lower[first - 1] === 'couple' && view.lower[first - 2] === 'a') return first - 2;
  return first;
}

function severalAges({ items }: SpokenRun): boolean {
  return items.every(({ kind, text }) => kind === ItemKind.PAIR && text.length === 2);
}

/** "age 9 0", "nine zero years old": two digits, each by itself, where an age is asked for or named. */
function spelledAge(view: TextView, turn: Turn, run: SpokenRun): boolean {
  const [tens, ones, more] = run.items;
  const isTwo = tens?.kind === ItemKind.DIGIT && ones?.kind === ItemKind.DIGIT && more === undefined;
  if (!isTwo || !/^[1-9]\d$/.test(run.text)) return false;
  return (
    ageEnd(view, run.last) > run.last ||
    isLabelled(view, run.first) ||
    (turn.answers & Asked.AGE) !== 0 ||
    (askedWithin(view, turn, run) & Asked.AGE) !== 0
  );
}

/** "age 9 0", "Age: ninety", "age is ninety" */
function isLabelled({ lower, gap }: TextView, first: number): boolean {
  let at = first - 1;
  if (at > 0 && gap[first] !== Gap.LINE && (lower[at] === ':' || lower[at] === '=' || lower[at] === 'is'))
    at--;
  return at >= 0 && gap[first] !== Gap.LINE && (lower[at] === 'age' || lower[at] === 'aged');
}

function age(view: TextView, turn: Turn, run: SpokenRun, value: number): boolean {
  if (!(value >= 1 && value <= 120)) return false;
  const { lower, gap, count, kind } = view;
  const next = run.last + 1;
  if (run.worded && ageEnd(view, run.last) > run.last) return true;
  const ends =
    next >= count ||
    gap[next] === Gap.LINE ||
    (kind[next] === TokenKind.MARK && '.,;!?'.includes(lower[next]!)) ||
    ENDS_AGE.has(lower[next]!) ||
    (lower[next] === 'in' && MONTHS.has(lower[next + 1] ?? ''));
  if (!ends || value < 2) return false;
  if ((turn.answers & Asked.AGE) !== 0 && run.first - turn.body < 5) return true;
  if ((askedWithin(view, turn, run) & Asked.AGE) !== 0) return true;
  if (run.first === 0) return false;
  if (isLabelled(view, run.first)) return true;
  let before = run.first - 1;
  while (before > turn.body && HEDGES.has(lower[before]!)) before--;
  const one = lower[before]!;
  if (AGE_OPENERS.has(one)) return value > 2;
  // "she's fifty", "my son's 19"
  if (one === 's' && (lower[before - 1] === "'" || lower[before - 1] === '\u2019'))
    return value > 2 && PERSONS.has(lower[before - 2] ?? '');
  if (value <= 2 || !BEING.has(one)) return false;
  // "my mother will be ninety two", "my twins are three"
  const whose = lower[one === 'be' && lower[before - 1] === 'will' ? before - 2 : before - 1] ?? '';
  return one === 'are' ? SEVERAL.has(whose) : PERSONS.has(whose);
}

/** Last token of "… years old", "…-year-old", "… years of age"; `last` if that does not follow. */
function ageEnd(view: TextView, last: number): number {
  const { lower, gap, count } = view;
  let at = last + 1;
  const hyphen = (): void => {
    if (at < count && lower[at] === '-') at++;
  };
  hyphen();
  if (at >= count || gap[at] === Gap.LINE) return last;
  if (!['years', 'year', 'yrs', 'yr', 'months', 'month', 'weeks', 'week'].includes(lower[at]!)) return last;
  at++;
  hyphen();
  if (at >= count || gap[at] === Gap.LINE) return last;
  if (lower[at] === 'old') return at;
  return lower[at] === 'of' && lower[at + 1] === 'age' ? at + 1 : last;
}

/** Last token of a time of day that the run begins: "three thirty pm", "ten a m", "five in the morning"; -1. */
function timeEnd(view: TextView, run: SpokenRun): number {
  const { lower, gap, count } = view;
  const hour = Number(run.items[0]!.text);
  if (!(hour >= 1 && hour <= 12) || run.items.length > 3) return -1;
  if (
    run.items.length > 1 &&
    Number(
      run.items
        .slice(1)
        .map((item) => item.text)
        .join(''),
    ) > 59
  )
    return -1;
  const next = run.last + 1;
  if (next >= count || gap[next] === Gap.LINE) return -1;
  const word = lower[next]!;
  if (word === 'am' || word === 'pm') return next;
  if (word === "o'clock" || word === 'oclock') return next;
  if ((word === 'a' || word === 'p') && next + 1 < count) {
    const dot = lower[next + 1] === '.' ? next + 2 : next + 1;
    if (lower[dot] === 'm' && gap[dot] !== Gap.LINE) return dot;
  }
  if (word === 'in' && lower[next + 1] === 'the' && PARTS_OF_DAY.has(lower[next + 2] ?? '')) return next + 2;
  // "eight thirty this evening", "nine tonight", "seven tomorrow morning"
  if (word === 'tonight') return next;
  if (word === 'this') return PARTS_OF_DAY.has(lower[next + 1] ?? '') ? next + 1 : -1;
  if (word === 'tomorrow') return PARTS_OF_DAY.has(lower[next + 1] ?? '') ? next + 1 : next;
  return -1;
}

function isNumber(view: TextView, token: number): boolean {
  if (view.kind[token] === TokenKind.NUMBER) return true;
  const kind = wordClass(view.lower[token]!) & 15;
  return kind >= WordClass.DIGIT && kind <= WordClass.HUNDRED;
}

/** "a grand", "a couple grand", "fifteen grand" */
function grand(view: TextView, token: number, sink: Sink): void {
  const { lower, gap, count, kind } = view;
  if (token === 0 || gap[token] !== Gap.SPACE) return;
  if (!BEFORE_GRAND.has(lower[token - 1]!) && !isNumber(view, token - 1)) return;
  const next = token + 1;
  const ends =
    next >= count || gap[next] === Gap.LINE || kind[next] === TokenKind.MARK || AFTER_GRAND.has(lower[next]!);
  if (!ends || lower[next] === '-') return;
  const several = lower[token - 1] === 'couple' || lower[token - 1] === 'few' || lower[token - 1] === 'half';
  let first = several && lower[token - 2] === 'a' ? token - 2 : token - 1;
  while (
    first > 0 &&
    token - first < 5 &&
    gap[first] === Gap.SPACE &&
    isNumber(view, first) &&
    isNumber(view, first - 1)
  )
    first--;
  sink.add(view.start[first]!, view.end[token]!, 'MONEY', 0.75);
}

/** "half past three", "quarter to five", "ten past two". */
function past(
  view: TextView,
  token: number,
  add: (start: number, end: number, label: 'DATE_TIME', score: number) => void,
): void {
  const { lower, gap } = view;
  if (lower[token] !== 'past' || token === 0 || token + 1 >= view.count || gap[token + 1] === Gap.LINE)
    return;
  const before = lower[token - 1]!;
  if (
    before !== 'half' &&
    before !== 'quarter' &&
    before !== 'ten' &&
    before !== 'twenty' &&
    before !== 'five'
  )
    return;
  const next = token + 1;
  const hour = belowHundred(view, next)?.last ?? (view.kind[next] === TokenKind.NUMBER ? next : -1);
  if (hour >= 0) add(view.start[token - 1]!, view.end[hour]!, 'DATE_TIME', 0.88);
}
