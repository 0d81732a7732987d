import type { Label } from '../../labels.js';
import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, type TextView, TokenKind } from '../../text-view.js';
import type { Turn } from '../../turns.js';
import { askedWithin } from './asked-within.js';
import {
  contextOf,
  isWhole,
  labelOf,
  leastDigits,
  mostDigits,
  type NumberContext,
  type NumberKind,
  unexplained,
} from './number-kinds.js';
import { ItemKind, type SpokenRun, spokenRuns } from './spoken-runs.js';

/** How many turns may pass between two pieces of one number. */
const REACH_TURNS = 4;
/** A turn that is nothing but digits may say this many other words. */
const OTHER_WORDS = 4;

/** "a new one", "which one": no digit. */
const BEFORE_PRONOUN = new Set(
  'new old other another this that these which first last only same no any every each'.split(' '),
);

/** The number that is being read, piece by piece, over the turns. */
interface Reading {
  kinds: readonly NumberKind[];
  lastDigits: boolean;
  cued: boolean;
  vague: boolean;
  /** The digits so far, without what was read back. */
  digits: string;
  turn: number;
  pieces: Piece[];
}

interface Piece {
  readonly run: SpokenRun;
  readonly start: number;
  readonly end: number;
}

/**
 * Numbers as they are said: in words, digit by digit, in pieces over several turns, read back. What they are is told
 * by the words before, by the question that is open, by their length and their check digits.
 */
export const spokenNumbers: Recogniser = {
  name: 'spoken-numbers',
  recognise(view, turns, sink) {
    let reading: Reading | undefined;
    for (const read of spokenRuns(view)) {
      // Nothing but "o" in the middle of a number is its zeroes.
      const run =
        reading !== undefined && /^o{1,6}$/.test(read.text)
          ? {
              ...read,
              text: '0'.repeat(read.text.length),
              digits: read.text.length,
              letters: 0,
              worded: true,
            }
          : read;
      if (run.letters > 0 || run.digits === 0) continue;
      const turn = turns.of(run.first);
      if (run.first < turn.body) continue;
      const lone = run.items.length === 1;
      const plain = lone && !run.worded;
      if (
        lone &&
        view.lower[run.first] === 'one' &&
        run.first > turn.body &&
        view.gap[run.first] === Gap.SPACE &&
        BEFORE_PRONOUN.has(view.lower[run.first - 1]!)
      )
        continue;
      if (
        lone &&
        !plain &&
        run.text.length < 3 &&
        turn.answers === 0 &&
        reading === undefined &&
        !agePossible(view, run)
      )
        continue;
      const counted = counts(view, run);
      if (counted && !(run.items.length >= 5 && run.digits >= 5)) continue;
      const context = contextOf(
        view,
        turn,
        run.first,
        run.last,
        turn.answers | askedWithin(view, turn, run),
        run.digits,
      );
      const within = reading !== undefined && turn.index - reading.turn <= REACH_TURNS ? reading : undefined;
      const only = onlyDigits(view, turn, run);
      if (within !== undefined && belongs(within, run, context, only)) {
        if (!within.digits.includes(run.text)) within.digits += run.text;
        within.turn = turn.index;
        within.pieces.push(piece(view, run));
        continue;
      }
      if (reading !== undefined) emit(view, reading, sink);
      reading = {
        kinds: context.kinds,
        lastDigits: context.lastDigits,
        cued: context.cued,
        vague: context.vague,
        digits: run.text,
        turn: turn.index,
        pieces: [piece(view, run)],
      };
      // Words that say nothing of the number's kind: a reading only if the turn is digits and no more.
      if (context.kinds.length === 0 && !only) {
        emit(view, reading, sink);
        reading = undefined;
      }
    }
    if (reading !== undefined) emit(view, reading, sink);
  },
};

function piece(view: TextView, run: SpokenRun): Piece {
  return { run, start: view.start[run.first]!, end: view.end[run.last]! };
}

const UNITS = new Set(
  "digits digit numbers letters characters percent percents people persons person minutes minute mins seconds second hours hour days day weeks week months month years year times time dollars dollar bucks cents cent pounds euros euro quid miles mile kilometers feet foot inches inch degrees points items item things thing accounts account cards card orders order boxes box pieces piece copies units guys kids children folks o'clock oclock pm am p a gigs gigabytes megs megabytes gb mb bedrooms bedroom stars star ways way more other others of or hundred-percent business calls call emails lines line devices phones callers reasons questions question options option steps step pages page payments payment charges charge packages package users ones parts left right another weeks' days' years' pounds pound ounces milligrams milligram mg tablets pills grams liters gallons doses times-a-day".split(
    ' ',
  ),
);

/** A quantity: "twenty five people", "four hundred dollars". */
function counts(view: TextView, run: SpokenRun): boolean {
  if (run.scaled && run.items.length <= 2) return true;
  const next = run.last + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE) return false;
  if (view.kind[next] !== TokenKind.WORD) return view.lower[next] === '%';
  const word = view.lower[next]!;
  if (!UNITS.has(word)) return false;
  // "… is my order", "four one five or so": a short word after a long number says nothing.
  if ((word === 'or' || word === 'of' || word === 'right' || word === 'left') && run.digits > 2) return false;
  if ((word === 'a' || word === 'p') && view.lower[next + 1] !== 'm') return false;
  return run.items.length <= 2 || run.items.at(-1)!.kind !== ItemKind.DIGIT;
}

const AGE_WORDS = new Set(['age', 'aged', "i'm", 'am', 'turned', 'turning']);
function agePossible(view: TextView, run: SpokenRun): boolean {
  return run.first > 0 && AGE_WORDS.has(view.lower[run.first - 1]!);
}

