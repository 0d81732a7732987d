import { spawn } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { TextualServer } from '../../udfs/remote/textual/textual-server.js';
import { filesUnder, filesWithRawText, makeWarehouse, RUN_JOB, rowsOf } from './support-warehouse.js';

t.setTimeout(300_000);

/**
 * One run, killed again and again once the service has done so many calls more; `LAKEVEIL_REMOTE_KILLS` sets how often.
 * What was paid for twice is counted by the service's own log.
 */
const KILLS = Number(process.env['LAKEVEIL_REMOTE_KILLS'] ?? 4);
const CALLS_BETWEEN = 6;
const TEXTS_A_CALL = 3;
const OPEN_CALLS = 2;
const ROWS = (KILLS + 2) * CALLS_BETWEEN * TEXTS_A_CALL;
const TARGET = 'support.calls_safe';
const ENV = {
  LAKEVEIL_TEST_TEXTUAL_KEY: 'test-key',
  LAKEVEIL_TEST_KEY: 'a key for tests that is long enough',
};

t.test(
  `a run that is killed ${KILLS} times pays twice for what was in flight, and for nothing else`,
  async (t) => {
    const at = await makeWarehouse(2, ROWS / 2);
    t.teardown(() => at.remove());
    const server = await TextualServer.start({ latencyMs: 30 });
    t.teardown(() => server.close());
    const args = (target: string): string[] => [
      ...['redact-transcripts', '--source', 'support.calls', '--target', target, '--engine', 'textual'],
      ...['--set', `engine.url=${server.url}`, '--set', `engine.maxConcurrency=${OPEN_CALLS}`],
      ...['--set', `engine.maxItems=${TEXTS_A_CALL}`, '--set', 'engine.apiKey.env=LAKEVEIL_TEST_TEXTUAL_KEY'],
      ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY', '--set', 'policy.generator_default=Redaction'],
      ...['--set', 'limits.batchRows=9', '--set', 'limits.splitBytes=16384', '--threads', '2'],
      ...['--warehouse', at.warehouse, '--quiet'],
    ];
    /** Starts the run; kills it once the service has served so many calls since. */
    const run = (target: string, killAfter?: number): Promise<{ signal: string | null; stderr: string }> =>
      new Promise((resolve) => {
        const before = served().length;
        const child = spawn(process.execPath, [RUN_JOB, ...args(target)], {
          cwd: at.folder,
          env: { ...process.env, ...ENV },
        });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        child.stdout.resume();
        const watch = setInterval(() => {
          if (killAfter !== undefined && served().length - before >= killAfter) child.kill('SIGKILL');
        }, 2);
        child.on('close', (_code, signal) => {
          clearInterval(watch);
          resolve({ signal, stderr });
        });
      });
    const served = () => server.calls.filter((call) => call.served);

    const ends: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // One point in the middle of nearly nothing, the others between batches and tasks as it comes.
      const { signal, stderr } = await run(TARGET, kill === 0 ? 1 : CALLS_BETWEEN + (kill % 3) - 1);
      t.equal(signal, 'SIGKILL', stderr);
      ends.push(server.calls.length);
      t.strictSame(await filesWithRawText(join(at.warehouse, '.lakeveil')), [], 'what it left shows no text');
    }
    const { signal, stderr } = await run(TARGET);
    t.equal(signal, null, stderr);

    // Calls of the start before each kill that were paid for again after it.
    let from = 0;
    for (const [kill, end] of ends.entries()) {
      const after = new Set(server.calls.slice(end).flatMap(({ texts }) => texts));
      const twice = server.calls
        .slice(from, end)
        .filter(({ texts }) => texts.some((text) => after.has(text)));
      t.ok(
        twice.length <= OPEN_CALLS,
        `kill ${kill}: ${twice.length} of ${end - from} calls were paid for again`,
      );
      from = end;
    }
    const texts = server.calls.flatMap((call) => call.texts);
    t.equal(new Set(texts).size, ROWS, 'all texts were sent');
    t.ok(texts.length <= ROWS + KILLS * OPEN_CALLS * TEXTS_A_CALL, `${texts.length} texts for ${ROWS} rows`);

    const undisturbed = await run('support.undisturbed');
    t.equal(undisturbed.signal, null, undisturbed.stderr);
    const rows = await rowsOf(at.warehouse, TARGET, 'id');
    t.equal(rows.length, ROWS);
    t.strictSame(rows, await rowsOf(at.warehouse, 'support.undisturbed', 'id'), 'equal row for row');
    const left = (await filesUnder(join(at.warehouse, '.lakeveil'))).filter((name) =>
      name.includes('shared/'),
    );
    t.strictSame(left, [], 'the ledger is gone with the commit');
  },
);
