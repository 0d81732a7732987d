import { spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { openTableScan } from '../../../catalog/iceberg/scan/open-table-scan.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import { privateFolder } from '../../private-folder.js';

export const RUN_JOB = fileURLToPath(new URL('../../../jobs/cli/bin/run-job.cjs', import.meta.url));
export const LAKEVEIL = fileURLToPath(new URL('../../../jobs/cli/bin/lakeveil.cjs', import.meta.url));

/** A word that stands in every raw transcript and nowhere else: whatever holds it holds unprocessed text. */
export const RAW_MARK = 'Zyxgrendel';

/** Row `id` of the made-up support calls. Deterministic. */
export function supportCall(id: number): { id: number; customer_id: number; transcript: string } {
  const given = ['Maria', 'James', 'Aisha', 'Robert', 'Chen', 'Linda'][id % 6]!;
  const zip = String(10_000 + ((id * 7919) % 89_999)).padStart(5, '0');
  return {
    id,
    customer_id: 9_000_000_000_000_000 + id,
    transcript:
      `Agent: Thanks for calling. May I have your full name and ZIP?\n\nCaller: ${given} ${RAW_MARK}, ${zip}.\n\n` +
      `Agent: Thanks, ${given}. And the email on file?\n\nCaller: ${given.toLowerCase()}.${RAW_MARK.toLowerCase()}${id}@mail.test.\n\n` +
      `Agent: I see order SO-${1_000_000 + id}. Is your phone still 415-555-${String(id % 10_000).padStart(4, '0')}?\n\nCaller: Yes. ${'It keeps dropping the line. '.repeat(id % 12)}`,
  };
}

export interface Warehouse {
  /** Folder of everything below, to be removed by `remove`. */
  readonly folder: string;
  readonly warehouse: string;
  readonly scratch: string;
  remove(): Promise<void>;
}

/** A warehouse with `support.calls` in `files` data files of `rowsPerFile` rows. */
export async function makeWarehouse(files: number, rowsPerFile: number): Promise<Warehouse> {
  const folder = await privateFolder(tmpdir(), 'lv-test-');
  const scratch = await privateFolder(folder, 'scratch-');
  const warehouse = join(folder, 'warehouse');
  await ingestCalls(openFilesystemCatalog({ warehouse }), folder, scratch, files, rowsPerFile);
  return { folder, warehouse, scratch, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Makes `support.calls` in a catalog. */
export async function ingestCalls(
  catalog: Catalog,
  folder: string,
  scratch: string,
  files: number,
  rowsPerFile: number,
): Promise<void> {
  for (let file = 0; file < files; file++) {
    const rows = Array.from({ length: rowsPerFile }, (_, i) => supportCall(file * rowsPerFile + i));
    const path = join(folder, 'rows.jsonl');
    await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
    await ingestFiles(catalog, {
      files: [path],
      table: 'support.calls',
      mode: file === 0 ? 'create' : 'append',
      scratch,
    });
    await rm(path);
  }
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs a compiled bin; `kill` sends the signal after some milliseconds, if it still runs by then. */
export function runBin(
  bin: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Record<string, string>;
    readonly kill?: { readonly signal: NodeJS.Signals; readonly after: number };
    readonly stdin?: string;
    readonly uid?: number;
    readonly gid?: number;
    /** In place of Node. */
    readonly program?: readonly [string, ...string[]];
  },
): Promise<Finished> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const [program, ...before] = options.program ?? [process.execPath];
    const child = spawn(program, [...before, bin, ...args], {
      cwd: options.cwd,
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.end(options.stdin ?? '');
    const { kill } = options;
    const timer = kill === undefined ? undefined : setTimeout(() => child.kill(kill.signal), kill.after);
    child.on('error', reject).on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - started });
    });
  });
}

/** Every row of a table as canonical JSON lines in order of `orderBy`. */
export function rowsOf(warehouse: string, table: string, orderBy: string): Promise<string[]> {
  return rowsIn(openFilesystemCatalog({ warehouse }), table, orderBy);
}

/** The same of a catalog's table. */
export async function rowsIn(catalog: Catalog, table: string, orderBy: string): Promise<string[]> {
  const scratch = await privateFolder(tmpdir(), 'lv-test-');
  const db = await openDuckDB({ threads: 1, memoryMb: 512, scratch });
  try {
    const loaded = await catalog.load(parseTableReference(table).identifier);
    const scan = await openTableScan(db.connection, loaded, { scratch });
    const names = scan.columns.map((column) => `"${column.name}"`).join(', ');
    const result = await db.connection.runAndReadAll(
      `SELECT to_json({${scan.columns.map((c) => `'${c.name}': "${c.name}"`).join(', ')}})::VARCHAR AS row FROM (SELECT ${names} FROM (${scan.sql}) ORDER BY ${orderBy})`,
    );
    const rows = result.getRows().map((row) => String(row[0]));
    await scan.close();
    return rows;
  } finally {
    db.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Every file under a folder, hidden ones too, relative to it. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Files under a folder whose bytes hold the mark of raw text, in any case, or its UTF-16 form. */
export async function filesWithRawText(folder: string): Promise<string[]> {
  const marks = [RAW_MARK, RAW_MARK.toLowerCase(), RAW_MARK.toUpperCase()];
  const found: string[] = [];
  for (const name of await filesUnder(folder)) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    if (marks.some((mark) => bytes.includes(mark) || bytes.includes(Buffer.from(mark, 'utf16le'))))
      found.push(name);
  }
  return found;
}
