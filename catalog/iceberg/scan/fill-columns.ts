import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlPath } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import { bounded } from '../../file-io/bounded.js';
import type { FileIO, LocalCopy } from '../../file-io/file-io.js';
import { type ColumnChunk, type Needed, neededRanges } from './needed-ranges.js';
import type { LocatedFile, PhysicalField, PhysicalType } from './parquet-schema.js';

/** A Parquet file that may lie here in parts. */
export interface CopiedFile extends LocatedFile {
  readonly copy: LocalCopy;
}

/** Files that are asked for at a time: a split may hold a thousand small ones, each of which takes some round trips. */
const FILES_AT_A_TIME = 16;

/**
 * Local copies of files, in their order; of remote Parquet files only the footer is there then. Each is given to `taken` at
 * once, for whoever has to release it, also after an error.
 *
 * Errors: those of `FileIO.localCopy`.
 */
export async function copyFiles(
  io: FileIO,
  locations: readonly string[],
  taken: (copy: LocalCopy) => void,
): Promise<CopiedFile[]> {
  const copies: CopiedFile[] = [];
  await bounded(locations.entries(), FILES_AT_A_TIME, async ([index, location]) => {
    const copy = await io.localCopy(location, { sparse: true });
    taken(copy);
    copies[index] = { location, path: copy.path, copy };
  });
  return copies;
}

/** Bytes: ranges of a remote file that are no further apart come with one request. About what a round trip costs. */
const MERGE_GAP = 512 * 1024;

export interface FillOptions {
  readonly mergeGap?: number | undefined;
  /** Rows of the file that are read, for one file alone; all if absent. */
  readonly rows?: Pick<Needed, 'start' | 'end'>;
}

/**
 * Brings those bytes of sparse copies that reading these top-level columns takes (`neededRanges`). The files have one
 * physical schema, whose top-level `fields` are given. Whole files cost nothing, not even a look.
 *
 * Errors: those of `LocalCopy.fill`.
 */
export async function fillColumns(
  connection: DuckDBConnection,
  files: readonly CopiedFile[],
  fields: readonly PhysicalField[],
  used: ReadonlySet<PhysicalField>,
  { mergeGap = MERGE_GAP, rows = { start: 0, end: undefined } }: FillOptions = {},
): Promise<void> {
  const sparse = files.filter(({ copy }) => copy.fill !== undefined);
  if (sparse.length === 0) return;
  const { leaves, count } = leavesOf(fields, used);
  const chunks = await columnChunks(connection, sparse);
  await bounded(sparse, FILES_AT_A_TIME, async ({ path, copy }) => {
    const footer = await footerOffset(path);
    const ranges = neededRanges(chunks.get(path) ?? [], count, footer, { leaves, ...rows }, mergeGap);
    if (ranges.length > 0) await copy.fill!(ranges);
  });
}

function leavesOf(
  fields: readonly PhysicalField[],
  used: ReadonlySet<PhysicalField>,
): { leaves: Set<number>; count: number } {
  const ids = new Set([...used].flatMap(({ id }) => (id === undefined ? [] : [id])));
  const leaves = new Set<number>();
  let count = 0;
  for (const field of fields) {
    // By id too: should two columns have the same one, it is not for us to say which of them is read.
    const isUsed = used.has(field) || (field.id !== undefined && ids.has(field.id));
    const width = leafCount(field.type);
    for (let i = 0; isUsed && i < width; i += 1) leaves.add(count + i);
    count += width;
  }
  return { leaves, count };
}

function leafCount(type: PhysicalType): number {
  switch (type.kind) {
    case 'scalar':
      return 1;
    case 'struct':
      return type.fields.reduce((sum, field) => sum + leafCount(field.type), 0);
    case 'list':
      return leafCount(type.element.type);
    case 'map':
      return leafCount(type.key.type) + leafCount(type.value.type);
  }
}

/** By local path; nothing of any file if DuckDB can't describe one of them, which then come whole. */
async function columnChunks(
  connection: DuckDBConnection,
  files: readonly CopiedFile[],
): Promise<Map<string, ColumnChunk[]>> {
  const byPath = new Map<string, ColumnChunk[]>();
  const paths = `[${[...new Set(files.map(({ path }) => sqlPath(path)))].join(', ')}]`;
  try {
    const sql = loadQuery('column-chunks').replace('$files', () => paths);
    for (const row of (await connection.runAndReadAll(sql)).getRows()) {
      const [path, ...numbers] = row as [string, ...(number | null)[]];
      const [
        rowGroup,
        rows,
        leaf,
        dictionaryPage,
        indexPage,
        dataPage,
        bytes,
        bloomFilter,
        bloomFilterBytes,
      ] = numbers.map((number) => number ?? undefined);
      const chunk = {
        rowGroup: rowGroup!,
        rows: rows!,
        leaf: leaf!,
        dictionaryPage,
        indexPage,
        dataPage,
        bytes,
        bloomFilter,
        bloomFilterBytes,
      };
      const known = byPath.get(path);
      if (known === undefined) byPath.set(path, [chunk]);
      else known.push(chunk);
    }
    return byPath;
  } catch {
    return new Map();
  }
}

/** Where the footer begins: the last eight bytes are its length and the magic. */
async function footerOffset(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    return Math.max(0, size - 8 - tail.readUInt32LE(0));
  } finally {
    await file.close();
  }
}
