import { LexiconFlag, lexicon } from './detect/lexicon.js';
import type { Span } from './detect/span.js';

const RUN = /[\p{L}\p{M}\p{N}]+/gu;
const LEAST = 4;
const LONGEST = 8;
const NAMES = new Set(['NAME_GIVEN', 'NAME_FAMILY', 'PERSON']);
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;

/**
 * Where, outside `replaced`, an original value of `replaced` still stands: compared by runs of letters and digits,
 * without regard to case and to what joins them. It shares no code with the engines, because it guards what they
 * missed. Values under four characters and single ordinary words ("Will", "Target") are not looked for. Linear.
 */
export function findLeftOver(text: string, replaced: readonly Span[]): Span[] {
  if (replaced.length === 0) return [];
  const lexical = lexicon();
  const values = new Map<string, Span>();
  /** Sizes in runs, longest first, of the values that begin with a run. */
  const sizes = new Map<string, number[]>();
  const remember = (runs: readonly string[], span: Span): void => {
    const key = runs.join('\u0000');
    if (runs.length === 0 || runs.length > LONGEST || key.length - runs.length + 1 < LEAST) return;
    if (runs.every((run) => (lexical.flagsOf(run) & ORDINARY) !== 0)) return;
    if (!values.has(key)) values.set(key, span);
    const known = sizes.get(runs[0]!) ?? [];
    if (!known.includes(runs.length))
      sizes.set(
        runs[0]!,
        [...known, runs.length].sort((a, b) => b - a),
      );
  };
  for (const span of replaced) {
    const runs = runsOf(text.slice(span.start, span.end));
    if (NAMES.has(span.label)) for (const run of runs) remember([run], span);
    remember(runs, span);
    if (runs.length > 1 && runs.every((run) => /^\p{N}+$/u.test(run))) remember([runs.join('')], span);
  }
  if (values.size === 0) return [];
  const left: Span[] = [];
  let from = 0;
  for (let index = 0; index <= replaced.length; index++) {
    const to = index < replaced.length ? replaced[index]!.start : text.length;
    if (to > from) scan(text, from, to, values, sizes, left);
    if (index < replaced.length) from = replaced[index]!.end;
  }
  return left;
}

function runsOf(value: string): string[] {
  return (value.match(RUN) ?? []).map((run) => run.toLowerCase());
}

function scan(
  text: string,
  from: number,
  to: number,
  values: ReadonlyMap<string, Span>,
  sizes: ReadonlyMap<string, readonly number[]>,
  left: Span[],
): void {
  const kept = text.slice(from, to);
  const runs: { start: number; end: number; word: string }[] = [];
  for (const match of kept.matchAll(RUN))
    runs.push({
      start: from + match.index,
      end: from + match.index + match[0].length,
      word: match[0].toLowerCase(),
    });
  for (let at = 0; at < runs.length; ) {
    let step = 1;
    for (const size of sizes.get(runs[at]!.word) ?? []) {
      if (at + size > runs.length) continue;
      const key =
        size === 1
          ? runs[at]!.word
          : runs
              .slice(at, at + size)
              .map((run) => run.word)
              .join('\u0000');
      const value = values.get(key);
      if (value === undefined) continue;
      left.push({
        start: runs[at]!.start,
        end: runs[at + size - 1]!.end,
        label: value.label,
        score: value.score,
      });
      step = size;
      break;
    }
    at += step;
  }
}
