import { LexiconFlag } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { isRole } from '../speaker-tags.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import type { Turn } from '../turns.js';

/** More tokens than these are a sentence, not a tag. */
const LONGEST_TAG = 20;
const MOST_NAMES = 3;
const NAMED = LexiconFlag.GIVEN | LexiconFlag.FAMILY;
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
/** "DeShawn", "LaToya", "McDonald": capitals within a name, in front of at least two small letters. */
const TWO_CAPITALS = /^\p{Lu}\p{Ll}{1,3}\p{Lu}\p{Ll}{2,20}$/u;
/** Stand in angle brackets at a line's start without being anybody (WHATWG HTML, 4; SVG and the like end in a mark). */
const ELEMENTS = new Set(
  'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form frame head header hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul v var video wbr xml path svg center big tt strike user system assistant name email date begin end eof null none unknown'.split(
    ' ',
  ),
);
/** In tags beside a name or a role. */
const NO_NAMES = new Set(
  'am pm dr mr mrs ms miss re fw fwd cc bcc to from via utc gmt est pst cst edt pdt'.split(' '),
);

/** A turn's tag, as far as names go. */
interface Tag {
  /** Words that may be names, in order. */
  readonly words: readonly number[];
  /** A clock or a role stands in it, in brackets or beside the name. */
  readonly isSpeakers: boolean;
  /** A role and no name at all. */
  readonly isRole: boolean;
  /** What stands before its colon, so that a second turn of the same speaker is known. */
  readonly key: string;
}

/**
 * The names in the tags of a conversation's turns: "[10:32] DeShawn:", "DeShawn M. (10:32 AM):", "Agent (LaToya):",
 * "<deshawn> hello"; of "DeShawn:" where others of the text's tags are speakers'. What only names a field ("Note:")
 * stays, as do roles.
 */
export const speakerNames: Recogniser = {
  name: 'speaker-names',
  recognise(view, turns, sink) {
    const tags: Tag[] = [];
    const said = new Map<string, number>();
    let roles = 0;
    for (const turn of turns.list) {
      if (view.lower[turn.first] === '<') {
        angled(view, turn, sink);
        continue;
      }
      if (turn.body <= turn.first || turn.body - turn.first > LONGEST_TAG) continue;
      const tag = readTag(view, turn);
      if (tag.isRole) roles++;
      if (tag.words.length === 0) continue;
      tags.push(tag);
      said.set(tag.key, (said.get(tag.key) ?? 0) + 1);
    }
    for (const tag of tags) {
      const first = tag.words[0]!;
      const recurs = said.get(tag.key)! > 1 && (view.flags[first]! & ORDINARY) === 0;
      if (tag.isSpeakers || (roles > 0 && (recurs || surely(view, first)))) add(view, tag.words, sink);
    }
  },
};

function readTag(view: TextView, turn: Turn): Tag {
  const { lower, kind, gap } = view;
  const outside: number[] = [];
  const inside: number[] = [];
  let isBracketed = false;
  let roles = 0;
  let clock = false;
  let ended = false;
  let others = 0;
  for (let token = turn.first; token < turn.body; token++) {
    const mark = lower[token]!;
    if (kind[token] === TokenKind.MARK) {
      if (mark === '(' || mark === '[') isBracketed = true;
      else if (mark === ')' || mark === ']') isBracketed = false;
      // A colon with digits on both sides is a clock's.
      else if (mark === ':' && kind[token - 1] === TokenKind.NUMBER && kind[token + 1] === TokenKind.NUMBER)
        clock ||= token + 1 < turn.body && gap[token + 1] === Gap.NONE;
      else if (mark === ',' || mark === '/') ended = true;
      continue;
    }
    if (kind[token] === TokenKind.NUMBER) continue;
    if (isRole(mark)) roles++;
    else if (NO_NAMES.has(mark)) continue;
    else if (ended && !isBracketed) others++;
    else (isBracketed ? inside : outside).push(token);
  }
  const named = outside.length > 0 ? outside : roles > 0 ? inside : [];
  const words: number[] = [];
  for (const token of named) {
    if (!isNameLike(view, token, words.length > 0)) break;
    words.push(token);
  }
  // "Agent ID:", "User Agent:", "Delivery window (10:00-12:00):": fields.
  const isNamed = words.length > 0 && words.length === named.length && words.length <= MOST_NAMES;
  const beside =
    roles > 0 &&
    (named === inside || outside.length === 0 || inside.length > 0 || roleInBrackets(view, turn));
  return {
    words: isNamed ? words : [],
    isSpeakers: clock || beside,
    isRole: roles > 0 && outside.length === 0 && inside.length === 0 && others === 0,
    key: words.map((token) => lower[token]!).join(' '),
  };
}

