/**
 * What remote engines do with a service's time and limits: `node dist/test/bench/remote.bench.js [rows] [part…]`, parts
 * `speed`, `limits` (both if none is named). A Textual-compatible server in a process of its own waits 20 ms a call and
 * has its answers ready.
 *
 * speed: texts a second of one row a call (one call at a time a thread, as a Spark UDF that calls the service does), of
 * bulk calls, of bulk calls under the adaptive budget; and of the service's official Python SDK, row by row and with 100
 * rows a call, from two processes.
 *
 * limits: against 50 permitted calls a second, the share that is made use of and the share of calls that is refused, with
 * the limit configured and with it learnt.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { missingTextualSdk } from '../interop/engine.js';
import type { EngineResult, EngineSettings } from './remote/engine-process.js';
import { madeText } from './remote/made-texts.js';

const [first, ...parts] = process.argv.slice(2);
const ROWS = Number(first ?? 20_000);
const LATENCY_MS = 20;
const THREADS = 2;
const PERMITTED = 50;
const BULK_OF_SDK = 100;
process.env['LAKEVEIL_BENCH_KEY'] = 'no-key-is-needed';
const apiKey = { env: 'LAKEVEIL_BENCH_KEY' };

interface Stats {
  readonly calls: number;
  readonly refused: number;
  readonly texts: number;
  readonly seconds: number;
  readonly cpuMs: number;
}

interface CannedServer {
  readonly url: string;
  stats(): Promise<Stats>;
  stop(): void;
}

const beside = (name: string): string => fileURLToPath(new URL(`remote/${name}`, import.meta.url));

async function startServer(texts: number, callsPerSecond = 0): Promise<CannedServer> {
  const args = [beside('canned-server.js'), String(texts), String(LATENCY_MS), String(callsPerSecond)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const url = line.trim();
  return {
    url,
    stats: async () => (await (await fetch(`${url}/stats`)).json()) as Stats,
    stop: () => child.stdin.end(),
  };
}

async function lakeveil(
  url: string,
  engine: Record<string, unknown>,
  passes: EngineSettings['passes'],
  more: Partial<EngineSettings> = {},
): Promise<EngineResult> {
  const settings: EngineSettings = {
    engine: { type: 'textual', url, apiKey, ...engine },
    passes,
    threads: THREADS,
    ...more,
  };
  const child = spawn(process.execPath, [beside('engine-process.js'), JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = JSON.parse(await outputOf(child)) as EngineResult;
  for (const { failed } of result.passes) if (failed > 0) throw new Error(`${failed} rows failed`);
  return result;
}

async function outputOf(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`a process ended with ${code}`);
  return said;
}

const SDK = `
import json, sys, time
from tonic_textual.redact_api import TextualNer
url, size = sys.argv[1], int(sys.argv[2])
texts = json.load(sys.stdin)
client = TextualNer(url, "no-key-is-needed")
def run(texts):
    if size == 1:
        for text in texts:
            answer = client.redact(text)
            assert "@mail.test" not in answer.redacted_text
    else:
        for at in range(0, len(texts), size):
            answer = client.redact_bulk(texts[at : at + size])
            assert "@mail.test" not in answer.bulk_redacted_text[0]
run(texts[:size])
started = time.perf_counter()
run(texts[size:])
print((time.perf_counter() - started) * 1000)
`;

/** Texts a second of the SDK from THREADS processes, each with its share of the rows. */
async function officialSdk(url: string, rows: number, size: number): Promise<number> {
  const python = fileURLToPath(new URL('../../../.interop/textual/bin/python', import.meta.url));
  const each = Math.ceil(rows / THREADS);
  const times = await Promise.all(
    Array.from({ length: THREADS }, async (_, process_) => {
      const child = spawn(python, ['-c', SDK, url, String(size)], { stdio: ['pipe', 'pipe', 'inherit'] });
      const texts = Array.from({ length: each + size }, (_, i) => madeText(process_ * each + i).text);
      child.stdin.end(JSON.stringify(texts));
      return Number(await outputOf(child));
    }),
  );
  return (each * THREADS * 1000) / Math.max(...times);
}

