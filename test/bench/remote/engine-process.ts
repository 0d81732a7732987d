/**
 * The `redact` UDF with the engine `textual`, as a run uses it: one process, the shared part in its main thread, THREADS
 * workers that hold as many batches open as the UDF wants. `node engine-process.js SETTINGS` (JSON); prints JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type RecordBatch, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { redact, redactOptionsSchema } from '../../../udfs/redact.js';
import type { SharedLine, SharedService } from '../../../udfs/shared-part.js';
import { madeText } from './made-texts.js';

export interface EngineSettings {
  /** Of the engine. */
  readonly engine: Record<string, unknown>;
  /** Texts of each pass; a pass follows another in the same process. */
  readonly passes: readonly { readonly from: number; readonly rows: number }[];
  /** Calls open at once whatever happens, in place of the adaptive budget. */
  readonly fixedConcurrency?: number;
  /** Batches of a worker that are open at once; what the UDF wants if absent. */
  readonly batchesAtOnce?: number;
  readonly threads: number;
}

export interface EngineResult {
  readonly passes: readonly { readonly rows: number; readonly ms: number; readonly failed: number }[];
  readonly counters: Readonly<Record<string, number>>;
  readonly cpuMs: number;
}

/** As jobs cut them by default. */
const BATCH_ROWS = 2048;
const BATCH_BYTES = 1024 * 1024;
const key = new Uint8Array(32).fill(9);
const runId = 'bench';

if (isMainThread) await main(JSON.parse(process.argv[2]!) as EngineSettings);
else await worker(workerData as EngineSettings & { readonly index: number });

async function main(settings: EngineSettings): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lv-bench-'));
  const { signal } = new AbortController();
  const options = redactOptionsSchema.parse({ engine: settings.engine });
  const part = redact.shared!(options)!;
  const opened = await part.open({ runId, key, folder, signal });
  const shared =
    settings.fixedConcurrency === undefined
      ? opened
      : withFixedConcurrency(opened, settings.fixedConcurrency);
  const workers = Array.from({ length: settings.threads }, (_, index) => {
    const thread = new Worker(fileURLToPath(import.meta.url), { workerData: { ...settings, index } });
    thread.on('message', ({ id, request }: { id?: number; request: unknown }) => {
      if (id === undefined) return;
      shared.handle(request, `w${index}`).then(
        (reply) => thread.postMessage({ id, reply }),
        (error: Error) => thread.postMessage({ id, error: error.message }),
      );
    });
    return thread;
  });
  const said = (thread: Worker): Promise<number> =>
    new Promise((resolve, reject) => {
      thread.once('error', reject);
      const listen = (message: { done?: number }): void => {
        if (message.done === undefined) return;
        thread.off('message', listen);
        resolve(message.done);
      };
      thread.on('message', listen);
    });
  await Promise.all(workers.map(said));
  const before = process.cpuUsage();
  const passes: { rows: number; ms: number; failed: number }[] = [];
  for (const [pass, { rows }] of settings.passes.entries()) {
    const started = performance.now();
    const done = workers.map(said);
    for (const thread of workers) thread.postMessage({ pass });
    const failed = (await Promise.all(done)).reduce((sum, n) => sum + n, 0);
    passes.push({ rows, ms: performance.now() - started, failed });
  }
  const { user, system } = process.cpuUsage(before);
  const result: EngineResult = { passes, counters: shared.counters(), cpuMs: (user + system) / 1000 };
  console.log(JSON.stringify(result));
  await Promise.all(workers.map((thread) => thread.terminate()));
  await shared.close();
  await rm(folder, { recursive: true });
}

async function worker(settings: EngineSettings & { readonly index: number }): Promise<void> {
  const port = parentPort!;
  const waiting = new Map<number, { resolve(reply: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let begin: ((pass: number) => void) | undefined;
  port.on('message', (message: { id?: number; reply?: unknown; error?: string; pass?: number }) => {
    if (message.pass !== undefined) return begin?.(message.pass);
    const waiter = waiting.get(message.id!)!;
    waiting.delete(message.id!);
    if (message.error === undefined) waiter.resolve(message.reply);
    else waiter.reject(new Error(message.error));
  });
  const line: SharedLine = {
    request: (request) =>
      new Promise((resolve, reject) => {
        waiting.set(next, { resolve, reject });
        port.postMessage({ id: next++, request });
      }),
  };
  const { index, threads } = settings;
  const instance = await redact.open(redactOptionsSchema.parse({ engine: settings.engine }), {
    runId,
    workerId: `w${index}`,
    key,
    signal: new AbortController().signal,
    shared: line,
  });
  const passes = settings.passes.map(({ from, rows }) =>
    batchesOf(
      Array.from(
        { length: Math.ceil((rows - index) / threads) },
        (_, i) => madeText(from + index + i * threads).text,
      ),
    ),
  );
  const started = (): Promise<number> =>
    new Promise((resolve) => {
      begin = resolve;
    });
  let start = started();
  port.postMessage({ done: 0 });
  for (;;) {
    const pass = await start;
    start = started();
    let failed = 0;
    const rest = passes[pass]!.values();
    await Promise.all(
      Array.from({ length: settings.batchesAtOnce ?? instance.concurrency }, async () => {
        for (const batch of rest) failed += (await instance.apply(batch)).failed.length;
      }),
    );
    port.postMessage({ done: failed });
  }
}

function batchesOf(texts: readonly string[]): RecordBatch[] {
  const batches: RecordBatch[] = [];
  let batch: string[] = [];
  let bytes = 0;
  const cut = (): void => {
    if (batch.length > 0) batches.push(new Table({ c0: vectorFromArray(batch, new Utf8()) }).batches[0]!);
    batch = [];
    bytes = 0;
  };
  for (const text of texts) {
    if (batch.length >= BATCH_ROWS || bytes + text.length > BATCH_BYTES) cut();
    batch.push(text);
    bytes += text.length;
  }
  cut();
  return batches;
}

/** Admits at once whatever keeps fewer than `most` calls open; all else is the service's own. */
function withFixedConcurrency(service: SharedService, most: number): SharedService {
  let open = 0;
  let calls = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    if (open >= most) return;
    const admit = waiting.shift();
    if (admit === undefined) return;
    open++;
    calls++;
    admit();
  };
  return {
    async handle(request, workerId) {
      const { type } = request as { type: string };
      if (type === 'admit') {
        return new Promise<void>((resolve) => {
          waiting.push(resolve);
          next();
        });
      }
      if (type === 'release') {
        open--;
        next();
        return undefined;
      }
      return service.handle(request, workerId);
    },
    workerEnded: (workerId) => service.workerEnded(workerId),
    counters: () => ({ ...service.counters(), calls }),
    close: () => service.close(),
  };
}