function roleInBrackets(view: TextView, turn: Turn): boolean {
  for (let token = turn.first + 1; token < turn.body; token++)
    if (isRole(view.lower[token]!) && '(['.includes(view.lower[token - 1]!)) return true;
  return false;
}

/** "DeShawn", "Priya", "o'brien"; after a first name an initial too. Not "Order", "ERROR", "nginx". */
function isNameLike(view: TextView, token: number, follows: boolean): boolean {
  const size = view.end[token]! - view.start[token]!;
  if (view.kind[token] !== TokenKind.WORD) return false;
  if (size === 1)
    return (follows && view.caps[token] === Caps.ALL) || (follows && view.caps[token] === Caps.FIRST);
  const flags = view.flags[token]!;
  const named = (flags & NAMED) !== 0;
  switch (view.caps[token]) {
    case Caps.FIRST:
      // "Will", "Grace", but not "Coach" or "Order".
      return (flags & ORDINARY) === 0 || (flags & (follows ? NAMED : LexiconFlag.GIVEN)) !== 0;
    case Caps.MIXED:
      return TWO_CAPITALS.test(view.text.slice(view.start[token]!, view.end[token]!));
    default:
      return named && (flags & ORDINARY) === 0;
  }
}

/** A name and nothing else, whatever the line. */
function surely(view: TextView, token: number): boolean {
  const flags = view.flags[token]!;
  return (
    ((flags & NAMED) !== 0 && (flags & ORDINARY) === 0) ||
    (view.caps[token] === Caps.MIXED &&
      TWO_CAPITALS.test(view.text.slice(view.start[token]!, view.end[token]!)))
  );
}

/** "<deshawn> hello", "<LaToya M> hi", "<jsmith88> brb": at a line's start, and no element of a document. */
function angled(view: TextView, turn: Turn, sink: Sink): void {
  const { lower, kind, gap } = view;
  const open = turn.first;
  const words: number[] = [];
  let close = open + 1;
  for (; close < turn.end && close <= open + 6 && lower[close] !== '>'; close++) {
    if (kind[close] === TokenKind.MARK && !'@+%~._-'.includes(lower[close]!)) return;
    if (kind[close] !== TokenKind.MARK) words.push(close);
  }
  const spoken =
    close + 1 < turn.end && lower[close] === '>' && gap[close + 1] === Gap.SPACE && words.length > 0;
  if (!spoken || view.start[words[0]!]! > view.end[open]! + 1) return;
  const first = words[0]!;
  if (ELEMENTS.has(lower[first]!)) return;
  if (words.every((token, at) => isNameLike(view, token, at > 0))) {
    add(view, words, sink);
    return;
  }
  const start = view.start[first]!;
  const end = view.start[close]!;
  const written = view.text.slice(start, end);
  if (/^[\w.-]{3,32}$/.test(written) && /[A-Za-z]/.test(written) && /[\d_]/.test(written))
    sink.add(start, end, 'USERNAME', 0.7);
}

function add(view: TextView, words: readonly number[], sink: Sink): void {
  for (const [at, token] of words.entries()) {
    const dot = view.end[token]! - view.start[token]! === 1 && view.text[view.end[token]!] === '.' ? 1 : 0;
    sink.add(view.start[token]!, view.end[token]! + dot, at === 0 ? 'NAME_GIVEN' : 'NAME_FAMILY', 0.72);
  }
}