const rate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-US').padStart(8);

async function speed(): Promise<void> {
  const server = await startServer(2 * ROWS + 2 * BULK_OF_SDK);
  const few = Math.ceil(ROWS / 20);
  const report = async (name: string, result: EngineResult): Promise<number[]> => {
    const { cpuMs, seconds, calls } = await server.stats();
    const rates = result.passes.map(({ rows, ms }) => (rows * 1000) / ms);
    const level = result.counters['highestConcurrency'] ?? 0;
    console.log(
      `${name.padEnd(44)}${rates.map(rate).join('')}   ${calls} calls${level > 0 ? `, ${level} at most at once` : ''}; ${Math.round(result.cpuMs)} ms of CPU, the server's ${Math.round(cpuMs)} in ${seconds.toFixed(1)} s`,
    );
    return rates;
  };
  console.log(`texts a second, ${ROWS} texts a pass: first pass of a process, second pass`);
  const oneByOne = await report(
    `Lakeveil, one row a call, ${THREADS} at once`,
    await lakeveil(server.url, { maxItems: 1 }, [{ from: 0, rows: few }], { fixedConcurrency: THREADS }),
  );
  const passes = [
    { from: 0, rows: ROWS },
    { from: ROWS, rows: ROWS },
  ];
  const bulk: number[] = [];
  for (const fixedConcurrency of [2, 8]) {
    const rates = await report(
      `Lakeveil, bulk, ${fixedConcurrency} calls at once`,
      await lakeveil(server.url, {}, passes, { fixedConcurrency }),
    );
    bulk.push(...rates);
  }
  const adaptive = await report('Lakeveil, bulk, adaptive budget', await lakeveil(server.url, {}, passes));
  const missing = missingTextualSdk();
  if (missing !== undefined) console.log(missing);
  const sdkOne = missing === undefined ? await officialSdk(server.url, few, 1) : Number.NaN;
  const sdkBulk = missing === undefined ? await officialSdk(server.url, ROWS, BULK_OF_SDK) : Number.NaN;
  console.log(`official SDK, redact, ${THREADS} processes`.padEnd(44) + rate(sdkOne));
  console.log(`official SDK, redact_bulk of ${BULK_OF_SDK}, ${THREADS} processes`.padEnd(44) + rate(sdkBulk));
  for (const [i, name] of ['first', 'second'].entries()) {
    const ours = adaptive[i]!;
    console.log(
      `adaptive, ${name} pass: ${(ours / oneByOne[0]!).toFixed(0)} times one row a call, ${(ours / sdkOne).toFixed(0)} times the SDK's redact, ${(ours / sdkBulk).toFixed(1)} times its redact_bulk`,
    );
  }
  server.stop();
}

async function limits(): Promise<void> {
  const perCall = 10;
  console.log(`${PERMITTED} calls a second permitted, ${perCall} texts a call, ${ROWS} texts`);
  for (const [name, engine] of [
    ['limit configured', { callsPerSecond: PERMITTED }],
    ['limit learnt', {}],
  ] as const) {
    const server = await startServer(ROWS, PERMITTED);
    await lakeveil(server.url, { maxItems: perCall, ...engine }, [{ from: 0, rows: ROWS }]);
    const { calls, refused, seconds } = await server.stats();
    console.log(
      `${name.padEnd(20)}${(((calls - refused) / seconds / PERMITTED) * 100).toFixed(1)} % of the permitted rate, ${((refused / calls) * 100).toFixed(2)} % of ${calls} calls refused`,
    );
    server.stop();
  }
}

if (parts.length === 0 || parts.includes('speed')) await speed();
if (parts.length === 0 || parts.includes('limits')) await limits();
