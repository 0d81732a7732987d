import type { Label } from '../../labels.js';
import { LexiconFlag, lexicon } from '../../lexicon.js';
import type { Recogniser } from '../../recogniser.js';
import { type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn } from '../../turns.js';
import { contextOf, labelOf } from './number-kinds.js';
import { ItemKind, type SpokenRun, spokenRuns } from './spoken-runs.js';

const { GIVEN, FAMILY, EVERYDAY, ENGLISH } = LexiconFlag;
const SPELLING = new Set([
  "that's",
  'spelled',
  'spell',
  'spelt',
  'spelling',
  'as',
  'is',
  "it's",
  'its',
  'letters',
  'name',
  'thats',
]);
const FAMILY_CUES = new Set(['last', 'family', 'surname', 'maiden']);
const GIVEN_CUES = new Set(['first', 'given', 'middle', 'christian']);

/** Names and codes that are spelled: "w o j c i e c h", "S-M-I-T-H", "B as in boy, E, L L", "alpha bravo tango nine". */
export const spelledLetters: Recogniser = {
  name: 'spelled-letters',
  recognise(view, turns, sink) {
    for (const run of spokenRuns(view)) {
      if (run.letters === 0) continue;
      const turn = turns.of(run.first);
      if (run.first < turn.body) continue;
      const start = view.start[run.first]!;
      const end = view.end[run.last]!;
      if (run.digits === 0) {
        const found = wordOf(view, turn, run);
        if (found !== undefined) sink.add(start, end, found.label, found.score);
        continue;
      }
      const size = run.text.length;
      const context = contextOf(view, turn, run.first, run.last, turn.answers);
      const kind = context.kinds.find((one) => one !== 'age' && one !== 'cvv' && one !== 'expiry');
      if (size < 4 && !(size === 3 && run.phonetic > 0)) {
        if (!(kind !== undefined && size === 3 && !context.cued)) continue;
      }
      if (kind !== undefined) {
        const label =
          kind === 'license' || kind === 'passport' || kind === 'health'
            ? labelOf(kind, run.text, false)
            : 'NUMERIC_PII';
        sink.add(start, end, label, 0.9);
      } else if ((turn.answers & (Asked.ADDRESS | Asked.ZIP)) !== 0) continue;
      else if (run.phonetic > 0 || (size >= 5 && run.items.length >= 5))
        sink.add(start, end, 'NUMERIC_PII', 0.75);
    }
  },
};

/** What a spelled word is: the name that was asked for, or said right before. */
function wordOf(view: TextView, turn: Turn, run: SpokenRun): { label: Label; score: number } | undefined {
  const word = run.text;
  const { answers } = turn;
  const asked =
    (answers &
      (Asked.NAME |
        Asked.EMAIL |
        Asked.ADDRESS |
        Asked.CITY |
        Asked.ORGANISATION |
        Asked.USERNAME |
        Asked.SECRET)) !==
    0;
  let said = false;
  let spelling = false;
  let family = (answers & Asked.FAMILY_NAME) !== 0;
  let given = (answers & Asked.GIVEN_NAME) !== 0;
  const least = Math.max(turn.body, run.first - 8);
  for (let at = run.first - 1; at >= least; at--) {
    const before = view.lower[at]!;
    if (before === word && word.length > 1) said = true;
    if (
      view.kind[at] === TokenKind.WORD &&
      before.length > 2 &&
      before.length === word.length &&
      before[0] === word[0] &&
      sharesLetters(before, word)
    )
      said = true;
    if (run.first - at <= 3 && SPELLING.has(before)) spelling = true;
    if (FAMILY_CUES.has(before)) family = true;
    else if (GIVEN_CUES.has(before)) given = true;
    else if (before === 'name') spelling = true;
  }
  // "K A T H R Y N, Kathryn"
  for (let at = run.last + 1; at < Math.min(turn.end, run.last + 4); at++)
    if (view.lower[at] === word) said = true;
  const glued = run.items.length > 2 && view.lower[run.first + 1] === '-';
  if (word.length < 3) {
    // Initials, where a name is asked for.
    if (
      !((answers & Asked.NAME) !== 0 && word.length === 2 && run.first - turn.body < 4) &&
      !(run.phonetic > 0 && (asked || said))
    )
      return undefined;
    return { label: family ? 'NAME_FAMILY' : 'NAME_GIVEN', score: 0.6 };
  }
  if (!said && (ABBREVIATED.has(word) || (word[0] === 'a' && ABBREVIATED.has(word.slice(1)))))
    return undefined;
  const evidence = asked || said || run.phonetic > 0 || family || given || (spelling && word.length > 3);
  if (word.length === 3 && !evidence) return undefined;
  if (new Set(word).size === 1) return undefined;
  const flags = lexicon().flagsOf(word);
  const score =
    asked || said || family || given
      ? 0.93
      : run.phonetic > 1
        ? 0.93
        : run.phonetic > 0 || glued || spelling
          ? 0.85
          : 0.7;
  if (!evidence && (flags & (EVERYDAY | ENGLISH)) !== 0 && (flags & (GIVEN | FAMILY)) === 0) return undefined;
  return { label: labelFor(answers, family, given, flags, run), score };
}

/** Transcription gets a letter or two of a spelled name wrong. */
function sharesLetters(a: string, b: string): boolean {
  let same = 0;
  for (let at = 0; at < a.length; at++) if (a[at] === b[at]) same++;
  return same >= a.length - 1;
}

const ABBREVIATED = new Set(
  'usa fbi cia irs dmv atm ssn pin cvv dob vin usps ups dhl faq pdf abc xyz asap eta usb gps aarp aaa ibm att hbo cnn nbc cbs abc espn nfl nba mlb hdmi wifi lcd led html http https www'.split(
    ' ',
  ),
);

function labelFor(answers: number, family: boolean, given: boolean, flags: number, run: SpokenRun): Label {
  if (family && !given) return 'NAME_FAMILY';
  if (given && !family) return 'NAME_GIVEN';
  if ((answers & Asked.NAME) === 0) {
    if ((answers & Asked.EMAIL) !== 0) return 'EMAIL_ADDRESS';
    if ((answers & Asked.USERNAME) !== 0) return 'USERNAME';
    if ((answers & Asked.ADDRESS) !== 0) return 'LOCATION_ADDRESS';
    if ((answers & Asked.CITY) !== 0) return 'LOCATION_CITY';
    if ((answers & Asked.ORGANISATION) !== 0) return 'ORGANIZATION';
    if ((answers & Asked.SECRET) !== 0) return 'PASSWORD';
    if (
      (answers & (Asked.IDENTIFIER | Asked.CODE | Asked.LICENSE)) !== 0 &&
      run.items.every((item) => item.kind === ItemKind.LETTER)
    )
      return 'NUMERIC_PII';
  }
  return (flags & GIVEN) !== 0 && (flags & FAMILY) === 0 ? 'NAME_GIVEN' : 'NAME_FAMILY';
}
