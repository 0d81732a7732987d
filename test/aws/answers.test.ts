import { spawn } from 'node:child_process';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { cleanRuns } from '../../jobs/run/index.js';
import { Journal } from '../../jobs/run/journal.js';
import { takeLease } from '../../jobs/run/lease.js';
import { listMirrored } from '../../jobs/run/mirrored-files.js';
import { openSharedFolder } from '../../jobs/run/shared-folder.js';
import { filesUnder, RUN_JOB, rowsIn } from '../jobs/run/support-warehouse.js';
import { TextualServer } from '../udfs/remote/textual/textual-server.js';
import { missingAws, startMoto } from './moto.js';
import { makeS3Warehouse, type S3Warehouse } from './s3-warehouse.js';

/** What a service was paid for outlives the machine: the journal is on S3. */

t.setTimeout(600_000);

const ROWS = 90;
const TEXTS_A_CALL = 3;
const OPEN_CALLS = 2;
const TARGET = 'support.calls_safe';
const KEYS = {
  LAKEVEIL_TEST_TEXTUAL_KEY: 'test-key',
  LAKEVEIL_TEST_KEY: 'a key for tests that is long enough',
};
/** Calls that are answered before the service falls silent. */
const ANSWERED = 10;

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Home extends S3Warehouse {
  readonly server: TextualServer;
  /** From the next call on. */
  silence(after: number): void;
  run(options?: { readonly set?: string; readonly onTick?: (kill: () => void) => void }): Promise<Run>;
  /** Bytes of what the journal has of answers. */
  mirrored(): Promise<string[]>;
}

async function home(t: Test): Promise<Home> {
  const at = await makeS3Warehouse('filesystem', 2, ROWS / 2);
  t.teardown(() => at.remove());
  let silentFrom = Number.POSITIVE_INFINITY;
  const server = await TextualServer.start({
    latencyMs: 20,
    fault: (call) => (call >= silentFrom ? { kind: 'late', ms: 600_000 } : undefined),
  });
  t.teardown(() => server.close());
  return {
    ...at,
    server,
    silence: (after) => {
      silentFrom = after;
    },
    run: ({ set, onTick } = {}) =>
      new Promise((resolve) => {
        const args = [
          ...['redact-transcripts', '--source', 'support.calls', '--target', TARGET, '--engine', 'textual'],
          ...['--set', `engine.url=${server.url}`, '--set', `engine.maxConcurrency=${OPEN_CALLS}`],
          ...['--set', `engine.maxItems=${TEXTS_A_CALL}`],
          ...['--set', 'engine.apiKey.env=LAKEVEIL_TEST_TEXTUAL_KEY'],
          ...['--set', 'engine.dollarsPerMillionCharacters=1000'],
          ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY', '--set', 'policy.generator_default=Redaction'],
          ...['--set', 'limits.batchRows=9', '--threads', '2', '--json', ...at.flags],
          ...(set === undefined ? [] : ['--set', set]),
        ];
        const child = spawn(process.execPath, [RUN_JOB, ...args], {
          cwd: at.folder,
          env: { ...process.env, ...at.env, ...KEYS },
        });
        let [stdout, stderr] = ['', ''];
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        const watch = setInterval(() => onTick?.(() => child.kill('SIGKILL')), 50);
        child.on('close', (code) => {
          clearInterval(watch);
          resolve({ code, stdout, stderr });
        });
      }),
    mirrored: async () => (await at.objects()).filter((key) => key.includes('/shared/')),
  };
}

/** Whether the journal has all that stands on this machine. */
async function isMirrored(at: Home): Promise<boolean> {
  let local = 0;
  for (const name of await filesUnder(at.state)) {
    if (name.includes('/shared/')) local += (await stat(join(at.state, name))).size;
  }
  const keys = await at.mirrored();
  if (keys.length === 0) return false;
  const io = at.catalog.fileIO(at.warehouse);
  const shared = `${at.warehouse}/${keys[0]!.slice(0, keys[0]!.indexOf('/shared/'))}/shared`;
  const files = await listMirrored(io, shared);
  return files.reduce((sum, file) => sum + file.bytes, 0) === local;
}

/** Kills a run once the service has fallen silent and what it answered stands in the journal. */
async function killedWhenMirrored(t: Test, at: Home): Promise<void> {
  at.silence(at.server.calls.length + ANSWERED);
  const before = at.server.calls.length;
  let looking = false;
  let since = 0;
  const { code, stderr } = await at.run({
    onTick: (kill) => {
      if (looking || at.server.calls.length - before < ANSWERED + OPEN_CALLS) return;
      looking = true;
      since ||= performance.now();
      // One that never gets there fails the test, and does not hang it.
      const gaveUp = performance.now() - since > 60_000;
      void isMirrored(at).then((is) => {
        looking = false;
        if (is || gaveUp) kill();
      });
    },
  });
  t.equal(code, null, stderr);
  at.silence(Number.POSITIVE_INFINITY);
}

