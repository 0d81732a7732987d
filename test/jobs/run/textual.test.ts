import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { listRuns, planJob } from '../../../jobs/run/index.js';
import { TextualServer, type TextualServerOptions } from '../../udfs/remote/textual/textual-server.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import {
  filesUnder,
  filesWithRawText,
  makeWarehouse,
  RAW_MARK,
  RUN_JOB,
  rowsOf,
  supportCall,
  type Warehouse,
} from './support-warehouse.js';

t.setTimeout(300_000);

const KEY = 'CANARY-textual-key-0123456789';
process.env['LAKEVEIL_TEST_TEXTUAL_KEY'] = KEY;
const ROWS = 24;
const TARGET = 'support.calls_safe';

interface Home extends Warehouse {
  readonly server: TextualServer;
  job(engine?: object, more?: object): Record<string, unknown>;
}

async function home(t: Test, options: TextualServerOptions = {}, rows = ROWS): Promise<Home> {
  const at = await makeWarehouse(2, rows / 2);
  t.teardown(() => at.remove());
  const server = await TextualServer.start({ key: KEY, ...options });
  t.teardown(() => server.close());
  return {
    ...at,
    server,
    job: (engine = {}, more = {}) => ({
      ...CALLS_JOB,
      threads: 2,
      engine: { type: 'textual', url: server.url, apiKey: { env: 'LAKEVEIL_TEST_TEXTUAL_KEY' }, ...engine },
      ...more,
    }),
  };
}

const sent = ({ calls }: TextualServer): string[] => calls.flatMap(({ texts }) => texts);

t.test('a run whose text is redacted by a service', async (t) => {
  const at = await home(t);
  const plan = await planJob(contextHere(at, at.job({ dollarsPerMillionCharacters: 100 })));
  t.match(plan.destinations, [new RegExp(`^${at.server.url}/? \\(Tonic Textual\\)$`)]);
  t.equal(plan.destinations.length, 1);
  t.match(plan.costs, [{ column: 'transcript_redacted', requestsRowByRow: ROWS, pricesOf: 'yours' }]);
  t.equal(at.server.calls.length, 0, 'planning sends nothing');
  const report = await runHere(at, at.job());
  t.match(report, { outcome: 'done', rowsWritten: ROWS, rowsQuarantined: 0, runId: plan.runId });
  const rows = await rowsOf(at.warehouse, TARGET, 'id');
  t.equal(rows.length, ROWS);
  for (const row of rows) t.match(row, /Agent: Thanks for calling\. May I have .*\[\w+_\w+\]/);
  t.notMatch(rows.join(''), new RegExp(RAW_MARK, 'i'));
  const all = Array.from({ length: ROWS }, (_, i) => supportCall(i).transcript).sort();
  t.strictSame(sent(at.server).sort(), all);
  t.ok(at.server.calls.length < ROWS, 'in bulk');
  t.match(Object.values(report.engine!)[0], { calls: at.server.calls.length, itemsSent: ROWS });
  t.equal((await runHere(at, at.job({ maxItems: 3, callsPerSecond: 9 }))).outcome, 'up-to-date');
});

t.test('a row that the service refuses is quarantined by its code', async (t) => {
  const at = await home(t, { refuses: (text) => text.includes('SO-1000003') });
  const report = await runHere(at, at.job({}, { limits: { maxFailedRows: 1 } }));
  t.match(report, { rowsWritten: ROWS - 1, rowsQuarantined: 1, failures: { REMOTE_REFUSED: 1 } });
  const [bad] = await rowsOf(at.warehouse, `${TARGET}_quarantine`, 'id');
  t.match(bad, /"id":3,.*"error_code":"REMOTE_REFUSED"/);
});

t.test('originals that came back are quarantined and written nowhere', async (t) => {
  const at = await home(t, { fault: () => ({ kind: 'unredacted' }) });
  const error = await runHere(at, at.job()).catch((thrown: Error & { code: string }) => thrown);
  t.match(error, { code: 'TOO_MANY_FAILED_ROWS' });
  t.notMatch((error as Error).message, new RegExp(RAW_MARK, 'i'));
  t.strictSame(await filesUnder(join(at.warehouse, 'support/calls_safe')), []);
  t.strictSame(await filesWithRawText(join(at.warehouse, '.lakeveil')), []);
});