/** True if the turn says little besides the run. */
function onlyDigits(view: TextView, turn: Turn, run: SpokenRun): boolean {
  let words = 0;
  for (let at = turn.body; at < run.first; at++) {
    if (view.kind[at] === TokenKind.MARK) continue;
    words++;
    if (words > OTHER_WORDS) return false;
  }
  for (let at = run.last + 1; at < turn.end; at++) {
    if (view.kind[at] === TokenKind.MARK) continue;
    words++;
    if (words > OTHER_WORDS) return false;
  }
  return true;
}

/** True if the run goes on with the number that is being read, or reads it back. */
function belongs(reading: Reading, run: SpokenRun, context: NumberContext, only: boolean): boolean {
  if (
    reading.digits.length >= 2 &&
    run.digits >= 2 &&
    reading.digits.includes(run.text) &&
    run.text.length * 3 >= reading.digits.length
  )
    return true;
  const sameKind =
    context.kinds.length === 0 ||
    reading.kinds.length === 0 ||
    context.kinds.some((kind) => kind === 'last' || reading.kinds.includes(kind));
  if (!sameKind) return false;
  // "… and the last four?" within a card that is being read goes on with it.
  const kind = reading.kinds[0];
  const most = kind === undefined ? 19 : mostDigits(kind);
  if (reading.digits.length + run.digits > most) return false;
  if (kind !== undefined && done(reading)) return false;
  return only || context.kinds.length > 0;
}

function done(reading: Reading): boolean {
  return reading.kinds.some(
    (kind) =>
      kind !== 'identifier' &&
      kind !== 'bank' &&
      kind !== 'health' &&
      kind !== 'license' &&
      !(kind === 'phone' && reading.digits.length < 10) &&
      isWhole(kind, reading.digits.length, reading.lastDigits) &&
      !(kind === 'card' && reading.digits.length < 15 && !reading.lastDigits),
  );
}

function emit(view: TextView, reading: Reading, sink: Sink): void {
  const { digits, pieces, lastDigits, cued } = reading;
  const telling = reading.vague ? unexplained(digits) : undefined;
  // "My number is …": its length tells more than the word.
  const dialled = reading.vague && (digits.length === 10 || (digits.length === 11 && digits[0] === '1'));
  const kinds: readonly NumberKind[] =
    telling !== undefined && telling.label !== 'NUMERIC_PII' ? [] : dialled ? ['phone'] : reading.kinds;
  const size = digits.length;
  const kind = kinds.find((one) => isWhole(one, size, lastDigits)) ?? kinds[0];
  const several = pieces.length > 1;
  let label: Label;
  let score: number;
  const first = pieces[0]!.run;
  if (kind === undefined) {
    const found = several || first.worded || singly(first) ? unexplained(digits) : undefined;
    if (found === undefined) {
      bare(view, first, sink);
      return;
    }
    // One year said in words, not a number of anybody's.
    ({ label, score } = found);
    if (several && size < 5) return;
  } else {
    // "My badge number is nine oh two": three digits, each by itself, after more than the word "number".
    const spelled = kind === 'identifier' && cued && !reading.vague && size === 3 && spoken(first, 3);
    if (size < leastDigits(kind, cued) && !spelled) return;
    if (several && size < 5 && !isWhole(kind, size, lastDigits)) return;
    if (kind === 'age' && !(Number(digits) <= 120)) return;
    if ((kind === 'identifier' || kind === 'code') && cued && size < 5 && !first.worded && !singly(first))
      return;
    label = labelOf(kind, digits, lastDigits);
    score = isWhole(kind, size, lastDigits) ? 0.9 : 0.75;
    if (!cued && kind !== 'age' && first.items.length === 1 && first.items[0]!.kind === ItemKind.CARDINAL)
      score = 0.6;
  }
  for (const { run, start, end } of pieces) {
    // Written numbers in one piece are the written recognisers' to read.
    if (
      !several &&
      !run.worded &&
      !singly(run) &&
      !(label === 'CC_EXP' && size === 4 && Number(digits.slice(0, 2)) <= 12)
    )
      continue;
    if (!several || run.digits >= 1) sink.add(start, end, label, score);
  }
}

/** True if the run is `count` digits, each said by itself. */
function spoken({ items, worded }: SpokenRun, count: number): boolean {
  return worded && items.length === count && items.every(({ kind }) => kind === ItemKind.DIGIT);
}

/** "4 1 5 5 5 5": digits by themselves, one after the other. */
function singly(run: SpokenRun): boolean {
  let singles = 0;
  for (const item of run.items) if (item.kind === ItemKind.DIGIT) singles++;
  return singles >= 4 && singles * 2 >= run.items.length;
}

/** Four digits said one by one, without any context. */
function bare(view: TextView, run: SpokenRun, sink: Sink): void {
  if (run.digits !== 4 || !run.worded) return;
  const byDigit = run.items.every((item) => item.kind === ItemKind.DIGIT);
  const pair = run.items.length <= 3 && run.items[0]!.kind === ItemKind.PAIR;
  if (byDigit && run.text !== '1234' && run.text !== '0123')
    sink.add(view.start[run.first]!, view.end[run.last]!, 'NUMERIC_PII', 0.6);
  else if (pair && /^(?:19|20)/.test(run.text))
    sink.add(view.start[run.first]!, view.end[run.last]!, 'DATE_TIME', 0.5);
  else if (pair && run.items.length > 1)
    sink.add(view.start[run.first]!, view.end[run.last]!, 'NUMERIC_PII', 0.45);
}