const lostMachine = async (at: Home): Promise<void> => {
  for (const folder of [at.state, at.scratch]) {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
  }
};

const textsOf = (at: Home): string[] => at.server.calls.flatMap(({ texts }) => texts);

const skip = missingAws() ?? false;

t.test('with a warehouse on S3', { skip }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());

  await t.test('a machine that died takes no answers with it', async (t) => {
    const at = await home(t);
    await killedWhenMirrored(t, at);
    t.ok((await at.mirrored()).some((key) => /\/\d{8}\.ledger\/\d{15}-\d{15}$/.test(key)));
    await lostMachine(at);
    await killedWhenMirrored(t, at);
    await lostMachine(at);

    const last = await at.run();
    t.equal(last.code, 0, last.stderr);
    const texts = textsOf(at);
    t.equal(new Set(texts).size, ROWS, 'all texts were sent');
    t.ok(
      texts.length <= ROWS + 2 * OPEN_CALLS * TEXTS_A_CALL,
      `${texts.length} texts for ${ROWS} rows: only what was open at a kill was sent again`,
    );
    const { engine } = JSON.parse(last.stdout) as { engine: Record<string, Record<string, number>> };
    const [counters] = Object.values(engine);
    const characters = at.server.calls.reduce((sum, call) => sum + [...call.texts.join('')].length, 0);
    const dollars = counters!['dollars']! + counters!['dollarsOfEarlierAttempts']!;
    t.ok(Math.abs(dollars - characters / 1000) < 0.001, `${dollars} dollars for ${characters} characters`);

    t.equal((await rowsIn(at.catalog, TARGET, 'id')).length, ROWS);
    t.strictSame(await at.mirrored(), [], 'answers go with the commit');
    t.strictSame(await filesUnder(at.state), [], 'from this machine too');
  });

  await t.test('what was spent counts on the next machine', async (t) => {
    const at = await home(t);
    await killedWhenMirrored(t, at);
    const spent = at.server.calls.reduce((sum, call) => sum + [...call.texts.join('')].length, 0) / 1000;
    await lostMachine(at);
    const capped = await at.run({ set: `engine.maxDollars=${(spent + 0.001).toFixed(3)}` });
    t.equal(capped.code, 1);
    t.match(JSON.parse(capped.stdout), { error: { code: 'SPENDING_CAP_REACHED' } });
    t.equal(textsOf(at).length, (ANSWERED + OPEN_CALLS) * TEXTS_A_CALL, 'no call was made');
    t.strictSame(
      (await filesUnder(at.state)).filter((name) => name.includes('shared')),
      [],
      'an attempt that ends leaves its answers in the journal alone',
    );
    t.match(await cleanRuns(at.catalog), { runs: [/^[0-9a-f]{32}$/] });
    t.strictSame(await at.mirrored(), [], 'and they go when the run is given up');
  });

  await t.test('an attempt that ends brings what its last second wrote', async (t) => {
    const at = await home(t);
    process.env['LAKEVEIL_STATE'] = at.state;
    t.teardown(() => delete process.env['LAKEVEIL_STATE']);
    const io = at.catalog.fileIO(at.catalog.journalRoot);
    const journal = Journal.at(io, at.catalog.journalRoot, '0'.repeat(32));
    const { lease } = await takeLease(io, journal.attemptsFolder, { leaseMs: 60_000, waitMs: 0 });
    const shared = await openSharedFolder(io, journal, lease, at.scratch);
    await writeFile(join(shared.path, '00000001.ledger'), 'answers');
    await shared.close();
    await lease.leave();
    t.match(await listMirrored(io, journal.sharedFolder), [{ name: '00000001.ledger', bytes: 7 }]);
  });

  await t.test('what a killed process did not bring any more, the same machine brings', async (t) => {
    const at = await home(t);
    let killed = false;
    const { code } = await at.run({
      onTick: (kill) => {
        if (at.server.calls.filter((call) => call.served).length < ANSWERED || killed) return;
        killed = true;
        kill();
      },
    });
    t.equal(code, null);
    const served = at.server.calls.length;
    const last = await at.run();
    t.equal(last.code, 0, last.stderr);
    const after = new Set(at.server.calls.slice(served).flatMap(({ texts }) => texts));
    const twice = at.server.calls
      .slice(0, served)
      .filter(({ texts }) => texts.some((text) => after.has(text)));
    t.ok(twice.length <= OPEN_CALLS, `${twice.length} of ${served} calls were paid for again`);
  });
});