t.test('a key that is refused, or not there, stops the run and says so', async (t) => {
  const at = await home(t);
  process.env['LAKEVEIL_TEST_TEXTUAL_WRONG'] = 'CANARY-wrong';
  const wrong = at.job({ apiKey: { env: 'LAKEVEIL_TEST_TEXTUAL_WRONG' } });
  const error = await runHere(at, wrong).catch((thrown: Error & { code: string }) => thrown);
  t.match(error, { code: 'REMOTE_REFUSED_ACCESS', message: /key/i });
  t.notMatch(`${(error as Error).message}${(error as Error).stack}`, /CANARY/);
  t.match(await listRuns(openFilesystemCatalog({ warehouse: at.warehouse })), [{ state: 'resumable' }]);
  await t.rejects(runHere(at, at.job({ apiKey: { env: 'LAKEVEIL_TEST_TEXTUAL_UNSET' } })), {
    code: 'NO_API_KEY',
    message: /LAKEVEIL_TEST_TEXTUAL_UNSET/,
  });
  t.equal((await runHere(at, at.job())).outcome, 'done', 'the same run goes on with the right key');
});

t.test('the spending cap stops a run, which goes on with a higher one and pays nothing twice', async (t) => {
  const at = await home(t);
  const limits = { batchRows: 2, splitBytes: 2048 };
  const price = { dollarsPerMillionCharacters: 1000, maxItems: 2, maxConcurrency: 1 };
  const job = (maxDollars: number) => at.job({ ...price, maxDollars }, { limits, threads: 1 });
  await t.rejects(runHere(at, job(3)), { code: 'SPENDING_CAP_REACHED', message: /Raise maxDollars/ });
  const before = sent(at.server).length;
  t.ok(before > 0 && before < ROWS, `${before} of ${ROWS}`);
  t.equal((await runHere(at, job(100))).rowsWritten, ROWS);
  t.equal(sent(at.server).length, ROWS, 'no text was paid twice');
});

t.test('the plan of a run tells where its cap stops it, and that answers are kept', async (t) => {
  const at = await home(t);
  const limits = { batchRows: 2, splitBytes: 2048 };
  const job = (maxDollars: number) =>
    at.job(
      { dollarsPerMillionCharacters: 1000, maxItems: 2, maxConcurrency: 1, maxDollars },
      { limits, threads: 1 },
    );
  const plan = (maxDollars: number) => planJob(contextHere(at, job(maxDollars)));
  const cap = /will not get to its end: maxDollars \(\$3\)/;
  t.match((await plan(3)).notices.join('\n'), cap);
  t.notMatch((await plan(1e6)).notices.join('\n'), /maxDollars/);
  t.equal((await plan(3)).state, 'new');
  await t.rejects(runHere(at, job(3)), { code: 'SPENDING_CAP_REACHED' });
  t.ok(sent(at.server).length > 0);
  t.equal((await plan(3)).state, 'resumable');
  t.equal((await planJob(contextHere(at, job(3), { fresh: true }))).state, 'new', '--fresh forgets them');
});

t.test('a rewrite that was asked for with --fresh goes on without it, and pays nothing twice', async (t) => {
  const at = await home(t);
  const target = { table: TARGET, mode: 'replace' };
  const limits = { batchRows: 2, splitBytes: 2048 };
  const price = { dollarsPerMillionCharacters: 1000, maxItems: 2, maxConcurrency: 1 };
  const job = (maxDollars: number) => at.job({ ...price, maxDollars }, { target, limits, threads: 1 });
  t.equal((await runHere(at, job(1e6))).outcome, 'done');
  t.equal((await runHere(at, job(1e6))).outcome, 'up-to-date');
  await t.rejects(runHere(at, job(3), { fresh: true }), {
    code: 'SPENDING_CAP_REACHED',
    message: /Leave --fresh out/,
  });
  const paid = sent(at.server).length;
  t.ok(paid > ROWS && paid < 2 * ROWS, `${paid} texts`);
  t.match(await planJob(contextHere(at, job(1e6))), { state: 'resumable' });
  t.match(await runHere(at, job(1e6)), { outcome: 'done', rowsWritten: ROWS });
  t.equal(sent(at.server).length, 2 * ROWS, 'no text was paid twice');
  t.equal((await runHere(at, job(1e6))).outcome, 'up-to-date');
});

