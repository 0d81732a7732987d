import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { planSummary } from '../../../jobs/report/run-summary.js';
import { explainRun, listRuns, planJob } from '../../../jobs/run/index.js';
import { DELIMITER } from '../../../udfs/remote/comprehend/joined-text.js';
import { standInEnvironment } from '../../udfs/remote/comprehend/aws-environment.js';
import {
  type ComprehendServer,
  type ComprehendServerOptions,
  type Found,
  startComprehendServer,
} from '../../udfs/remote/comprehend/comprehend-server.js';
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

const SECRET = 'CANARYstandInSecretKeyOfNobody0123456789';
standInEnvironment();
process.env['AWS_SECRET_ACCESS_KEY'] = SECRET;

const ROWS = 24;
const TARGET = 'support.calls_safe';

/** Finds every name, mail address, number and the mark itself, whatever stands around it. */
const detect = (text: string): Found[] =>
  [...text.matchAll(/(?:Maria|James|Aisha|Robert|Chen|Linda)|Zyxgrendel/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    type: 'NAME',
    score: 0.99,
  }));
const mails = (text: string): Found[] => [
  ...detect(text),
  ...[...text.matchAll(/[a-z]+\.zyxgrendel\d+@mail\.test/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    type: 'EMAIL',
    score: 0.99,
  })),
];

interface Home extends Warehouse {
  readonly server: ComprehendServer;
  job(engine?: object, more?: object): Record<string, unknown>;
}

async function home(t: Test, options: ComprehendServerOptions = {}, rows = ROWS): Promise<Home> {
  const at = await makeWarehouse(2, rows / 2);
  t.teardown(() => at.remove());
  const server = await startComprehendServer({ ...options, detect: mails });
  t.teardown(() => server.close());
  return {
    ...at,
    server,
    job: (engine = {}, more = {}) => ({
      ...CALLS_JOB,
      threads: 2,
      engine: { type: 'comprehend', endpoint: server.url, dollarsPerUnit: 0.01, ...engine },
      ...more,
    }),
  };
}

/** Cells of all calls that were answered. */
const paidCells = ({ calls }: ComprehendServer): string[] =>
  calls.filter(({ units }) => units > 0).flatMap(({ text }) => text.split(DELIMITER));

t.test('a run whose text is detected by a service', async (t) => {
  const at = await home(t);
  const plan = await planJob(contextHere(at, at.job()));
  t.strictSame(plan.destinations, [`${at.server.url} (Amazon Comprehend, us-east-1)`]);
  t.match(plan.costs, [{ column: 'transcript_redacted', requestsRowByRow: ROWS, pricesOf: 'yours' }]);
  t.match(planSummary(plan, String), /cost +transcript_redacted: 24 texts, 24 different, to http:\/\/127/);
  t.equal(at.server.calls.length, 0, 'planning sends nothing');

  const report = await runHere(at, at.job());
  t.match(report, { outcome: 'done', rowsWritten: ROWS, rowsQuarantined: 0, runId: plan.runId });
  const rows = await rowsOf(at.warehouse, TARGET, 'id');
  t.equal(rows.length, ROWS);
  for (const row of rows) t.match(row, /Agent: Thanks for calling\. May I have .*\[\w+_\w+\]/);
  t.notMatch(rows.join(''), /zyxgrendel/i);
  const sent = paidCells(at.server);
  t.strictSame(sent.sort(), Array.from({ length: ROWS }, (_, i) => supportCall(i).transcript).sort());
  const [counters] = Object.values(report.engine!);
  t.match(counters, {
    calls: at.server.calls.length,
    itemsSent: ROWS,
    dollars: at.server.billedUnits() / 100,
  });
  t.ok(plan.costs![0]!.requests <= at.server.calls.length);

  t.equal((await runHere(at, at.job())).outcome, 'up-to-date');
  const faster = { callsPerSecond: 99, maxDollars: 3, deadlineSeconds: 5, dollarsPerUnit: 0.02 };
  t.equal((await runHere(at, at.job(faster))).outcome, 'up-to-date', 'pace and price make no other run');
  const replace = { target: { table: TARGET, mode: 'replace' } };
  const idOf = async (engine: object): Promise<string> =>
    (await planJob(contextHere(at, at.job(engine, replace)))).runId;
  const ids = [await idOf({}), await idOf({ minScore: 0.7 }), await idOf({ language: 'es' })];
  t.equal(new Set(ids).size, 3);
  t.strictSame(
    (await filesUnder(join(at.warehouse, '.lakeveil'))).filter((name) => name.includes('shared/')),
    [],
  );
});

