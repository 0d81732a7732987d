import { FAMOUS_ORGANISATIONS } from '../gazetteers/famous-organisations.js';
import { NATIONALITIES, POLITICS, RELIGIONS } from '../gazetteers/groups.js';
import { OCCUPATIONS } from '../gazetteers/occupations.js';
import * as byKind from '../gazetteers/organisations-by-kind.js';
import { LANDMARKS, REGIONS } from '../gazetteers/regions.js';
import { lexicon } from '../lexicon.js';
import { Gap, type TextView, TokenKind } from '../text-view.js';

/** What a gazetteer says of a token: `PlaceKind` bits, and these. */
export const Mark = {
  INSIDE: 16,
  SEVERAL: 32,
  ORGANISATION: 64,
  GROUP: 128,
  OCCUPATION: 256,
  REGION: 512,
} as const;

/** Longest name, in tokens after the first. */
const MORE = 5;

interface Names {
  readonly kinds: ReadonlyMap<string, number>;
  /** First words of the names, with how many tokens the longest name has after them. */
  readonly starts: ReadonlyMap<string, number>;
}

let loaded: Names | undefined;

function open(): Names {
  const kinds = new Map(lexicon().places);
  const starts = new Map<string, number>();
  const add = (names: string, mark: number): void => {
    for (const name of names.split(/[,|]/)) {
      const key = name.toLowerCase().replaceAll('’', "'").replace(/^the /, '').trim();
      if (key.length > 1) kinds.set(key, (kinds.get(key) ?? 0) | mark);
    }
  };
  add(FAMOUS_ORGANISATIONS, Mark.ORGANISATION);
  for (const names of Object.values(byKind)) add(names, Mark.ORGANISATION);
  for (const names of [NATIONALITIES, RELIGIONS, POLITICS]) add(names, Mark.GROUP);
  add(OCCUPATIONS, Mark.OCCUPATION);
  add(REGIONS, Mark.REGION);
  add(LANDMARKS, Mark.REGION);
  for (const name of kinds.keys()) {
    const first = /^[\p{L}\p{M}\p{N}]+(?:'(?!s\b)[\p{L}\p{M}]+)*/u.exec(name)?.[0] ?? name;
    const more = name.slice(first.length).match(/[\p{L}\p{M}\p{N}]+|[^\s]/gu)?.length ?? 0;
    starts.set(first, Math.max(starts.get(first) ?? 0, Math.min(more, MORE)));
  }
  return { kinds, starts };
}

/** How many tokens may follow a word in a gazetteer name that begins with it; -1 if none does. */
export function nameReach(word: string): number {
  loaded ??= open();
  return loaded.starts.get(word) ?? -1;
}

/**
 * Marks the tokens of gazetteer names, the longest first; 0 for the others.
 *
 * @param line the text's words; only those that begin a name are looked at
 */
export function markGazetteer(
  view: TextView,
  line: readonly { readonly nameReach: number }[],
  into: Uint16Array,
): void {
  loaded ??= open();
  const { kinds } = loaded;
  into.fill(0, 0, view.count);
  for (let token = 0; token < view.count; token++) {
    const kindOf = view.kind[token];
    const reach = line[token]!.nameReach;
    if (reach < 0 || kindOf === TokenKind.MARK || kindOf === TokenKind.NUMBER) continue;
    let name = view.lower[token]!;
    let kind = kinds.get(name) ?? 0;
    let last = token;
    let at = token;
    for (let more = 1; more <= reach && at + 1 < view.count; more++) {
      at++;
      if (view.gap[at] === Gap.LINE) break;
      const mark = view.kind[at] === TokenKind.MARK;
      if (mark ? !JOINING.has(view.lower[at]!) : view.kind[at] === TokenKind.NUMBER) break;
      name += (view.gap[at] === Gap.SPACE ? ' ' : '') + (view.lower[at] === '’' ? "'" : view.lower[at]!);
      const longer = kinds.get(name);
      if (longer !== undefined) {
        kind = longer;
        last = at;
      }
    }
    if (kind === 0) continue;
    into[token] = kind | (last > token ? Mark.SEVERAL : 0);
    for (let inner = token + 1; inner <= last; inner++) into[inner] = kind | Mark.INSIDE;
    token = last;
  }
}

const JOINING: ReadonlySet<string> = new Set(['.', '-', "'", '’', '&', '/', '*']);
