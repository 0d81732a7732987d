import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { Journal } from '../../../jobs/run/journal.js';
import { takeLease } from '../../../jobs/run/lease.js';
import type { TaskResult } from '../../../workers/task.js';

const RUN = '0123456789abcdef0123456789abcdef';

function journalAt(t: Test, io: FileIO = localFileIO()): { journal: Journal; folder: string } {
  const root = t.testdir();
  return { journal: Journal.at(io, root, RUN), folder: join(root, 'runs', RUN) };
}

const result = (taskId: string, rowsWritten: number): TaskResult => ({
  taskId,
  dataFiles: [],
  quarantineFiles: [],
  counters: {
    rowsRead: rowsWritten,
    rowsWritten,
    rowsQuarantined: 0,
    characters: 0,
    entities: {},
    failures: {},
    milliseconds: 1,
  },
});

t.test('of two results of one task the first counts, for both', async (t) => {
  const { journal } = journalAt(t);
  const [first, second] = [result('a', 1), result('a', 2)];
  t.equal(await journal.record(first), first);
  t.same(await journal.record(second), first, 'the later one adopts it');
  t.same(await journal.results(), new Map([['a', first]]));
});

t.test('a result that was refused and is not there is an error, not a success', async (t) => {
  const io = localFileIO();
  const { journal } = journalAt(t, {
    ...io,
    read: (location) => io.read(`${location}-gone`),
  });
  await journal.record(result('a', 1));
  await t.rejects(journal.record(result('a', 2)), { code: 'JOURNAL_CHANGED', retryable: true });
});

t.test('every record is made durable by the file I/O contract', async (t) => {
  const created: string[] = [];
  const local = localFileIO();
  const io: FileIO = {
    ...local,
    create: (location, bytes, options) => {
      created.push(location.slice(location.indexOf(RUN) + RUN.length + 1));
      return local.create(location, bytes, options);
    },
  };
  const { journal, folder } = journalAt(t, io);
  const { lease } = await takeLease(io, journal.attemptsFolder, { leaseMs: 600, waitMs: 0 });
  t.teardown(() => lease.stop());
  for (let looks = 0; looks < 500 && !created.some((name) => name.includes('beat')); looks++) await sleep(20);
  await lease.stop();
  const beats = created.filter((name) => name.includes('beat'));
  await journal.ephemeralKey();
  await journal.record(result('a', 1));
  const there = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  t.strictSame(there.sort(), ['attempts/000001.json', 'done/a.json', 'key']);
  t.strictSame(created.sort(), [...there, ...beats].sort());
});

t.test("the run's own key is made once, is private, and goes with the commit", async (t) => {
  const { journal, folder } = journalAt(t);
  const key = await journal.ephemeralKey();
  t.equal(key.length, 32);
  t.same(await journal.ephemeralKey(), key, 'a process that resumes has the same key');
  t.not(Buffer.from(key).toString('hex'), '0'.repeat(64));
  t.equal((await stat(join(folder, 'key'))).mode & 0o777, 0o600);
  const { lease } = await takeLease(localFileIO(), journal.attemptsFolder, { leaseMs: 60_000, waitMs: 0 });
  await lease.stop();
  await journal.record(result('a', 1));
  await journal.finish({ committed: '', snapshotId: '1', rowsWritten: 1, rowsQuarantined: 0, splits: 1 });
  t.strictSame(
    await readdir(folder, { recursive: true }).then((names) =>
      names.filter((name) => /[.]json$|key/.test(name)),
    ),
    ['committed.json'],
  );
});

t.test('the key is gone before the end is written', async (t) => {
  const io = localFileIO();
  const { journal, folder } = journalAt(t, {
    ...io,
    create: (location, bytes, options) =>
      location.endsWith('/committed.json')
        ? Promise.reject(new Error('as if killed'))
        : io.create(location, bytes, options),
  });
  await journal.ephemeralKey();
  await t.rejects(
    journal.finish({ committed: '', snapshotId: '1', rowsWritten: 1, rowsQuarantined: 0, splits: 1 }),
  );
  t.strictSame(await readdir(folder), []);
});

t.test('a record that is damaged stops the run', async (t) => {
  const { journal, folder } = journalAt(t);
  await journal.record(result('a', 1));
  await writeFile(join(folder, 'done', 'a.json'), '{"taskId": "a"');
  await t.rejects(journal.results(), { code: 'JOURNAL_CORRUPT' });
});
