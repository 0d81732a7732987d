import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';
import { CUE_PHRASES, Cue } from './cue-words.js';
import { columnCues } from './table-columns.js';

/** A set of cues, as a lookup table. */
export type CueSet = Uint8Array;

export function cueSet(...cues: readonly number[]): CueSet {
  const set = new Uint8Array(256);
  for (const cue of cues) set[cue] = 1;
  return set;
}

/** The cues of one text. */
export interface Context {
  readonly view: TextView;
  /** `Cue` of each token; a phrase stands at its last word. Longer than `view.count`. */
  readonly cue: Uint8Array;
  /** If the text is a table with a header line: the `Cue` of the token's column; 0 in the header itself. */
  readonly column: Uint8Array | undefined;
}

interface Entry {
  cue: number;
  /** By the word right before: all words that come before, nearest first; the longest phrase first. */
  readonly phrases: Map<string, { readonly before: readonly string[]; readonly cue: number }[]>;
}

let entries: Map<string, Entry> | undefined;

function cueEntries(): Map<string, Entry> {
  const map = new Map<string, Entry>();
  for (const [name, phrases] of Object.entries(CUE_PHRASES)) {
    const cue = Cue[name as keyof typeof Cue];
    for (const phrase of phrases.split(' ')) {
      const words = phrase.split('+').flatMap((word) => word.split(/[-_/]/));
      const last = words.pop()!;
      let entry = map.get(last);
      if (entry === undefined) {
        entry = { cue: 0, phrases: new Map() };
        map.set(last, entry);
      }
      if (words.length === 0) {
        if (entry.cue === 0) entry.cue = cue;
      } else {
        const before = words.reverse();
        const phrases = entry.phrases.get(before[0]!);
        if (phrases === undefined) entry.phrases.set(before[0]!, [{ before, cue }]);
        else phrases.push({ before, cue });
      }
    }
  }
  for (const entry of map.values())
    for (const phrases of entry.phrases.values()) phrases.sort((a, b) => b.before.length - a.before.length);
  return map;
}

const LONGEST_CUE = 40;
/** Words that are cues by themselves or end one, written together or apart. */
const CUES = markWords((word, flags) => {
  entries ??= cueEntries();
  return entries.has(word) || (flags === 0 && word.length > 6 && glued(word) !== 0);
});

let cues = new Uint8Array(1024);
let latest: Context | undefined;

/** Reads the cues of a text; once a text, whoever asks. Valid as long as the view is. Linear. */
export function contextOf(view: TextView): Context {
  if (latest?.view === view) return latest;
  entries ??= cueEntries();
  if (cues.length < view.count + 1 || (cues.length > 1 << 20 && view.count < 1 << 18))
    cues = new Uint8Array(Math.max(1024, view.count * 2));
  cues.fill(0, 0, view.count);
  for (const token of markedTokens(view, CUES)) cues[token] = cueOf(view, token);
  for (const token of view.mixed) cues[token] = cueOf(view, token);
  for (const token of view.numeric) if (view.kind[token] === TokenKind.CODE) cues[token] = cueOf(view, token);
  latest = { view, cue: cues, column: columnCues(view, cues) };
  return latest;
}

/** The cue of a WORD or CODE token. */
function cueOf(view: TextView, token: number): number {
  const word = view.lower[token]!;
  if (word.length > LONGEST_CUE) return 0;
  const entry = entries!.get(word);
  if (entry !== undefined) return cueAt(view, token, entry);
  if (view.caps[token] === Caps.MIXED && word.length > 4) return humps(view, token);
  return view.flags[token] === 0 && word.length > 6 ? glued(word) : 0;
}

function cueAt(view: TextView, token: number, entry: Entry): number {
  if (entry.phrases.size === 0) return entry.cue;
  const last = wordBefore(view, token);
  const phrases = last < 0 ? undefined : entry.phrases.get(view.lower[last]!);
  if (phrases === undefined) return entry.cue;
  for (const { before, cue } of phrases) {
    let at = last;
    let matched = 1;
    while (matched < before.length) {
      at = wordBefore(view, at);
      if (at < 0 || view.lower[at] !== before[matched]) break;
      matched++;
    }
    if (matched === before.length) return cue;
  }
  return entry.cue;
}

/** The word before, over a hyphen, an underscore, a full stop of an abbreviation or a possessive; -1 if there is none. */
function wordBefore(view: TextView, token: number): number {
  for (let at = token - 1; at >= 0 && at >= token - 3; at--) {
    if (view.gap[at + 1] === Gap.LINE) return -1;
    const word = view.lower[at]!;
    if (view.kind[at] === TokenKind.MARK) {
      if (word === '-' || word === '_' || word === '.' || word === "'" || word === '\u2019' || word === '/')
        continue;
      return -1;
    }
    if (
      word === 's' &&
      at > 0 &&
      view.kind[at - 1] === TokenKind.MARK &&
      "'\u2019".includes(view.lower[at - 1]!)
    )
      continue;
    return at;
  }
  return -1;
}

