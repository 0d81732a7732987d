/**
 * What `lakeveil serve` costs beside the engine: `node dist/test/bench/serve.bench.js [texts] [bulk]`. A client in a process
 * of its own sends support calls of ~600 characters, `bulk` a request, four requests at a time; the engine alone does the same
 * texts in this thread, before and after. Prints texts a second and the share of the server's CPU time that is not the
 * engine's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '../../jobs/serve/serve.js';
import { epochKey } from '../../udfs/keys/derive-key.js';
import { createLocalEngine } from '../../udfs/local-engine.js';
import { compilePolicy } from '../../udfs/policy.js';

const count = Number(process.argv[2] ?? 10_000);
const bulk = Number(process.argv[3] ?? 100);
const THREADS = 2;
const AT_ONCE = 4;

if (process.argv[4] === 'client') await client(process.argv[5]!);
else await compare();

function* texts(): Generator<string> {
  const file = fileURLToPath(new URL('../../../jobs/sample/support-calls.jsonl', import.meta.url));
  const words = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        Object.values(JSON.parse(line) as Record<string, unknown>)
          .map(String)
          .sort((a, b) => b.length - a.length)[0]!,
    )
    .join('\n')
    .split(/(?<=[.?!]\s)/);
  for (let n = 0; n < count; n++) {
    let text = `Call ${n}. `;
    for (let at = n * 7; text.length < 600; at++) text += words[at % words.length];
    yield text;
  }
}

async function client(url: string): Promise<void> {
  const all = [...texts()];
  const bodies: string[] = [];
  for (let at = 0; at < all.length; at += bulk)
    bodies.push(JSON.stringify({ bulkText: all.slice(at, at + bulk), generatorDefault: 'Synthesis' }));
  const started = performance.now();
  const next = bodies.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const body of next) {
        const answer = await fetch(`${url}/api/redact/bulk`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        if (answer.status !== 200) throw new Error(`status ${answer.status}`);
        await answer.arrayBuffer();
      }
    }),
  );
  console.log(performance.now() - started);
}

async function compare(): Promise<void> {
  const root = new Uint8Array(32).fill(5);
  const engine = createLocalEngine(compilePolicy({ generator_default: 'Synthesis' }), epochKey(root, 0));
  const all = [...texts()];
  for (const text of all.slice(0, 1000)) engine.redact(text);
  const alone = (): { cpu: number; wall: number } => {
    const before = process.cpuUsage();
    const started = performance.now();
    for (const text of all) engine.redact(text);
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1000, wall: performance.now() - started };
  };
  const first = alone();
  const server = await serve({
    host: '127.0.0.1',
    port: 0,
    threads: THREADS,
    apiKeys: undefined,
    keys: { root, epoch: 0 },
    policy: {},
    isReversible: false,
    maxBody: 64 * 1024 * 1024,
    timeoutMs: 600_000,
    maxRequests: 64,
    graceMs: 0,
    log: () => {},
  });
  await server.ready;
  const run = async (): Promise<{ cpu: number; wall: number }> => {
    const before = process.cpuUsage();
    const child = spawn(
      process.execPath,
      [fileURLToPath(import.meta.url), String(count), String(bulk), 'client', server.url],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await once(child, 'close');
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1000, wall: Number(said) };
  };
  await run();
  const served = await run();
  await server.stop();
  const again = alone();
  const cpu = (first.cpu + again.cpu) / 2;
  const perSecond = (ms: number): string => Math.round((count * 1000) / ms).toLocaleString('en-US');
  console.log(`${count} texts, ${bulk} a request, ${THREADS} threads`);
  console.log(`engine alone, one thread   ${perSecond(first.wall)} and ${perSecond(again.wall)} texts/s`);
  console.log(`served                     ${perSecond(served.wall)} texts/s`);
  console.log(
    `CPU: engine ${Math.round(cpu)} ms, server ${Math.round(served.cpu)} ms; not the engine's: ${((1 - cpu / served.cpu) * 100).toFixed(1)} %`,
  );
}
