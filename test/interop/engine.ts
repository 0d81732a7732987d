import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const installed = join(root, '.interop');

/** Why the foreign engines can't be used here; undefined if they can. With LAKEVEIL_INTEROP=1 that is an error. */
export function missingEngines(): string | undefined {
  try {
    execFileSync('bash', [join(root, 'test/interop/install.sh'), '--check'], { stdio: 'ignore' });
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    const why =
      'the foreign engines are not installed: test/interop/install.sh (Python 3.11, Java 17, Maven) installs them';
    if (process.env['LAKEVEIL_INTEROP'] === '1') throw new Error(why);
    return why;
  }
}

/** Why Tonic Textual's SDK can't be used here; undefined if it can. With LAKEVEIL_INTEROP=1 that is an error. */
export function missingTextualSdk(): string | undefined {
  try {
    execFileSync('bash', [join(root, 'test/interop/install.sh'), '--check-textual'], { stdio: 'ignore' });
    return undefined;
  } catch {
    const why =
      "Tonic Textual's SDK can't be installed: test/interop/install.sh --textual (Python 3.11, PyPI) does it";
    if (process.env['LAKEVEIL_INTEROP'] === '1') throw new Error(why);
    return why;
  }
}

/** True for the long matrix. */
export const sweep = process.env['LAKEVEIL_INTEROP_SWEEP'] === '1';

/** A foreign table as it is after an operation. */
export interface Written {
  readonly location: string;
  readonly metadata: string;
}

/** Where an engine keeps the tables of its namespace `ns`, if not on local disk. */
export interface OnGlue {
  /** Answers for S3 and Glue. */
  readonly endpoint: string;
  /** `s3://bucket/prefix` */
  readonly warehouse: string;
}

const started = (scratch: string, glue: OnGlue | undefined) =>
  glue === undefined
    ? { warehouse: join(scratch, 'warehouse') }
    : { warehouse: glue.warehouse, glue: glue.endpoint };

type Request = Readonly<Record<string, unknown>>;

/** One long-lived engine process that answers JSON lines, in order. */
export class Engine {
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #next = 0;

  private constructor(name: string, scratch: string, venv = 'venv') {
    mkdirSync(scratch, { recursive: true });
    this.#log = join(scratch, `${name}.log`);
    const { PYTHONPATH: _, SPARK_HOME: __, ...environment } = process.env;
    this.#child = spawn(
      join(installed, venv, 'bin/python'),
      [join(root, 'test/interop/engines', `${name}_engine.py`)],
      {
        stdio: ['pipe', 'pipe', openSync(this.#log, 'w')],
        env: { ...environment, PYTHONDONTWRITEBYTECODE: '1', TZ: 'UTC' },
      },
    );
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const answer = JSON.parse(line) as { id: number; result?: unknown; error?: string };
      const waiter = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiter?.resolve(answer.result);
      else waiter?.reject(new Error(`${name}: ${answer.error.slice(0, 2000)}`));
    });
    this.#child.on('exit', (code) => {
      for (const waiter of this.#waiting.values()) {
        const log = readFileSync(this.#log, 'utf8').slice(-2000);
        waiter.reject(new Error(`${name} ended with ${code}: ${log}`));
      }
      this.#waiting.clear();
    });
  }

  /** `glue`: its tables are on S3 and in Glue, not on local disk. */
  static async pyiceberg(scratch: string, glue?: OnGlue): Promise<Engine> {
    const engine = new Engine('pyiceberg', scratch);
    await engine.call('start', started(scratch, glue));
    return engine;
  }

  static async spark(
    scratch: string,
    catalogs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ): Promise<Engine> {
    const engine = new Engine('spark', scratch);
    const jar = join(installed, 'iceberg-spark-runtime-1.10.1.jar');
    await engine.call('start', { scratch, jar, catalogs });
    return engine;
  }

  static async trino(scratch: string, glue?: OnGlue): Promise<Engine> {
    const engine = new Engine('trino', scratch);
    const home = join(installed, 'trino-476');
    await engine.call('start', { home, scratch, ...started(scratch, glue) });
    return engine;
  }

  /** Tonic Textual's official SDK, as a client of the server at `url`. */
  static async textual(scratch: string, url: string, apiKey: string): Promise<Engine> {
    const engine = new Engine('textual', scratch, 'textual');
    await engine.call('start', { url, apiKey });
    return engine;
  }

  call(op: string, request: Request = {}): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (this.#child.exitCode !== null) reject(new Error('the engine has ended'));
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdin!.write(`${JSON.stringify({ ...request, id, op })}\n`);
    });
  }

  write(op: string, request: Request): Promise<Written> {
    return this.call(op, request) as Promise<Written>;
  }

  /** Canonical rows, sorted. */
  async read(request: Request): Promise<string[]> {
    return ((await this.call('read', request)) as string[]).sort();
  }

  sql(...statements: string[]): Promise<unknown> {
    return this.call('sql', { statements });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(timer);
  }
}
