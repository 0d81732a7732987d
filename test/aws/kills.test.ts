import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { readManifest, readManifestList } from '../../catalog/iceberg/manifest-reader.js';
import { parseTableReference } from '../../catalog/identifier.js';
import { cleanRuns } from '../../jobs/run/index.js';
import { filesUnder, RUN_JOB, rowsIn } from '../jobs/run/support-warehouse.js';
import { type FaultProxy, type ProxiedCall, startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';
import { makeS3Warehouse, type S3Warehouse } from './s3-warehouse.js';

/**
 * SIGKILL at an effect of a run on S3 or Glue, right before or right after it; then the same command again. Effects are chosen
 * evenly over the run; `LAKEVEIL_AWS_KILLS` sets how many a catalog, `all` takes each of them, both ways.
 */
const KILLS = process.env['LAKEVEIL_AWS_KILLS'] ?? '5';
const ROWS = 30;
const KEY = { LAKEVEIL_TEST_KEY: 'a key for tests that is long enough' };

t.setTimeout(KILLS === 'all' ? 7_200_000 : 600_000);

const READS = /\.(?:Get|List|BatchGet|Search)/;
/** Whether a call changes something: in S3, or in Glue, whose calls are all POST. */
const isEffect = ({ method, target }: ProxiedCall): boolean =>
  target === undefined ? method !== 'GET' && method !== 'HEAD' : !READS.test(target);

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

interface Sweep extends S3Warehouse {
  readonly proxy: FaultProxy;
  /** Runs the job; `kill` at its so manieth effect, from 0. */
  run(target: string, kill?: { readonly effect: number; readonly after: boolean }): Promise<Ended>;
}

async function sweep(t: Test, type: 'filesystem' | 'glue', endpoint: string): Promise<Sweep> {
  const at = await makeS3Warehouse(type, 3, ROWS / 3);
  const proxy = await startFaultProxy(endpoint);
  t.teardown(async () => {
    await proxy.stop();
    await at.remove();
  });
  return {
    ...at,
    proxy,
    run: (target, kill) =>
      new Promise((resolve) => {
        const child = spawn(
          process.execPath,
          [
            ...[RUN_JOB, 'redact-transcripts', '--source', 'support.calls', '--target', target, '--quiet'],
            ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY', '--set', 'limits.splitBytes=4096'],
            ...['--threads', '1', ...at.flags],
          ],
          { cwd: at.folder, env: { ...process.env, ...at.env, ...KEY, AWS_ENDPOINT_URL: proxy.endpoint } },
        );
        let effects = 0;
        proxy.rules.splice(0);
        if (kill !== undefined) {
          proxy.rules.push({
            when: (call) => {
              if (!isEffect(call) || effects++ !== kill.effect) return false;
              child.kill('SIGKILL');
              return true;
            },
            fault: kill.after ? 'drop-answer' : 'drop-call',
          });
        }
        let stderr = '';
        child.stdout.resume();
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text;
        });
        child.on('close', (code, signal) => resolve({ code, signal, stderr }));
      }),
  };
}

/** Whatever lies in the warehouse is used by a table, or says what runs there were. */
async function nothingUnexplained(
  t: Test,
  at: Sweep,
  target: string,
  before: ReadonlySet<string>,
): Promise<void> {
  const table = await at.catalog.load(parseTableReference(target).identifier);
  t.equal(table.metadata.snapshots.length, 1, 'one snapshot');
  const explained = new Set(before);
  const add = (location: string): void => void explained.add(location.slice(at.warehouse.length + 1));
  add(table.metadataLocation);
  for (const { 'metadata-file': earlier } of table.metadata['metadata-log'] ?? []) add(earlier);
  add(`${table.metadata.location}/metadata/version-hint.text`);
  const snapshot = table.metadata.snapshots[0]!;
  add(snapshot['manifest-list']!);
  for (const manifest of await readManifestList(table.io, snapshot, table.metadata)) {
    add(manifest.manifestPath);
    for await (const entry of readManifest(table.io, manifest, table.metadata)) add(entry.dataFile.filePath);
  }
  const journal = /^\.lakeveil\/runs\/[0-9a-f]{32}\/(?:run|committed)\.json$/;
  const left = (await at.objects()).filter((key) => !explained.has(key) && !journal.test(key));
  t.strictSame(left, [], 'nothing unexplained is left');
  t.equal(await at.unfinishedUploads(), 0, 'no upload is unfinished');
  t.strictSame(await readdir(at.scratch), [], 'scratch is gone');
  t.strictSame(await filesUnder(at.state), [], 'and so is what this machine kept');
}

const skip = missingAws() ?? false;

t.test('runs killed at their effects', { skip }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  for (const type of ['filesystem', 'glue'] as const) {
    await t.test(`catalog ${type}`, async (t) => {
      const at = await sweep(t, type, moto.endpoint);
      const undisturbed = await at.run('support.undisturbed');
      t.equal(undisturbed.code, 0, undisturbed.stderr);
      const effects = at.proxy.calls.filter(isEffect).length;
      const expected = await rowsIn(at.catalog, 'support.undisturbed', 'id');
      t.equal(expected.length, ROWS);
      const points = Array.from({ length: effects * 2 }, (_, i) => ({ effect: i >> 1, after: i % 2 === 1 }));
      const count = KILLS === 'all' ? points.length : Number(KILLS);
      const chosen = Array.from(
        { length: count },
        (_, i) => points[Math.floor(((i + 0.5) * points.length) / count)]!,
      );
      t.comment(`${effects} effects, ${count} kills`);
      for (const [i, point] of chosen.entries()) {
        const target = `support.killed_${i}`;
        const where = `${point.after ? 'after' : 'before'} effect ${point.effect}`;
        const before = new Set(await at.objects());
        const killed = await at.run(target, point);
        // The last effects of a run may come in another order, or fewer of them.
        if (killed.signal !== 'SIGKILL') t.equal(killed.code, 0, killed.stderr);
        const again = await at.run(target);
        t.equal(again.code, 0, `${where}: ${again.stderr}`);
        t.strictSame(await rowsIn(at.catalog, target, 'id'), expected, `${where}: every row, once`);
        await cleanRuns(at.catalog);
        await nothingUnexplained(t, at, target, before);
      }
    });
  }
});
