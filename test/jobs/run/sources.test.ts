import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { planJob } from '../../../jobs/run/index.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import {
  filesUnder,
  filesWithRawText,
  makeWarehouse,
  RAW_MARK,
  rowsOf,
  supportCall,
} from './support-warehouse.js';

t.setTimeout(300_000);

t.test('a job reads files: what they hold names the run, and nothing of them stays', async (t) => {
  const at = await makeWarehouse(1, 1);
  t.teardown(() => at.remove());
  const lines = (ids: number[]): string => ids.map((id) => JSON.stringify(supportCall(id))).join('\n');
  const [a, b] = [join(at.folder, 'a.jsonl'), join(at.folder, 'b.jsonl')];
  await writeFile(a, lines([1, 2, 3]));
  await writeFile(b, lines([4, 5]));
  const job = {
    ...CALLS_JOB,
    source: { files: [a, b] },
    target: { table: 'support.from_files', mode: 'replace' },
  };
  const before = await filesUnder(at.warehouse);
  t.equal((await planJob(contextHere(at, job))).rows, 5);
  t.strictSame(await filesUnder(at.warehouse), before, 'a plan changes nothing');

  const report = await runHere(at, job);
  t.equal(report.rowsWritten, 5);
  t.equal((await rowsOf(at.warehouse, 'support.from_files', 'id')).length, 5);
  t.strictSame(await filesWithRawText(join(at.warehouse, 'support', 'from_files')), []);
  t.notOk((await readdir(join(at.warehouse, '.lakeveil', 'runs'))).some((name) => name.includes(RAW_MARK)));
  t.equal((await runHere(at, job)).outcome, 'up-to-date');
  const glob = { ...job, source: { files: join(at.folder, '[ab].jsonl') } };
  t.equal((await runHere(at, glob)).outcome, 'up-to-date', 'the same content by another name');
  await writeFile(b, lines([4, 5, 6]));
  t.equal((await runHere(at, job)).rowsWritten, 6);
  await t.rejects(runHere(at, { ...job, source: { files: join(at.folder, 'none.csv') } }), {
    code: 'FILE_NOT_FOUND',
  });
});

t.test('tokens of text and of integers', async (t) => {
  const at = await makeWarehouse(2, 3);
  t.teardown(() => at.remove());
  const columns = { id: 'keep', customer: { token: 'customer_id' }, call: { token: 'transcript' } };
  await runHere(at, { ...CALLS_JOB, columns });
  const rows = (await rowsOf(at.warehouse, 'support.calls_safe', 'id')).map((row) => JSON.parse(row));
  t.equal(new Set(rows.map((row) => row.customer)).size, 6);
  t.equal(new Set(rows.map((row) => row.call)).size, 6);
  t.ok(rows.every((row) => typeof row.customer === 'string' && !row.customer.includes('9000000')));
});
