import t from 'tap';
import { engineLines } from '../../jobs/report/engine-lines.js';
import { countsByName } from '../../jobs/report/facts.js';
import { formatBytes, formatCount, formatSeconds, formatShort } from '../../jobs/report/format.js';
import { progressBar, progressText } from '../../jobs/report/progress-bar.js';
import { createReporter } from '../../jobs/report/reporter.js';
import { planSummary, runSummary } from '../../jobs/report/run-summary.js';
import { displayWidth, textTable } from '../../jobs/report/text-table.js';
import type { PlanReport, RunReport } from '../../jobs/run/types.js';

t.test('numbers', async (t) => {
  t.equal(formatCount(0), '0');
  t.equal(formatCount(1234567), '1,234,567');
  t.same([0, 999, 1000, 12_345, 999_499, 999_500, 5e12].map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '12.3 kB',
    '999 kB',
    '1.0 MB',
    '5.0 TB',
  ]);
  t.equal(formatShort(45_230_000), '45.2 M');
  t.same([0.04, 9.94, 9.96, 59.4, 59.6, 185, 7800].map(formatSeconds), [
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '3 min 05 s',
    '2 h 10 min',
  ]);
});

t.test('a table keeps its columns straight, whatever the cells hold', async (t) => {
  const text = textTable(
    ['name', 'n'],
    [
      ['日本語', '1'],
      ['a\u001b[31mb\nc', '22'],
      [null, '333'],
      ['x'.repeat(100), '4'],
    ],
    { alignRight: [1], maxCellWidth: 20 },
  );
  const lines = text.trimEnd().split('\n');
  t.equal(lines.length, 6, 'a line break in a cell is no line break of the table');
  t.notMatch(text, '\u001b', 'no control character reaches the terminal');
  t.match(text, 'NULL');
  const [first] = lines.slice(2).map((line) => displayWidth(line));
  t.same(
    lines.slice(2).map((line) => displayWidth(line)),
    Array(4).fill(first),
  );
  t.match(lines[5], /^x{19}… +4$/);
});

t.test('counts by name, most frequent first', async (t) => {
  t.same(countsByName({ B: 2, A: 2, C: 1200 }), ['C 1,200, A 2, B 2']);
  t.same(countsByName({ AAAA: 1, BBBB: 1, CCCC: 1 }, 16), ['AAAA 1, BBBB 1,', 'CCCC 1']);
  t.same(countsByName({}), []);
});

t.test('what services counted', async (t) => {
  const one = { calls: 2, itemsSent: 3, dollars: 1.5, dollarsOfEarlierAttempts: 20 };
  t.strictSame(engineLines({ 'textual-0123abcd': one }), [
    'textual: 2 calls, 3 texts sent, $1.50, $20.00 in attempts before',
  ]);
  const two = engineLines({ 'textual-0123abcd': { calls: 1 }, 'textual-0123abce': { calls: 2 } });
  t.strictSame(
    two,
    ['textual-0123abcd: 1 call', 'textual-0123abce: 2 calls'],
    'two places keep their names apart',
  );
});

t.test('the progress bar', async (t) => {
  const progress = { rows: 1_000, characters: 5_000_000, totalBytes: 400, doneBytes: 100 };
  const text = progressText(progress, 10, 100);
  t.match(text, /^█{10}░{30} {2}25% {2}1,000 rows {2}500 k characters\/s {2}30 s left$/);
  t.ok(progressText(progress, 10, 30).length < 30, 'it fits a narrow screen');
  let time = 0;
  const written: string[] = [];
  const bar = progressBar(
    (piece) => written.push(piece),
    () => 80,
    () => time,
  );
  for (; time < 1000; time += 10) bar.update({ type: 'progress', ...progress });
  t.ok(written.length <= 10, 'ten times a second at most');
  bar.line('note');
  t.same(written.slice(-2), ['\r\u001b[2K', 'note\n']);
});

const plan: PlanReport = {
  runId: 'r1',
  job: 'j',
  source: { table: 'a.b', snapshotId: '5', files: 2 },
  target: { table: 'a.c', mode: 'replace' },
  splits: 3,
  rows: 40,
  bytes: 5000,
  destinations: ['this machine only (local engine)'],
  threads: 2,
  columns: [
    { name: 'id', from: 'id' },
    { name: 'x', from: 'y → redact' },
  ],
  state: 'new',
  notices: ['careful'],
};
const report: RunReport = {
  outcome: 'done-with-quarantine',
  runId: 'r1',
  job: 'j',
  source: plan.source,
  target: plan.target,
  snapshotId: '6',
  rowsRead: 40,
  rowsWritten: 39,
  rowsQuarantined: 1,
  characters: 1000,
  entities: { NAME_GIVEN: 12 },
  failures: { UDF_FAILED: 1 },
  files: 1,
  bytes: 2000,
  resumedSplits: 2,
  seconds: 2,
  quarantineTable: 'a.c_quarantine',
  next: 'lakeveil show a.c',
};

t.test('summaries', async (t) => {
  const planned = planSummary(plan, String);
  for (const fact of [
    'nothing was changed',
    'a.b, snapshot 5, 2 files',
    'replace',
    'this machine only',
    'y → redact → x',
    'careful',
  ]) {
    t.match(planned, fact);
  }
  const done = runSummary(report, String);
  for (const fact of [
    '40 read, 39 written, 1 quarantined',
    'a.c_quarantine',
    'UDF_FAILED 1',
    'NAME_GIVEN 12',
    '2 splits',
    '500',
    'lakeveil show a.c',
  ]) {
    t.match(done, fact);
  }
  t.match(runSummary({ ...report, outcome: 'up-to-date' }, String), 'nothing was committed');
});

t.test('where there is no terminal: plain lines, or JSON lines', async (t) => {
  const say = async (options: { json?: boolean; quiet?: boolean; logLevel?: 'warn' }): Promise<string> => {
    let text = '';
    const reporter = await createReporter({
      write: (piece) => {
        text += piece;
      },
      terminal: false,
      columns: () => 80,
      quiet: false,
      json: false,
      job: 'j',
      ...options,
    });
    reporter.onEvent({ type: 'planned', plan });
    reporter.onEvent({ type: 'notice', code: 'CAREFUL', message: 'careful' });
    reporter.onEvent({ type: 'progress', rows: 1, characters: 2, totalBytes: 3, doneBytes: 1 });
    reporter.onEvent({ type: 'committing' });
    reporter.close();
    return text;
  };
  const plain = await say({});
  t.match(plain, /^j: 40 rows in 3 splits, 2 threads, run r1\nnote: careful\nj: committing\n$/);
  const logs = (await say({ json: true }))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string; level: number });
  t.same(
    logs.map(({ msg }) => msg),
    ['planned', 'careful', 'progress', 'committing'],
  );
  t.equal((await say({ logLevel: 'warn' })).trim().split('\n').length, 1);
  t.equal(await say({ quiet: true }), '');
});
