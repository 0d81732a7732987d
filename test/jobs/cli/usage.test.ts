import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

t.test('what is typed wrong ends with 2, says what was meant, and starts nothing', async (t) => {
  const folder = await tempFolder(t, {
    'jobs/mine.mjs': `export default { source: 'a.b', target: 'a.c', columns: { id: 'keep' } };`,
  });
  const cases: [program: 'run-job' | 'lakeveil', argv: string[], stderr: RegExp][] = [
    ['run-job', ['redact-transcripts', '--plam'], /BAD_USAGE .*unknown option '--plam'.*Did you mean --plan/],
    ['run-job', [], /BAD_USAGE .*missing required argument 'job'/],
    ['run-job', ['a', 'b'], /BAD_USAGE .*too many arguments/],
    ['run-job', ['redact-transcript'], /NO_SUCH_JOB .*Did you mean "redact-transcripts"/],
    ['run-job', ['./none.ts'], /NO_SUCH_JOB .*none\.ts/],
    ['run-job', ['mine', '--limit', 'ten'], /BAD_USAGE .*--limit must be/],
    ['run-job', ['mine', '--limit', '-1'], /BAD_USAGE .*--limit must be at least 0/],
    ['run-job', ['mine', '--threads', '0'], /BAD_USAGE .*--threads must be at least 1/],
    ['run-job', ['mine', '--limit'], /BAD_USAGE .*--limit <rows>' argument missing/],
    ['run-job', ['mine', '--mode', 'replase'], /BAD_USAGE .*--mode must be one of .*Did you mean "replace"/],
    [
      'run-job',
      ['mine', '--mode', 'incremental', '--limit', '3'],
      /INVALID_OPTION .*incremental.*Leave limit out/,
    ],
    ['run-job', ['mine', '--engine', 'textul'], /UNKNOWN_ENGINE .*mean "textual".*Use engine local/],
    ['run-job', ['mine', '--log-level', 'loud'], /BAD_USAGE .*--log-level must be one of/],
    [
      'run-job',
      ['mine', '--set', 'limits.batchRow=3'],
      /UNKNOWN_OPTION .*limits\.batchRow\. Did you mean "batchRows"\? It is set by --set/,
    ],
    ['run-job', ['mine', '--set', 'limits'], /BAD_USAGE .*--set takes path/],
    ['run-job', ['mine', '--set', '__proto__.x=1'], /BAD_USAGE .*not an option path/],
    ['run-job', ['mine', '--target', 'a.b'], /TARGET_IS_SOURCE/],
    ['lakeveil', ['qurey', 'select 1'], /BAD_USAGE .*unknown command 'qurey'.*Did you mean query/],
    ['lakeveil', ['runs', 'clean', 'x'], /BAD_USAGE .*too many arguments.*See lakeveil runs clean --help/],
    ['lakeveil', ['ingest', 'a.csv'], /BAD_USAGE .*--table is missing/],
    ['lakeveil', ['ingest', '--table', 'a.b'], /BAD_USAGE .*missing required argument 'files'/],
    [
      'lakeveil',
      ['ingest', 'a.csv', '--table', 'a.b', '--mode', 'overwrite'],
      /BAD_USAGE .*--mode must be one of/,
    ],
    ['lakeveil', ['query', ' ;'], /BAD_USAGE .*empty/],
    ['lakeveil', ['query', 'select 1', '--rows', '0'], /BAD_USAGE .*--rows must be at least 1/],
    ['lakeveil', ['redact', '--label', 'x'], /BAD_USAGE .*--label takes LABEL=state/],
    ['lakeveil', ['redact', '--policy', 'p', '--job', 'mine'], /BAD_USAGE .*--policy and --job/],
  ];
  for (const [program, argv, expected] of cases) {
    const { code, stdout, stderr } = await command(program, argv, { folder });
    const said = stderr.replace(/\s+/g, ' ');
    t.match(said, expected, argv.join(' '));
    t.equal(code, 2, argv.join(' '));
    t.equal(stdout, '');
    t.notMatch(stderr, /\n {4}at /, 'no stack');
  }
});

t.test('with --json an error is JSON on stdout too', async (t) => {
  const folder = await tempFolder(t);
  const { code, stdout } = await command('run-job', ['nope', '--json'], { folder });
  t.equal(code, 2);
  t.match(JSON.parse(stdout), { error: { code: 'NO_SUCH_JOB', message: /nope/, retryable: false } });
});

t.test('a configuration is laid under the flags, and a slip in it is refused', async (t) => {
  const job = `export default { source: 'a.b', target: 'a.c', columns: { id: 'keep' }, limits: { batchRows: 7 } };`;
  const shown = async (config: unknown, argv: string[] = []) => {
    const folder = await tempFolder(t, {
      'jobs/mine.mjs': job,
      'lakeveil.config.json': JSON.stringify(config),
    });
    return command('lakeveil', ['jobs', 'mine', '--json', ...argv], { folder });
  };
  const over = await shown({ threads: 3, jobs: { mine: { limits: { maxFailedRows: 4 } } } });
  t.match(JSON.parse(over.stdout), { threads: 3, limits: { batchRows: 7, maxFailedRows: 4 } });
  t.match(await shown({ jobs: { mien: {} } }), {
    code: 2,
    stderr: /no such job\. +Did you mean "mine"|Did you mean "mine"/s,
  });
  t.match(await shown({ jobs: { mine: { limits: { batchRow: 1 } } } }), {
    code: 2,
    stderr: /batchRows".* in lakeveil\.config\.json under jobs\.mine/s,
  });
  t.match(await shown({ thread: 3 }), { code: 2, stderr: /Did you mean "threads"/ });
});