t.test('a row that the service refuses is quarantined by its code', async (t) => {
  const at = await home(t, {
    fault: (_call, text) =>
      text.includes('SO-1000003')
        ? { kind: 'error', status: 400, name: 'InvalidRequestException' }
        : undefined,
  });
  await t.rejects(runHere(at, at.job()), {
    code: 'TOO_MANY_FAILED_ROWS',
    message: /REMOTE_REFUSED 1/,
  });
  const report = await runHere(at, at.job({}, { limits: { maxFailedRows: 1 } }));
  t.match(report, { rowsWritten: ROWS - 1, rowsQuarantined: 1, failures: { REMOTE_REFUSED: 1 } });
  const [bad] = await rowsOf(at.warehouse, `${TARGET}_quarantine`, 'id');
  t.match(bad, /"id":3,.*"error_code":"REMOTE_REFUSED"/);
});

t.test('credentials that are refused stop the run, and say so', async (t) => {
  const at = await home(t, {
    fault: () => ({ kind: 'error', status: 403, name: 'AccessDeniedException' }),
  });
  await t.rejects(runHere(at, at.job()), { code: 'REMOTE_REFUSED_ACCESS', message: /Comprehend/ });
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const [run] = await listRuns(catalog);
  t.equal(run?.state, 'resumable');
});

t.test('the spending cap stops a run, which goes on with a higher one and pays nothing twice', async (t) => {
  const at = await home(t);
  const limits = { batchRows: 2, splitBytes: 2048 };
  // Two rows a call or so: some calls fit under the cap, not all.
  const capped = await runHere(
    at,
    at.job({ maxDollars: 0.3, maxConcurrency: 1 }, { limits, threads: 1 }),
  ).then(
    () => undefined,
    (error: Error & { code: string }) => error,
  );
  t.equal(capped?.code, 'SPENDING_CAP_REACHED');
  t.match(capped?.message, /Raise maxDollars and start the same run again/);
  const billed = at.server.billedUnits();
  t.ok(billed > 0 && billed <= 30, `${billed} units`);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const [run] = await listRuns(catalog);
  t.equal(run?.state, 'resumable');
  t.match((await explainRun(catalog, run!.runId)).lines.join('\n'), /SPENDING_CAP_REACHED/);

  const report = await runHere(at, at.job({ maxDollars: 100 }, { limits, threads: 1 }));
  t.equal(report.runId, run!.runId);
  t.equal(report.rowsWritten, ROWS);
  const sent = paidCells(at.server);
  t.equal(new Set(sent).size, ROWS);
  t.equal(sent.length, ROWS, 'no cell was paid twice');
});

