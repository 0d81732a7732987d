import { stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isS3Location } from '../../catalog/file-io/open-file-io.js';
import type { StorageOptions } from '../../catalog/file-io/storage-options.js';
import { LakeveilError } from '../../errors.js';
import { sqlString } from '../../sql/duckdb.js';
import { FILE_FORMATS, type FileFormat } from '../job-schema.js';
import { isGlob } from './glob.js';
import { releaseInputs, remoteInputs } from './remote-inputs.js';

/** A file to read: its name as the user gave it, and a path that DuckDB takes as it is. */
export interface InputFile {
  readonly name: string;
  readonly path: string;
  /** Of a copy of a remote file; idempotent. */
  readonly release?: () => Promise<void>;
}

export interface InputOptions {
  /** What relative paths are relative to. */
  readonly folder: string;
  /** An existing private folder, for links and copies; whoever made it removes it. */
  readonly scratch: string;
  /** How remote files are reached. */
  readonly storage: StorageOptions;
  readonly signal?: AbortSignal | undefined;
}

const ENDINGS: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.(parquet|parq|pq)$/i, 'parquet'],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(jsonl|ndjson)(\.gz|\.zst)?$/i, 'jsonl'],
];

/**
 * The files that paths and globs name, in their order; those of S3 as copies, to be given back with `releaseInputs`.
 * A file whose name has glob characters in it is that file, not a glob.
 *
 * Errors: FILE_NOT_FOUND; those of `remoteInputs`.
 */
export async function inputFiles(
  connection: DuckDBConnection,
  names: readonly string[],
  options: InputOptions,
): Promise<InputFile[]> {
  const files: InputFile[] = [];
  try {
    for (const name of names) {
      const more = isS3Location(name)
        ? await remoteInputs(name, options)
        : await localInputs(connection, name, files.length, options);
      files.push(...more);
    }
    return files;
  } catch (error) {
    await releaseInputs(files);
    throw error;
  }
}

async function localInputs(
  connection: DuckDBConnection,
  name: string,
  before: number,
  options: InputOptions,
): Promise<InputFile[]> {
  const path = resolve(options.folder, name);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new LakeveilError(
      'FILE_NOT_FOUND',
      `Nothing was ingested: ${name} is a folder. Name its files, e.g. ${join(name, '*.parquet')}.`,
    );
  }
  if (found !== undefined) return [{ name, path: await plainPath(path, options.scratch, before) }];
  const matches = isGlob(name) ? await glob(connection, path) : [];
  if (matches.length === 0) {
    throw new LakeveilError(
      'FILE_NOT_FOUND',
      `Nothing was ingested: there is no file ${name}. ${/^[a-z][\w+.-]*:\/\//i.test(name) ? 'Files are read from this machine and from s3://, nowhere else.' : 'Check the name; it is relative to the working folder.'}`,
    );
  }
  const files: InputFile[] = [];
  for (const match of matches) {
    files.push({
      name: basename(match),
      path: await plainPath(match, options.scratch, before + files.length),
    });
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
