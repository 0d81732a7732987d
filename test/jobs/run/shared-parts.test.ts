import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { findJob } from '../../../jobs/find-job.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { planSummary, runSummary } from '../../../jobs/report/run-summary.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { cleanRuns, listRuns, planJob, runJob } from '../../../jobs/run/index.js';
import type { RunContext, RunEvent } from '../../../jobs/run/types.js';
import { CALLS_JOB } from './run-here.js';
import { filesUnder, makeWarehouse, RAW_MARK, supportCall, type Warehouse } from './support-warehouse.js';

t.setTimeout(300_000);

const ROWS = 20;

/** A job whose UDF sends its text to a service that asks for money, or says so. */
const MODULE = `import { writeFileSync, readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineJob, defineUdf } from 'lakeveil';
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { z } from 'zod';
const udf = defineUdf({
  name: 'priced', version: '1',
  options: z.strictObject({ prefix: z.string().default('x'), rate: z.number().default(1) }),
  input: ['utf8'], output: 'utf8',
  identity: ({ prefix }) => ({ prefix }),
  destinations: () => ['https://host.test (A service)'],
  estimate: ({ rate }, profile) => ({
    destination: 'https://host.test (A service)',
    requests: Math.ceil(profile.distinct / 10), requestsRowByRow: profile.rows,
    characters: profile.distinctCharacters,
    units: Math.ceil(profile.distinctCharacters / 100), unitsRowByRow: profile.unitsRowByRow,
    dollars: 1234.5, dollarsRowByRow: 0.0123, pricesOf: '2026-01-31', seconds: profile.distinct / rate, notes: ['Ask for a discount.'],
  }),
  shared: () => ({
    id: 'priced',
    async open({ folder }) {
      const before = readdirSync(folder).filter((name) => name.startsWith('ledger')).length;
      writeFileSync(join(folder, 'ledger-' + before), 'paid');
      writeFileSync(join(folder, 'run.json'), 'not a run');
      let calls = 0;
      return {
        async handle() { calls += 1; return calls; },
        workerEnded() {},
        counters: () => ({ calls, callsRefused: 2, itemsSent: 1200, characters: 123456, dollars: 0.5, before }),
        async close() {},
      };
    },
  }),
  async open(options, { shared, signal }) {
    return {
      concurrency: 4, keepsTime: true,
      async apply(batch) {
        await shared.request('call', signal);
        const texts = [...batch.getChildAt(0)];
        if (process.env.LAKEVEIL_TEST_WAITS === '1') await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { batch: new Table({ out: vectorFromArray(texts.map((text) => text === null ? null : options.prefix), new Utf8()) }).batches[0], failed: [] };
      },
      async close() {},
    };
  },
});
const { rate = 1, prefix = 'x' } = OPTIONS;
export default defineJob({
  ...JOB,
  columns: { id: 'keep', customer_id: 'keep', transcript_redacted: { udf, from: 'transcript', options: { rate, prefix } } },
});
`;

interface Home extends Warehouse {
  context(options?: object, more?: object, run?: Partial<RunContext>): Promise<RunContext>;
}

async function home(t: Test): Promise<Home> {
  const at = await makeWarehouse(2, ROWS / 2);
  t.teardown(() => at.remove());
  const folder = join(at.folder, 'jobs');
  await mkdir(folder);
  const packages = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
  await symlink(packages, join(at.folder, 'node_modules'));
  let made = 0;
  return {
    ...at,
    async context(options = {}, more = {}, run = {}) {
      const name = `priced-${made++}`;
      const job = { ...CALLS_JOB, columns: undefined, policy: undefined, ...more };
      const text = MODULE.replace('OPTIONS;', `${JSON.stringify(options)};`).replace(
        '...JOB',
        `...${JSON.stringify(job)}`,
      );
      await writeFile(join(folder, `${name}.mjs`), text);
      const found = await findJob(name, at.folder);
      return {
        catalog: openFilesystemCatalog({ warehouse: at.warehouse }),
        job: resolveJob(found.definition, { name }),
        jobName: name,
        ...(found.module === undefined ? {} : { jobModule: found.module }),
        ...run,
      };
    },
  };
}

const inJournal = async (at: Warehouse): Promise<string[]> =>
  (await filesUnder(join(at.warehouse, '.lakeveil'))).filter((name) => name.includes('/shared/'));

const plain = (text: string): string => text;

t.test('the plan tells where text goes and what it costs', async (t) => {
  const at = await home(t);
  const texts = Array.from({ length: ROWS }, (_, i) => supportCall(i).transcript);
  const codePoints = texts.reduce((sum, text) => sum + [...text].length, 0);
  const units = texts.reduce((sum, text) => sum + Math.max(3, Math.ceil([...text].length / 100)), 0);
  const before = await filesUnder(at.warehouse);
  const plan = await planJob(await at.context());
  t.strictSame(plan.destinations, ['https://host.test (A service)']);
  t.match(plan.costs, [
    {
      column: 'transcript_redacted',
      profile: {
        rows: ROWS,
        distinct: ROWS,
        characters: codePoints,
        distinctCharacters: codePoints,
        distinctBytes: Buffer.byteLength(texts.join('')),
        unitsOneByOne: units,
        unitsRowByRow: units,
      },
      requests: 2,
      seconds: 20,
    },
  ]);
  const shown = planSummary(plan, plain);
  t.match(shown, /text goes to +https:\/\/host\.test \(A service\)\n/);
  t.match(shown, /cost +transcript_redacted: 20 texts, 20 different, to https:\/\/host\.test/);
  t.match(shown, /2 requests \(one call a row: 20\), .* characters, \d+ units \(one call a row: \d+\)/);
  t.match(shown, /\$1,234\.50 \(one call a row: \$0\.012\), at the prices of 2026-01-31/);
  t.match(shown, /20 s at the rate that is configured\n +Ask for a discount\./);
  t.notMatch(JSON.stringify(plan) + shown, new RegExp(RAW_MARK, 'i'));
  t.strictSame(await filesUnder(at.warehouse), before, 'nothing was changed');
});

