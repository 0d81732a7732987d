import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFileIO } from '../../catalog/file-io/local.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import { LakeveilError } from '../../errors.js';
import { faultyFileIO } from './faulty-file-io.js';
import { dataFile, SCHEMA, UNPARTITIONED } from './tables.js';

/** What a process of its own is asked to do: append (or create, …) ten rows `writer * 10 …` to ns.t. */
export interface AppendRequest {
  readonly warehouse: string;
  readonly writer: number;
  readonly mode: 'create' | 'append' | 'overwrite' | 'replace';
  readonly runId: string;
  /** Kill this process right before (2n) or right after (2n + 1) its n-th change of a file. */
  readonly killAt?: number;
}
export type AppendOutcome =
  | { readonly ok: true; readonly alreadyCommitted: boolean; readonly snapshotId: string }
  | { readonly ok: false; readonly code: string };

/** Makes the data file of a writer, unless it is there; the same rows each time. */
export async function writeRows(location: string, writer: number): Promise<{ path: string; size: number }> {
  const path = `${location}/data/writer-${writer}.parquet`;
  await mkdir(`${location}/data`, { recursive: true });
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) return { path, size: found.size };
  const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-writer-'));
  // Two dozen processes that load DuckDB at once take minutes on a small machine, so their files are made beforehand.
  const { openDuckDB } = await import('../../sql/duckdb.js');
  const db = await openDuckDB({ threads: 1, memoryMb: 200, scratch });
  try {
    await db.connection.run(
      `COPY (SELECT ${writer} * 10 + range AS id, 'city ' || range AS city FROM range(10)) TO '${scratch}/f.parquet' (FORMAT parquet, FIELD_IDS {id: 1, city: 2})`,
    );
    await localFileIO().publish(`${scratch}/f.parquet`, path);
  } finally {
    db.close();
    await rm(scratch, { recursive: true, force: true });
  }
  return { path, size: (await stat(path)).size };
}

export async function append(request: AppendRequest, ready: () => Promise<void>): Promise<AppendOutcome> {
  let step = 0;
  const dieAt = (n: number) => {
    if (n === request.killAt) process.kill(process.pid, 'SIGKILL');
  };
  const changes = new Set(['create', 'remove', 'publish']);
  const io = faultyFileIO(localFileIO(), {
    before: (operation) => {
      if (changes.has(operation)) dieAt(step++);
    },
    after: (operation) => {
      if (changes.has(operation)) dieAt(step++);
    },
  });
  const catalog = openFilesystemCatalog({ warehouse: request.warehouse, io });
  const identifier = { namespace: ['ns'], name: 't' };
  const { path, size } = await writeRows(await catalog.defaultLocation(identifier), request.writer);
  await ready();
  try {
    const { snapshot, alreadyCommitted } = await commitSnapshot(catalog, {
      identifier,
      mode: request.mode,
      schema: SCHEMA,
      spec: UNPARTITIONED,
      dataFiles: [dataFile(path, { fileSizeInBytes: size })],
      summary: {},
      runId: request.runId,
    });
    return { ok: true, alreadyCommitted, snapshotId: String(snapshot['snapshot-id']) };
  } catch (error) {
    return { ok: false, code: error instanceof LakeveilError ? error.code : String(error) };
  }
}

if (
  process.send !== undefined &&
  process.argv[2] !== undefined &&
  process.argv[1]?.endsWith('append-process.js')
) {
  const request = JSON.parse(process.argv[2]) as AppendRequest;
  const go = new Promise<void>((resolve) => process.once('message', () => resolve()));
  const outcome = await append(request, () => {
    process.send!('ready');
    return go;
  });
  process.send(outcome, () => process.disconnect());
}