t.test('a killed run pays for nothing twice but what was under way, and shows no secret', async (t) => {
  const rows = 200;
  const at = await home(t, { callsPerSecond: 20 }, rows);
  const args = (more: readonly string[] = []): string[] => [
    ...['redact-transcripts', '--source', 'support.calls', '--target', TARGET, '--engine', 'comprehend'],
    ...['--set', `engine.endpoint=${at.server.url}`, '--set', 'engine.maxConcurrency=2', '--threads', '2'],
    ...[
      '--set',
      'limits.batchRows=1',
      '--set',
      'limits.splitBytes=2048',
      '--warehouse',
      at.warehouse,
      '--json',
    ],
    ...['--set', 'policy.generator_default=Redaction', ...more],
  ];
  const outputs: string[] = [];
  const paidCalls = (): string[] => at.server.calls.filter(({ units }) => units > 0).map(({ text }) => text);
  const run = (killAfterCalls?: number): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [RUN_JOB, ...args()], { cwd: at.folder });
      const watch = setInterval(() => {
        if (killAfterCalls !== undefined && paidCalls().length >= killAfterCalls) child.kill('SIGKILL');
      }, 5);
      const collect = (text: Buffer): void => void outputs.push(text.toString());
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.on('close', (code) => {
        clearInterval(watch);
        resolve(code);
      });
    });
  t.equal(await run(10), null, 'killed');
  const before = paidCalls();
  const cells = paidCells(at.server).length;
  t.ok(before.length >= 10 && cells < rows, `${cells} of ${rows} cells were paid`);
  const ledger = (await filesUnder(join(at.warehouse, '.lakeveil'))).filter((name) =>
    name.includes('shared/'),
  );
  t.ok(ledger.length > 0, 'there is a ledger');
  const inJournal = async (): Promise<string> =>
    (
      await Promise.all(
        (
          await filesUnder(at.warehouse)
        ).map((name) => readFile(join(at.warehouse, name), 'latin1').catch(() => '')),
      )
    ).join('\n');
  t.notMatch(await inJournal(), new RegExp(SECRET));
  t.strictSame(await filesWithRawText(join(at.warehouse, '.lakeveil')), [], 'it shows no text');
  t.equal(await run(), 0);
  const sent = paidCells(at.server);
  t.equal(new Set(sent).size, rows);
  const twice = new Set(sent.filter((cell, i) => sent.indexOf(cell) !== i));
  const callsTwice = before.filter((text) => text.split(DELIMITER).some((cell) => twice.has(cell)));
  // Two may have been open, and two more answered and not yet written down.
  t.ok(callsTwice.length <= 4, `${callsTwice.length} of ${before.length} calls were paid twice`);
  t.equal((await rowsOf(at.warehouse, TARGET, 'id')).length, rows);
  t.notMatch(outputs.join(''), new RegExp(`${SECRET}|${RAW_MARK}`, 'i'));
  t.notMatch(await inJournal(), new RegExp(SECRET));
});

t.test('what Comprehend can not do is refused before anything is sent', async (t) => {
  const at = await home(t);
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      at.job({}, { policy: { generator_default: 'GroupingSynthesis' } }),
      /GroupingSynthesis is not available/,
    ],
    [
      at.job(
        {},
        { columns: { id: 'keep', customer_id: 'keep', doc: { udf: 'redact-json', from: 'transcript' } } },
      ),
      /redact-json runs on this machine only.*engine: 'local'/,
    ],
  ];
  for (const [job, message] of cases)
    await t.rejects(planJob(contextHere(at, job)), { code: 'INVALID_OPTION', message });
  const column = (engine: unknown) => ({
    columns: {
      id: 'keep',
      customer_id: 'keep',
      safe: { udf: 'redact', from: 'transcript', options: { engine } },
    },
  });
  const local = await planJob(contextHere(at, at.job({}, column('local'))));
  t.strictSame(local.destinations, ['this machine only (local engine)'], "a column's engine overrides");
  const other = await planJob(contextHere(at, at.job({}, column({ region: 'eu-west-1' }))));
  t.match(other.destinations, [/eu-west-1/]);
  const two = (engine: object) => ({
    columns: {
      id: 'keep',
      customer_id: 'keep',
      a: { udf: 'redact', from: 'transcript' },
      b: { udf: 'redact', from: 'transcript', options: { engine } },
    },
  });
  await t.rejects(planJob(contextHere(at, at.job({}, two({ maxDollars: 3 })))), {
    code: 'INVALID_OPTION',
    message: /"a" and "b" send text to one service.*for both/,
  });
  await planJob(contextHere(at, at.job({}, two({ minScore: 0.9 }))));
  t.equal(at.server.calls.length, 0);
});
