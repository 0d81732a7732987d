import type { Candidate } from './recogniser.js';
import type { Span } from './span.js';

/**
 * Disjoint spans in order out of overlapping candidates, the same whatever the candidates' order. The better reading
 * wins: higher rank (`rank`, default 0), then score, then length, then the earlier, then the label's name. What a
 * losing candidate covered beyond the winner stays covered under the loser's label: no letter or digit that any
 * candidate covered is left out, so that half a name or half a number is never left behind.
 *
 * Time is linear in the candidates' total length, plus a sort.
 */
export function resolveOverlaps(
  text: string,
  candidates: readonly Candidate[],
  rank: (candidate: Candidate) => number = () => 0,
): Span[] {
  const byStart = [...candidates].sort((a, b) => a.start - b.start || a.end - b.end);
  const spans: Span[] = [];
  let first = 0;
  while (first < byStart.length) {
    // A cluster is a run of candidates that touch each other.
    let reach = byStart[first]!.end;
    let next = first + 1;
    while (next < byStart.length && byStart[next]!.start < reach) {
      reach = Math.max(reach, byStart[next]!.end);
      next++;
    }
    if (next === first + 1) spans.push(toSpan(byStart[first]!));
    else settle(text, byStart.slice(first, next), reach, rank, spans);
    first = next;
  }
  return spans;
}

function toSpan({ start, end, label, score }: Candidate): Span {
  return { start, end, label, score };
}

/** Code units of one cluster that memory is kept for. */
const MOST_KEPT = 1 << 16;
let owners = new Int32Array(512);

function settle(
  text: string,
  cluster: readonly Candidate[],
  reach: number,
  rank: (candidate: Candidate) => number,
  spans: Span[],
): void {
  const ordered = [...cluster].sort(
    (a, b) =>
      rank(b) - rank(a) ||
      b.score - a.score ||
      b.end - b.start - (a.end - a.start) ||
      a.start - b.start ||
      (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  );
  const base = cluster[0]!.start;
  const size = reach - base;
  if (size > owners.length && size <= MOST_KEPT) owners = new Int32Array(MOST_KEPT);
  const owner = size <= owners.length ? owners : new Int32Array(size);
  owner.fill(-1, 0, size);
  for (let index = 0; index < ordered.length; index++) {
    const { start, end } = ordered[index]!;
    for (let at = start - base; at < end - base; at++) if (owner[at] === -1) owner[at] = index;
  }
  let from = 0;
  while (from < size) {
    let to = from + 1;
    while (to < size && owner[to] === owner[from]) to++;
    const winner = ordered[owner[from]!]!;
    if (base + from === winner.start && base + to === winner.end) spans.push(toSpan(winner));
    else addPiece(text, base + from, base + to, winner, spans);
    from = to;
  }
}

const MEANING = /[\p{L}\p{M}\p{N}]/u;
const EDGE = /[\s,;:.!?()[\]{}"'\u2018\u2019\u201c\u201d\u2013\u2014-]/;

/** The part of a beaten candidate that its winners leave over, without the punctuation at its edges. */
function addPiece(text: string, start: number, end: number, of: Candidate, into: Span[]): void {
  let from = start;
  let to = end;
  while (from < to && EDGE.test(text[from]!)) from++;
  while (to > from && EDGE.test(text[to - 1]!)) to--;
  if (to > from && MEANING.test(text.slice(from, to)))
    into.push({ start: from, end: to, label: of.label, score: of.score });
}