t.test('what is said of keys and tokens is said of Lakeveil’s own', async (t) => {
  const at = await home(t);
  const notices = async (more: object, engine: unknown) =>
    (await planJob(contextHere(at, { ...at.job({}, more), ...(engine === undefined ? {} : { engine }) })))
      .notices;
  t.match(await notices({}, 'local'), [/^No pseudonym key/, /^Tokens in/]);
  t.strictSame(await notices({}, undefined), [], 'a service replaces by itself');
  const byRow = { policy: { generator_default: 'Redaction', consistency: 'row' } };
  t.match(await notices(byRow, undefined), [/^No pseudonym key/], 'seeds of rows derive from the key');
  t.match(await notices({}, { type: 'comprehend', region: 'eu-west-1' }), [
    /^No pseudonym key/,
    /^Tokens in/,
  ]);
});

t.test('a killed run pays for nothing twice but what was under way, and shows no key', async (t) => {
  const rows = 200;
  const at = await home(t, { latencyMs: 50 }, rows);
  const args = [
    ...['redact-transcripts', '--source', 'support.calls', '--target', TARGET, '--engine', 'textual'],
    ...['--set', `engine.url=${at.server.url}`, '--set', 'engine.maxConcurrency=2', '--threads', '2'],
    ...['--set', 'engine.apiKey.env=LAKEVEIL_TEST_TEXTUAL_KEY', '--set', 'engine.maxItems=4'],
    ...['--set', 'limits.batchRows=4', '--warehouse', at.warehouse, '--json'],
    ...['--set', 'policy.generator_default=Redaction'],
  ];
  const outputs: string[] = [];
  const run = (killAfterCalls?: number): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [RUN_JOB, ...args], { cwd: at.folder });
      const watch = setInterval(() => {
        if (killAfterCalls !== undefined && at.server.calls.length >= killAfterCalls) child.kill('SIGKILL');
      }, 5);
      const collect = (text: Buffer): void => void outputs.push(text.toString());
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('close', (code) => {
        clearInterval(watch);
        resolve(code);
      });
    });
  const written = async (): Promise<string> => {
    const names = await filesUnder(at.warehouse);
    const texts = names.map((name) => readFile(join(at.warehouse, name), 'latin1').catch(() => ''));
    return (await Promise.all(texts)).join('\n');
  };
  t.equal(await run(12), null, 'killed');
  const before = at.server.calls.map(({ texts }) => texts);
  t.ok(before.flat().length < rows);
  t.notMatch(await written(), /CANARY/);
  t.strictSame(await filesWithRawText(join(at.warehouse, '.lakeveil')), [], 'the ledger shows no text');
  t.equal(await run(), 0, outputs.at(-1) ?? '');
  const all = sent(at.server);
  t.equal(new Set(all).size, rows);
  const twice = new Set(all.filter((text, i) => all.indexOf(text) !== i));
  const callsTwice = before.filter((texts) => texts.some((text) => twice.has(text)));
  // Two may have been open, and two more answered and not yet written down.
  t.ok(callsTwice.length <= 4, `${callsTwice.length} of ${before.length} calls were paid twice`);
  t.equal((await rowsOf(at.warehouse, TARGET, 'id')).length, rows);
  t.notMatch(outputs.join(''), new RegExp(`CANARY|${RAW_MARK}`, 'i'));
  t.notMatch(await written(), /CANARY/);
});

t.test('GroupingSynthesis is for this engine alone', async (t) => {
  const at = await home(t);
  const policy = { generator_default: 'Redaction', generator_config: { NAME_GIVEN: 'ReplacementSynthesis' } };
  await t.rejects(planJob(contextHere(at, { ...at.job({}, { policy }), engine: 'local' })), {
    code: 'INVALID_OPTION',
    message: /ReplacementSynthesis is not available/,
  });
  t.equal((await planJob(contextHere(at, at.job({}, { policy })))).state, 'new');
});