/** The cue of "accountNumber", "dateOfBirth", "SSNLast4": its humps read as a phrase, from the last. */
function humps(view: TextView, token: number): number {
  const words = view.text
    .slice(view.start[token]!, view.end[token]!)
    .split(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    .map((word) => word.toLowerCase());
  for (let last = words.length - 1; last >= 0; last--) {
    const entry = entries!.get(words[last]!);
    if (entry === undefined) continue;
    for (const { before, cue } of entry.phrases.get(words[last - 1] ?? '') ?? [])
      if (before.every((word, index) => words[last - 1 - index] === word)) return cue;
    if (entry.cue > Cue.FILLER) return entry.cue;
  }
  return 0;
}

const SUFFIX = /(?:number|num|nummer|nr|no|id|code)$/;

/** The cue of "invoicenumber", "caseid". */
function glued(word: string): number {
  const suffix = SUFFIX.exec(word);
  return suffix === null ? 0 : (entries!.get(word.slice(0, suffix.index))?.cue ?? 0);
}

/**
 * Distance in tokens to the nearest of the cues before a token, at most `reach`, or 0. Stays in the line; from the
 * first tokens of a line it goes on into the line above, where that is a label or a question.
 */
export function cueBefore({ view, cue }: Context, token: number, accepts: CueSet, reach: number): number {
  const least = Math.max(0, token - reach);
  let crossed = false;
  for (let at = token; at > least; ) {
    if (view.gap[at] === Gap.LINE) {
      if (crossed || at < token - 4 || !leadsOn(view, at - 1)) return 0;
      crossed = true;
    }
    at--;
    if (accepts[cue[at]!] === 1) return token - at;
  }
  return 0;
}

/** True if a line that ends in this token names or asks for what the next line holds. */
function leadsOn(view: TextView, last: number): boolean {
  const mark = view.lower[last]!;
  if (mark === ':' || mark === '?' || mark === '=') return true;
  for (let at = last, seen = 1; at >= 0 && seen <= 5; at--, seen++) {
    if (view.kind[at] === TokenKind.NUMBER || view.kind[at] === TokenKind.CODE) return false;
    if (view.gap[at] === Gap.LINE) return true;
  }
  return false;
}

/** Distance in tokens to the nearest of the cues after a token in its line, at most `reach`, or 0. */
export function cueAfter({ view, cue }: Context, token: number, accepts: CueSet, reach: number): number {
  const most = Math.min(view.count - 1, token + reach);
  for (let at = token + 1; at <= most; at++) {
    if (view.gap[at] === Gap.LINE) return 0;
    if (accepts[cue[at]!] === 1) return namesNext(view, at) ? 0 : at - token;
    const mark = view.lower[at]!;
    if ((mark === '.' || mark === ';' || mark === '?' || mark === '!') && view.gap[at + 1] !== Gap.NONE)
      return 0;
  }
  return 0;
}

/** True if a word is the label of what comes after it: "pin: …", "phone" = …. */
function namesNext(view: TextView, token: number): boolean {
  for (let at = token + 1; at < Math.min(view.count, token + 4); at++) {
    const mark = view.lower[at]!;
    if (mark === ':' || mark === '=' || mark === '#') return true;
    if (mark !== '"' && mark !== "'" && mark !== 'no' && mark !== 'number' && mark !== '.') return false;
  }
  return false;
}

/** True if a cue stands close before the value, over its column, or close after it ("… is my passport"). */
export function cued(
  context: Context,
  first: number,
  last: number,
  accepts: CueSet,
  before = 8,
  after = 5,
): boolean {
  if (context.column !== undefined && context.column[first] !== 0)
    return accepts[context.column[first]!] === 1;
  return cueBefore(context, first, accepts, before) > 0 || cueAfter(context, last, accepts, after) > 0;
}

/** The nearest cue before the value that is one of `accepts`, else its column's, else the nearest after; 0 if none. */
export function nearestCue(
  context: Context,
  first: number,
  last: number,
  accepts: CueSet,
  before = 8,
  after = 4,
): number {
  if (context.column !== undefined && context.column[first] !== 0) {
    const column = context.column[first]!;
    return accepts[column] === 1 ? column : 0;
  }
  const back = cueBefore(context, first, accepts, before);
  if (back > 0) return context.cue[first - back]!;
  const ahead = cueAfter(context, last, accepts, after);
  return ahead > 0 ? context.cue[last + ahead]! : 0;
}
