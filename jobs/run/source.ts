import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTable, Table } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { formatIdentifier, parseTableReference } from '../../catalog/identifier.js';
import { isNotIceberg } from '../../catalog/not-iceberg.js';
import { LakeveilError } from '../../errors.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { ingestFiles } from '../ingest/ingest-files.js';
import { type InputFile, inputFiles } from '../ingest/input-files.js';
import { releaseInputs } from '../ingest/remote-inputs.js';
import type { ResolvedJob, ResolvedSource } from '../resolved-job.js';
import { didYouMean } from '../suggest.js';
import type { RunContext } from './types.js';

/** What a run reads: always a table in the end. */
export interface RunSource {
  readonly table: Table;
  /** Snapshot id, branch, tag or time. */
  readonly ref: string | undefined;
  /** As the job gives it, for people. */
  readonly name: string;
  /** For the run id, beside the snapshot: which table, or what the files hold. */
  readonly identity: Readonly<Record<string, string>>;
  /** Before the commit, for a source without snapshots. Throws SOURCE_CHANGED. */
  assertUnchanged?(): Promise<void>;
}

/** Errors: NO_SUCH_TABLE; those of `ingestFiles`. */
export function openSource(context: RunContext, scratch: string): Promise<RunSource> {
  const { source } = context.job;
  return source.kind === 'table'
    ? tableSource(context, source, scratch)
    : fileSource(context, source, scratch);
}

async function tableSource(
  { catalog, job }: RunContext,
  source: Extract<ResolvedSource, { kind: 'table' }>,
  scratch: string,
): Promise<RunSource> {
  const { identifier } = parseTableReference(source.table);
  try {
    const table = await catalog.load(identifier);
    const identity = { uuid: table.metadata['table-uuid'] };
    return { table, ref: source.ref, name: formatIdentifier(identifier), identity };
  } catch (error) {
    if (isNotIceberg(error)) {
      const found = await catalog.openFileTable?.(identifier, scratch);
      if (found !== undefined) return fileTableSource(job, found, source);
    }
    if (!(error instanceof LakeveilError) || !/^NO_SUCH_(?:TABLE|NAMESPACE)$/.test(error.code)) throw error;
    const names = (await catalog.listTables()).map(formatIdentifier);
    throw new LakeveilError(
      'NO_SUCH_TABLE',
      `The job "${job.name}" was not run: there is no table ${source.table} in ${catalog.description}.` +
        `${didYouMean(source.table, names)} List the tables with: lakeveil tables. Bring data in with: ` +
        `lakeveil ingest FILES --table ${source.table}`,
    );
  }
}

/** The files, as they are listed, name the run; their table has no snapshots of its own. */
function fileTableSource(
  job: ResolvedJob,
  { table, digest, assertUnchanged }: FileTable,
  source: Extract<ResolvedSource, { kind: 'table' }>,
): RunSource {
  if (source.ref !== undefined) {
    throw new LakeveilError(
      'NO_SUCH_SNAPSHOT',
      `Nothing was read: ${source.table} is no Iceberg table, so it has no snapshots, branches and times. Leave the @ out.`,
    );
  }
  if (job.target.mode === 'incremental') {
    throw new LakeveilError(
      'INVALID_OPTION',
      `The job "${job.name}" was not run: mode incremental reads what was added to a table since the last run, and ${source.table} is no Iceberg table: it does not keep what was added when. Use mode replace, or copy it into an Iceberg table.`,
    );
  }
  return { table, ref: undefined, name: source.table, identity: { files: digest }, assertUnchanged };
}

/**
 * Files become a table of a private warehouse in scratch, which goes with the process. What they hold names the run, so
 * the same files give the same run wherever they lie; a killed run starts over.
 */
async function fileSource(
  context: RunContext,
  source: Extract<ResolvedSource, { kind: 'files' }>,
  scratch: string,
): Promise<RunSource> {
  const inputs = await bringInputs(context, source.files, scratch);
  try {
    const digest = await contentDigest(inputs);
    const catalog = openFilesystemCatalog({ warehouse: join(scratch, 'files') });
    const table = 'source.files';
    await ingestFiles(catalog, {
      files: inputs,
      table,
      mode: 'create',
      scratch,
      ...(source.format === undefined ? {} : { format: source.format }),
    });
    return {
      table: await catalog.load(parseTableReference(table).identifier),
      ref: undefined,
      name: source.files.join(', '),
      identity: { files: digest },
    };
  } finally {
    await releaseInputs(inputs);
  }
}

/** Once for both readings of them: those of S3 are copied to scratch. */
async function bringInputs(
  { catalog, signal }: RunContext,
  names: readonly string[],
  scratch: string,
): Promise<InputFile[]> {
  const own = await mkdtemp(join(scratch, 'inputs-'));
  const db = await openDuckDB({ threads: 1, memoryMb: 128, scratch: own });
  try {
    return await inputFiles(db.connection, names, {
      folder: process.cwd(),
      scratch: own,
      storage: catalog.storage,
      signal,
    });
  } finally {
    db.close();
  }
}

async function contentDigest(files: readonly InputFile[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path } of files) {
    const one = createHash('sha256');
    for await (const chunk of createReadStream(path)) one.update(chunk as Buffer);
    hash.update(one.digest());
  }
  return hash.digest('hex');
}
