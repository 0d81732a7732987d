import { stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../errors.js';
import { sqlString } from '../../sql/duckdb.js';
import { FILE_FORMATS, type FileFormat } from '../job-schema.js';

/** A file to read: its name as the user gave it, and a path that DuckDB takes as it is. */
export interface InputFile {
  readonly name: string;
  readonly path: string;
}

const ENDINGS: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.(parquet|parq|pq)$/i, 'parquet'],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(jsonl|ndjson)(\.gz|\.zst)?$/i, 'jsonl'],
];

/**
 * The files that paths and globs name, in their order. A file whose name has glob characters in it is that file, not a glob.
 *
 * Errors: FILE_NOT_FOUND, BAD_USAGE.
 */
export async function inputFiles(
  connection: DuckDBConnection,
  names: readonly string[],
  options: { readonly folder: string; readonly scratch: string },
): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const name of names) {
    const path = resolve(options.folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) {
      throw new LakeveilError(
        'FILE_NOT_FOUND',
        `Nothing was ingested: ${name} is a folder. Name its files, e.g. ${join(name, '*.parquet')}.`,
      );
    }
    if (found !== undefined) {
      files.push({ name, path: await plainPath(path, options.scratch, files.length) });
      continue;
    }
    const matches = /[*?[]/.test(name) ? await glob(connection, path) : [];
    if (matches.length === 0) {
      throw new LakeveilError(
        'FILE_NOT_FOUND',
        `Nothing was ingested: there is no file ${name}. Check the name; it is relative to the working folder.`,
      );
    }
    for (const match of matches) {
      files.push({ name: basename(match), path: await plainPath(match, options.scratch, files.length) });
    }
  }
  return files;
}

/** Told from the endings of the names, which must agree. */
export function formatOf(files: readonly InputFile[]): FileFormat {
  const formats = new Set(files.map(({ name }) => ENDINGS.find(([ending]) => ending.test(name))?.[1]));
  const [format] = formats;
  if (formats.size === 1 && format !== undefined) return format;
  throw new LakeveilError(
    'BAD_USAGE',
    formats.size > 1
      ? 'Nothing was ingested: the files are of different formats. Ingest one format at a time.'
      : `Nothing was ingested: the format is not to be told from the file name. Give --format ${FILE_FORMATS.join('|')}.`,
  );
}

async function glob(connection: DuckDBConnection, pattern: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(`SELECT file FROM glob(${sqlString(pattern)}) ORDER BY file`);
  return reader.getRows().map(([file]) => String(file));
}

/** DuckDB takes `*?[` in a path as a glob; a link in scratch has a name without them. */
async function plainPath(path: string, scratch: string, index: number): Promise<string> {
  if (!/[*?[\]]/.test(path)) return path;
  const link = join(scratch, `input-${index}${/\.(gz|zst)$/i.exec(path)?.[0] ?? ''}`);
  await symlink(path, link);
  return link;
}
