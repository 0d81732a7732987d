import type { Label } from '../../labels.js';
import { LexiconFlag } from '../../lexicon.js';
import type { Sink } from '../../recogniser.js';
import { Gap, type TextView, TokenKind } from '../../text-view.js';

const { GIVEN, GIVEN_COMMON, FAMILY, FAMILY_COMMON, EVERYDAY, ENGLISH } = LexiconFlag;
const ORDINARY = EVERYDAY | ENGLISH;

/** Words that no name begins with in running speech, whatever a list of names says, and noises. */
const NEVER = new Set(
  "i a an the this that these those it he she we you they my your his her its our their and or but if so as at by for from in of on to with is am are was were be been being do does did have has had would can could should might must shall not no yes yeah yep yup nope nah ok okay oh hi hey hello thanks thank please sorry sure great good well right now here there what when where who why how which whose just also anything one two three four five six seven eight nine ten zero any all some every each let's uh um umm uhm er erm ah hmm hm mm mhm uhhuh huh wow gosh gonna wanna gotta lemme dunno ya yea nvm pls plz idk btw speaking calling mister mr mrs ms miss doctor sir madam maam agent customer caller then than too very really actually still again about after before because let go going get got give me us him them same up down out off over only more most much many lot little dear looking trying having wondering under account email phone number address card order name names last first middle social zip code date birth on january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday spelled spelling listed registered john's true false maybe perhaps probably like said says am pm et al good bad fine new old sorry correct incorrect wrong hold one-second glad happy afraid able unable not-sure ready interested back home busy done late early".split(
    ' ',
  ),
);
/** Names that are words of grammar: names only where a name is due and no sentence goes on. */
const GRAMMAR = new Set([
  'will',
  'may',
  'can',
  'an',
  'so',
  'in',
  'my',
  'see',
  'do',
  'long',
  'even',
  'still',
  'way',
  'lot',
  'such',
  'else',
  'both',
  'own',
  'ever',
]);
const PARTICLES = new Set(
  'de da di del della der den dos du la le van von bin ibn al el ben mac st'.split(' '),
);

/** How much a word looks like a name: 0 no, 1 a word that is also a name, 2 a name or a word that no list has. */
export function nameLikeness(view: TextView, token: number): 0 | 1 | 2 {
  if (token < 0 || token >= view.count || view.kind[token] !== TokenKind.WORD) return 0;
  const word = view.lower[token]!;
  if (word.length < 2 || NEVER.has(word)) return 0;
  const apostrophe = word.indexOf("'");
  if (apostrophe >= 0 && !(apostrophe <= 2 && word.length > 4 && /^(?:o|d|l|n|al|de)'/.test(word))) return 0;
  const flags = view.flags[token]!;
  if (GRAMMAR.has(word)) return (flags & (GIVEN | FAMILY)) !== 0 ? 1 : 0;
  if ((flags & ORDINARY) === 0) return 2;
  return (flags & (GIVEN | FAMILY)) !== 0 ? 1 : 0;
}

export function isKnownName(view: TextView, token: number): boolean {
  return (view.flags[token]! & (GIVEN | FAMILY)) !== 0;
}

export function isCommonGiven(view: TextView, token: number): boolean {
  return (view.flags[token]! & (GIVEN_COMMON | FAMILY_COMMON)) !== 0;
}

export interface SpokenName {
  readonly first: number;
  readonly last: number;
  /** First token of the family name; `first` if there is no given name before it, past `last` if there is none. */
  readonly family: number;
  /** Likeness of the first word. */
  readonly likeness: 1 | 2;
  /** True if a list of names has one of the words. */
  readonly known: boolean;
}

/** The name of one to four words that begins at `token`, whatever its case; undefined if none does. */
export function nameAt(view: TextView, token: number, most = 4): SpokenName | undefined {
  const likeness = nameLikeness(view, token);
  if (likeness === 0) return undefined;
  let last = token;
  let lastStart = token;
  let known = isKnownName(view, token);
  let words = 1;
  while (words < most) {
    let next = last + 1;
    if (next >= view.count || view.gap[next] === Gap.LINE) break;
    if (
      view.lower[next] === '-' &&
      view.gap[next] === Gap.NONE &&
      next + 1 < view.count &&
      view.gap[next + 1] === Gap.NONE
    ) {
      if (view.kind[next + 1] !== TokenKind.WORD || view.end[next + 1]! - view.start[next + 1]! < 2) break;
      last = next + 1;
      continue;
    }
    // "john q public", "john q. public"
    let start = next;
    if (
      view.kind[next] === TokenKind.WORD &&
      view.end[next]! - view.start[next]! === 1 &&
      /[b-hj-z]/.test(view.lower[next]!)
    ) {
      next++;
      if (next < view.count && view.lower[next] === '.' && view.gap[next] !== Gap.LINE) next++;
      start = next;
      if (nameLikeness(view, next) === 0 || view.gap[next] !== Gap.SPACE) break;
    }
    if (next >= view.count || view.gap[next] !== Gap.SPACE) break;
    let name = next;
    while (
      name - next < 3 &&
      name + 1 < view.count &&
      PARTICLES.has(view.lower[name]!) &&
      view.gap[name + 1] === Gap.SPACE
    )
      name++;
    const more = nameLikeness(view, name);
    if (more === 0) break;
    if (more === 1) {
      // "john will call": grammar goes on; "john young": a family name.
      const flags = view.flags[name]!;
      if ((flags & FAMILY) === 0 || GRAMMAR.has(view.lower[name]!)) break;
      if ((flags & FAMILY_COMMON) === 0 && !clauseEnds(view, name)) break;
    } else if (view.flags[name] === 0 && name === next && words >= 2) break;
    known ||= isKnownName(view, name);
    last = name;
    lastStart = name > next ? next : start;
    words++;
    if (words >= 3 && name === next) break;
  }
  return { first: token, last, family: words > 1 ? lastStart : last + 1, likeness, known };
}

/** Adds a name's parts; a single word is `single`. */
export function addName(
  view: TextView,
  name: SpokenName,
  single: 'NAME_GIVEN' | 'NAME_FAMILY',
  score: number,
  sink: Sink,
): void {
  const { first, last, family } = name;
  const add = (from: number, to: number, label: Label): void =>
    sink.add(view.start[from]!, view.end[to]!, label, score);
  if (family > last) add(first, last, single);
  else if (single === 'NAME_FAMILY') add(first, last, 'NAME_FAMILY');
  else {
    let given = family - 1;
    while (given > first && view.kind[given] === TokenKind.MARK) given--;
    add(first, given, 'NAME_GIVEN');
    add(family, last, 'NAME_FAMILY');
  }
}

/** True if a clause ends after `last`: a mark, the line's end, or a word that goes on with something else. */
export function clauseEnds(view: TextView, last: number): boolean {
  const next = last + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE) return true;
  if (view.kind[next] === TokenKind.MARK)
    return view.lower[next] !== "'" && view.lower[next] !== '\u2019' && view.lower[next] !== '-';
  return (
    CONNECTORS.has(view.lower[next]!) ||
    (view.end[next]! - view.start[next]! === 1 && view.lower[next] !== 'a')
  );
}

const CONNECTORS = new Set(
  "and but i i'm my calling speaking here from with that spelled it so can how what for you your thanks thank please then or on at uh um is the yes sir ma'am this ok okay yeah".split(
    ' ',
  ),
);
