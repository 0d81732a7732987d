import { open } from 'node:fs/promises';
import { LakeveilError } from '../../errors.js';
import {
  readStruct,
  ThriftError,
  type ThriftStruct,
  type ThriftValue,
  writeStruct,
} from './thrift-compact.js';

// Field ids of parquet.thrift (https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift).
const FILE = { schema: 2, rowGroups: 4 };
const ROW_GROUP = { columns: 1 };
const CHUNK = { metaData: 3, columnIndex: [6, 7] };
const META = { statistics: 12, bloomFilter: [14, 15] };
const SCHEMA = { children: 5, fieldId: 9 };

/**
 * Takes the statistics of columns out of the footer of a local Parquet file, in place: DuckDB's COPY writes the least
 * and greatest value of every column there, and has no option against it. `fieldIds` are ids of columns or of
 * fields inside them; all leaves at or below them lose their statistics.
 *
 * Returns the size of the file afterwards, in bytes. Throws CORRUPT_FILE if the file is not as COPY writes it, and if a
 * column to be stripped has a bloom filter or column index, whose bytes would stay in the file.
 */
export async function dropStatistics(path: string, fieldIds: readonly number[]): Promise<number> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    const length = tail.readUInt32LE(0);
    if (size < 12 || tail.toString('latin1', 4) !== 'PAR1' || length > size - 12) throw notStripped();
    const start = size - 8 - length;
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, start);
    const stripped = strip(footer, new Set(fieldIds));
    const end = Buffer.alloc(8);
    end.writeUInt32LE(stripped.length, 0);
    end.write('PAR1', 4, 'latin1');
    const bytes = Buffer.concat([stripped, end]);
    let written = 0;
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, start + written)).bytesWritten;
    }
    await file.truncate(start + bytes.length);
    return start + bytes.length;
  } finally {
    await file.close();
  }
}

function strip(footer: Uint8Array, fieldIds: ReadonlySet<number>): Uint8Array {
  try {
    const metadata = readStruct(footer);
    const leaves = coveredLeaves(metadata, fieldIds);
    for (const rowGroup of structs(metadata, FILE.rowGroups)) {
      for (const [leaf, chunk] of structs(rowGroup, ROW_GROUP.columns).entries()) {
        if (!leaves.has(leaf)) continue;
        const meta = chunk.fields.get(CHUNK.metaData)?.value as ThriftStruct | undefined;
        if (meta?.kind !== 'struct') throw new ThriftError();
        for (const id of CHUNK.columnIndex) if (chunk.fields.has(id)) throw new ThriftError();
        for (const id of META.bloomFilter) if (meta.fields.has(id)) throw new ThriftError();
        meta.fields.delete(META.statistics);
      }
    }
    return writeStruct(metadata);
  } catch (error) {
    if (error instanceof ThriftError) throw notStripped();
    throw error;
  }
}

/** Positions of the leaves at or below the given fields. The schema is a tree in depth-first order, as its leaves are in each row group. */
function coveredLeaves(metadata: ThriftStruct, fieldIds: ReadonlySet<number>): Set<number> {
  const elements = structs(metadata, FILE.schema);
  const covered = new Set<number>();
  const found = new Set<number>();
  let at = 0;
  let leaf = 0;
  const visit = (isCovered: boolean): void => {
    const element = elements[at++];
    if (element === undefined) throw new ThriftError();
    const id = numberOf(element, SCHEMA.fieldId);
    if (fieldIds.has(id)) found.add(id);
    const below = isCovered || fieldIds.has(id);
    const children = numberOf(element, SCHEMA.children);
    if (children === 0) {
      if (below) covered.add(leaf);
      leaf += 1;
    }
    for (let child = 0; child < children; child++) visit(below);
  };
  visit(false);
  // A column that was meant and not found would keep its values in the footer.
  for (const id of fieldIds) if (!found.has(id)) throw new ThriftError();
  return covered;
}

function list(struct: ThriftStruct, id: number): readonly ThriftValue[] {
  const value = struct.fields.get(id)?.value as ThriftValue | undefined;
  if (typeof value !== 'object' || value instanceof Uint8Array || value.kind !== 'list')
    throw new ThriftError();
  return value.items;
}

const structs = (struct: ThriftStruct, id: number): readonly ThriftStruct[] =>
  list(struct, id) as ThriftStruct[];

/** A zigzag integer field; 0 if it is absent. */
function numberOf(struct: ThriftStruct | undefined, id: number): number {
  const value = struct?.fields.get(id)?.value;
  if (typeof value !== 'bigint') return 0;
  return Number((value >> 1n) ^ -(value & 1n));
}

const notStripped = (): LakeveilError =>
  new LakeveilError(
    'CORRUPT_FILE',
    'A data file was not published: its Parquet footer is not as expected, so the statistics of raw columns could not be taken out of it.',
  );
