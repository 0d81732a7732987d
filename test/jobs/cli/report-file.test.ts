import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

const JOB = `import { defineJob } from 'lakeveil';
export default defineJob({
  source: 'a.notes', target: { table: 'a.safe', mode: 'replace' }, key: ['id'],
  columns: { id: 'keep', note: { udf: 'redact', from: 'note' } },
  policy: { generator_default: 'Redaction' }, threads: 1,
});`;

async function place(t: { teardown(handler: () => Promise<void>): void }) {
  const folder = await tempFolder(t, {
    'jobs/mine.mjs': JOB,
    'notes.csv': 'id,note\n1,Sesame one\n2,Sesame two\n',
  });
  await command('lakeveil', ['ingest', 'notes.csv', '--table', 'a.notes'], { folder });
  return { folder, run: (...argv: string[]) => command('run-job', ['mine', ...argv], { folder }) };
}

t.test('a report of a run that is done, up to date, planned, or fails', async (t) => {
  const { folder, run } = await place(t);
  const read = async (): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(folder, 'out/report.json'), 'utf8'));
  const report = ['--report', 'out/report.json'];

  t.equal((await run('--plan', ...report)).code, 0);
  t.match(await read(), { state: 'done', exitCode: 0, job: 'mine', plan: { state: 'new', rows: 2 } });

  const done = await run('--json', ...report);
  t.equal(done.code, 0, done.stderr);
  const told = await read();
  t.match(told, { state: 'done', exitCode: 0, report: { outcome: 'done', rowsWritten: 2 } });
  t.strictSame(told['report'], JSON.parse(done.stdout), 'what --json prints');
  t.ok(Date.parse(String(told['started'])) <= Date.parse(String(told['ended'])));

  await run(...report);
  t.match(await read(), { report: { outcome: 'up-to-date' } });

  const refused = await run('--where', 'nope = 2', ...report);
  t.equal(refused.code, 1);
  t.match(await read(), {
    state: 'failed',
    exitCode: 1,
    error: { code: 'NO_SUCH_COLUMN', retryable: false },
  });
  t.notOk('report' in (await read()));

  t.equal((await run('--set', 'limits.nope=1', ...report)).code, 2);
  t.match(await read(), { state: 'failed', exitCode: 2, error: { code: 'UNKNOWN_OPTION' } });
  t.notMatch(await readFile(join(folder, 'out/report.json'), 'utf8'), 'Sesame');
  t.strictSame(await readdir(join(folder, 'out')), ['report.json'], 'replaced as a whole');
});

t.test('a report that cannot be written stops the run before it does anything', async (t) => {
  const { folder, run } = await place(t);
  await writeFile(join(folder, 'file'), '');
  const stopped = await run('--report', 'file/report.json');
  t.equal(stopped.code, 1);
  t.match(stopped.stderr, /^REPORT_NOT_WRITTEN {2}Nothing was done: [^\n]*\n$/);
  t.match(
    (await command('lakeveil', ['tables', '--json'], { folder })).stdout,
    /^\{"table":"a\.notes"[^\n]*\n$/,
  );
  await mkdir(join(folder, 'taken'));
  t.match(await run('--report', 'taken'), { code: 1, stderr: /REPORT_NOT_WRITTEN/ });
});

t.test('durations and the time of a lease are checked', async (t) => {
  const { folder, run } = await place(t);
  for (const wait of ['10', '-1s', '1d', 'soon'])
    t.match(await run('--wait', wait), { code: 2, stderr: /BAD_USAGE.*--wait/s }, wait);
  for (const LAKEVEIL_LEASE_SECONDS of ['1', 'x', '9999', '2.5']) {
    const env = { LAKEVEIL_LEASE_SECONDS };
    t.match(await command('run-job', ['mine'], { folder, env }), {
      code: 2,
      stderr: /LAKEVEIL_LEASE_SECONDS/,
    });
  }
  t.equal((await run('--wait', '1s')).code, 0);
});
