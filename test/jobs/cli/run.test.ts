import { readdir } from 'node:fs/promises';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { child } from './child.js';
import { command } from './command.js';

/** A UDF that fails the rows that say so, and takes `seconds` for a batch. */
const JOB = `import { RecordBatch, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { defineJob, defineUdf } from 'lakeveil';
import { z } from 'zod';
const slow = defineUdf({
  name: 'slow', version: '1', input: ['utf8'], output: 'utf8',
  options: z.strictObject({ seconds: z.number().default(0) }),
  async open({ seconds }, { signal }) {
    return {
      concurrency: 1,
      async apply(batch: RecordBatch) {
        await new Promise<void>((resolve) => { const timer = setTimeout(resolve, seconds * 1000); signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }); });
        const texts = Array.from({ length: batch.numRows }, (_, row) => batch.getChildAt(0)!.get(row) as string);
        const failed = texts.flatMap((text, row) => (text.includes('fail') ? [{ row, code: 'TOO_ODD' }] : []));
        return { batch: new Table({ out: vectorFromArray(texts.map((text) => text.length + ' letters'), new Utf8()) }).batches[0]!, failed };
      },
      async close() {},
    };
  },
});
export default defineJob({
  source: 'a.notes', target: { table: 'a.safe', mode: 'replace' }, key: ['id'],
  columns: { id: 'keep', note: { udf: slow, from: 'note' } },
});`;

async function place(t: { teardown(handler: () => Promise<void>): void }) {
  const folder = await tempFolder(t, {
    'jobs/mine.ts': JOB,
    'notes.csv': 'id,note\n1,Sesame one\n2,fail Sesame two\n3,Sesame three\n',
  });
  await command('lakeveil', ['ingest', 'notes.csv', '--table', 'a.notes'], { folder });
  return { folder, run: (...argv: string[]) => command('run-job', ['mine', ...argv], { folder }) };
}

t.test('plan, run, quarantine, up to date', async (t) => {
  const { folder, run } = await place(t);
  const plan = await run('--plan', '--json');
  t.match(JSON.parse(plan.stdout), {
    job: 'mine',
    state: 'new',
    rows: 3,
    target: { table: 'a.safe', mode: 'replace' },
  });
  t.match(
    await command('lakeveil', ['tables', '--json'], { folder }),
    { stdout: /^\{"table":"a\.notes"[^\n]*\n$/ },
    'a plan changes nothing',
  );
  t.match(await run('--plan'), { code: 0, stdout: /planned; nothing was changed.*this machine only/s });

  const refused = await run();
  // The splits of this run are finished and journalled: the next one resumes them, with their files.
  t.equal(refused.code, 1, 'one row more than limits.maxFailedRows commits nothing');
  t.match(refused.stderr, /maxFailedRows/);
  const done = await run('--set', 'limits.maxFailedRows=1');
  t.equal(done.code, 3, 'quarantined rows have an exit code of their own');
  t.match(done.stdout, /3 read, 2 written, 1 quarantined/);
  t.match(done.stdout, /a\.safe_quarantine/);
  t.match(done.stdout, /TOO_ODD 1/);
  const again = await run('--set', 'limits.maxFailedRows=1', '--json');
  t.match(JSON.parse(again.stdout), { outcome: 'up-to-date' });
  t.equal(again.code, 0);
  t.match(
    (await command('lakeveil', ['query', 'FROM a.safe ORDER BY id', '--json'], { folder })).stdout,
    '{"id":1,"note":"10 letters"}\n{"id":3,"note":"12 letters"}\n',
  );

  const where = await run('--where', 'id <> 2', '--target', 'a.other', '--quiet');
  t.same(where, { code: 0, stdout: '', stderr: '' }, 'quiet says nothing');
  t.match(
    await run('--where', 'id = 1', '--target', 'a.other'),
    { code: 1, stderr: /TABLE_EXISTS/ },
    'another target is only created',
  );
  t.match(await run('--where', 'idd = 2'), { code: 1, stderr: /NO_SUCH_COLUMN.*Did you mean/s });
  t.match(await run('--source', 'a.nots'), { code: 1, stderr: /NO_SUCH_TABLE/ });
  const runs = await command('lakeveil', ['runs', '--json'], { folder });
  t.ok(runs.stdout.trim().split('\n').length >= 2);
  const [first] = runs.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { runId: string });
  t.match(await command('lakeveil', ['runs', first!.runId], { folder }), {
    code: 0,
    stdout: new RegExp(first!.runId),
  });
  t.match(await command('lakeveil', ['runs'], { folder }), { code: 0, stdout: /^run +job +state/ });
  t.match(await command('lakeveil', ['runs', 'clean'], { folder }), { code: 0 });
  for (const { stdout, stderr } of [plan, refused, done, again, runs]) t.notMatch(stdout + stderr, /Sesame/);
});

t.test('Ctrl-C: nothing is committed, nothing is left, and it says how to go on', async (t) => {
  const { folder } = await place(t);
  const temp = await tempFolder(t);
  for (const [signal, code, times] of [
    ['SIGINT', 130, 1],
    ['SIGINT', 130, 2],
    ['SIGTERM', 143, 1],
  ] as const) {
    let sent = 0;
    const ended = await child(
      'run-job',
      ['mine', '--set', 'columns.note.options.seconds=60', '--threads', '1'],
      {
        cwd: folder,
        onStderr: (text, running) => {
          if (sent === 0 && /1 split/.test(text)) {
            sent = 1;
            running.kill(signal);
          } else if (sent === 1 && times === 2 && text.includes('stopping')) {
            sent = 2;
            running.kill(signal);
          }
        },
      },
    );
    t.equal(ended.signal, null);
    t.equal(ended.code, code, `${signal} × ${times}`);
    t.match(
      ended.stderr,
      /INTERRUPTED {2}The run was stopped and nothing was committed\. Start the same command again/,
    );
    t.notMatch(ended.stderr, 'Sesame');
  }
  t.match(await command('lakeveil', ['show', 'a.safe'], { folder }), { code: 1, stderr: /NO_SUCH_TABLE/ });
  t.same(await readdir(temp), ['node_modules'], 'no scratch');
});
