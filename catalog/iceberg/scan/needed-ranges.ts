import type { ByteRange } from '../../file-io/byte-ranges.js';

/** One column chunk of one row group, as the footer describes it. Offsets and sizes in bytes; undefined where the footer says nothing. */
export interface ColumnChunk {
  readonly rowGroup: number;
  /** Rows of its row group. */
  readonly rows: number;
  /** Index of the leaf column, depth first. */
  readonly leaf: number;
  readonly dictionaryPage: number | undefined;
  readonly indexPage: number | undefined;
  readonly dataPage: number | undefined;
  /** `total_compressed_size`: all pages with their headers. */
  readonly bytes: number | undefined;
  readonly bloomFilter: number | undefined;
  readonly bloomFilterBytes: number | undefined;
}

export interface Needed {
  /** Leaf columns. */
  readonly leaves: ReadonlySet<number>;
  /** Rows `[start, end)` of the file; all that follow `start` without `end`. */
  readonly start: number;
  readonly end: number | undefined;
}

/** The shortest file: magic, length of the footer, magic. */
const MAGIC = 4;

/**
 * What of a Parquet file before `footer` (the byte at which its footer begins) has to be there so that the needed columns
 * of the needed rows can be read; ranges closer than `gap` bytes come as one.
 *
 * Left out is only what certainly belongs to another column chunk or its Bloom filter. Everything that the footer does
 * not account for (page indexes, filters without a length, padding) is needed: nobody has to know which parts of it a
 * reader looks at. A needed chunk reaches to the next thing whose place is known, because old writers' sizes leave out a
 * page's header (PARQUET-816). So a chunk is there whole or not at all, and one that is not begins with zeros, which are no
 * page header: a reader that wants it all the same fails.
 *
 * The whole file, if the footer contradicts itself.
 */
export function neededRanges(
  chunks: readonly ColumnChunk[],
  leafCount: number,
  footer: number,
  needed: Needed,
  gap: number,
): ByteRange[] {
  const whole = footer > 0 ? [{ start: 0, end: footer }] : [];
  const groups = rowGroupsOf(chunks);
  if (groups.some(({ leaves }) => leaves !== leafCount)) return whole;
  const parts: Part[] = [];
  for (const chunk of chunks) {
    const group = groups[chunk.rowGroup]!;
    const isRead =
      needed.leaves.has(chunk.leaf) &&
      (needed.end === undefined || group.firstRow < needed.end) &&
      group.firstRow + chunk.rows > needed.start;
    const pages = [chunk.dictionaryPage, chunk.indexPage, chunk.dataPage].filter(isOffset);
    const start = Math.min(...pages);
    // A chunk of no rows has no pages with some writers.
    if (chunk.rows === 0 && (pages.length === 0 || chunk.bytes === 0)) continue;
    if (chunk.dataPage === undefined || chunk.bytes === undefined || chunk.bytes <= 0) return whole;
    if (start < MAGIC || Math.max(...pages) >= footer || start + chunk.bytes > footer) return whole;
    parts.push({ start, end: start + chunk.bytes, isRead });
    const filter = chunk.bloomFilter;
    if (!isOffset(filter)) continue;
    if (filter >= footer) return whole;
    const bytes = chunk.bloomFilterBytes;
    const isKnown = bytes !== undefined && bytes > 0;
    if (isKnown && filter + bytes > footer) return whole;
    // DuckDB asks a column's filters about every row group, also about those that it then leaves out by their rows.
    // Where one of unknown length ends nobody can tell, so it is no part that may be left out.
    parts.push({
      start: filter,
      end: isKnown ? filter + bytes : undefined,
      isRead: needed.leaves.has(chunk.leaf),
    });
  }
  parts.sort((a, b) => a.start - b.start);
  const read: ByteRange[] = [];
  const other: ByteRange[] = [];
  parts.forEach((part, i) => {
    let at = i + 1;
    while (at < parts.length && parts[at]!.start === part.start) at += 1;
    const next = parts[at]?.start ?? footer;
    if (part.isRead) read.push({ start: part.start, end: Math.max(part.end ?? next, next) });
    else if (part.end !== undefined) other.push({ start: part.start, end: Math.min(part.end, next) });
  });
  return merged([...read, ...outside(other, MAGIC, footer)], gap);
}

interface Part {
  readonly start: number;
  readonly end: number | undefined;
  readonly isRead: boolean;
}

/** 0 stands for "none" with some writers. */
const isOffset = (offset: number | undefined): offset is number => offset !== undefined && offset > 0;

function rowGroupsOf(chunks: readonly ColumnChunk[]): { firstRow: number; leaves: number }[] {
  const groups: { firstRow: number; leaves: number }[] = [];
  let rows = 0;
  for (const chunk of chunks) {
    const known = groups[chunk.rowGroup];
    if (known !== undefined) known.leaves += 1;
    else {
      groups[chunk.rowGroup] = { firstRow: rows, leaves: 1 };
      rows += chunk.rows;
    }
  }
  return groups;
}

/** What of `[start, end)` is in none of the ranges, which are in order. */
function outside(ranges: readonly ByteRange[], start: number, end: number): ByteRange[] {
  const rest: ByteRange[] = [];
  let at = start;
  for (const range of ranges) {
    if (range.start > at) rest.push({ start: at, end: range.start });
    at = Math.max(at, range.end);
  }
  if (at < end) rest.push({ start: at, end });
  return rest;
}

/** In order and apart by at least `gap` bytes. */
function merged(ranges: readonly ByteRange[], gap: number): ByteRange[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end + gap) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}