t.test('only what the run would send is counted, equal texts as one', async (t) => {
  const at = await home(t);
  const rowsOf = async (more: object): Promise<unknown> => {
    const { costs } = await planJob(await at.context({}, more));
    return [costs![0]!.profile.rows, costs![0]!.profile.distinct];
  };
  t.strictSame(await rowsOf({ where: 'id >= 5 AND id < 12' }), [7, 7]);
  t.strictSame(await rowsOf({ limit: 13 }), [13, 13]);
  t.strictSame(await rowsOf({ limit: 3, where: 'id % 2 = 0' }), [3, 3]);
  t.strictSame(await rowsOf({ where: 'id > 99' }), [0, 0]);
  const lengths = Array.from({ length: ROWS }, (_, i) => Buffer.byteLength(supportCall(i).transcript));
  const shorter = lengths.filter((length) => length <= 300).length;
  t.ok(shorter > 0 && shorter < ROWS);
  t.strictSame(
    await rowsOf({ limits: { maxCellBytes: 300 } }),
    [shorter, shorter],
    'longer cells are never sent',
  );
  // The same rows again, in a file and split of their own.
  const rows = Array.from({ length: ROWS }, (_, i) => JSON.stringify(supportCall(i)));
  await writeFile(join(at.folder, 'again.jsonl'), rows.join('\n'));
  await ingestFiles(openFilesystemCatalog({ warehouse: at.warehouse }), {
    files: [join(at.folder, 'again.jsonl')],
    table: 'support.calls',
    mode: 'append',
    scratch: at.scratch,
  });
  t.strictSame(await rowsOf({}), [2 * ROWS, ROWS]);
});

t.test('how fast it goes is no part of the run id, what it does is', async (t) => {
  const at = await home(t);
  // One module each, whose digest is a part of the id as well: so the columns' facts are compared.
  const { bindColumns } = await import('../../../jobs/run/bind-columns.js');
  const factOf = async (options: object): Promise<unknown> => {
    const context = await at.context(options);
    const schema = {
      type: 'struct',
      'schema-id': 0,
      fields: [
        { id: 1, name: 'id', required: false, type: 'long' },
        { id: 2, name: 'customer_id', required: false, type: 'long' },
        { id: 3, name: 'transcript', required: false, type: 'string' },
      ],
    } as const;
    return bindColumns(context.job, schema, context.jobModule).map(({ fact }) => fact);
  };
  t.strictSame(await factOf({ rate: 2 }), await factOf({ rate: 9 }));
  t.notSame(await factOf({ prefix: 'a' }), await factOf({ prefix: 'b' }));
});

t.test('counters are in the report, and what was shared is gone with the commit', async (t) => {
  const at = await home(t);
  const events: RunEvent[] = [];
  const report = await runJob(await at.context({}, {}, { onEvent: (event) => events.push(event) }));
  t.match(report.engine, { priced: { callsRefused: 2, before: 0 } });
  t.ok(report.engine!['priced']!['calls']! > 0);
  t.match(
    events.filter(({ type }) => type === 'engine'),
    [{ engine: report.engine }],
  );
  t.match(
    runSummary(report, plain),
    /engine +priced: \d+ calls? \(2 refused\), 1,200 texts sent, 123 k characters, \$0\.50\n/,
  );
  t.strictSame(await inJournal(at), []);
});

t.test('an interrupted run keeps it, privately; resuming finds it, cleaning removes it', async (t) => {
  const at = await home(t);
  const base = await at.context();
  const interrupted = async (): Promise<void> => {
    const abort = new AbortController();
    const context = { ...base, signal: abort.signal };
    process.env['LAKEVEIL_TEST_WAITS'] = '1';
    const running = runJob(context);
    const watch = setInterval(async () => {
      if ((await inJournal(at)).length > 0) abort.abort();
    }, 20);
    await t.rejects(running, { code: 'INTERRUPTED' });
    clearInterval(watch);
    delete process.env['LAKEVEIL_TEST_WAITS'];
  };
  await interrupted();
  const runs = await listRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  t.match(runs, [{ state: 'resumable' }], 'a file of that name deeper down is no run');
  t.equal(runs.length, 1);
  const folder = join(at.warehouse, '.lakeveil/runs', runs[0]!.runId, 'shared');
  for (const each of [folder, join(folder, 'priced')]) t.equal((await stat(each)).mode & 0o777, 0o700);
  const cleaned = await cleanRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  t.strictSame(cleaned.runs, [runs[0]!.runId]);
  t.strictSame(await inJournal(at), []);
  await interrupted();
  const resumed = await runJob(base);
  t.equal(resumed.runId, runs[0]!.runId);
  t.match(resumed.engine, { priced: { before: 1 } }, 'what the interrupted one left');
  t.strictSame(await inJournal(at), []);
});
