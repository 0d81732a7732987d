import t from 'tap';
import { commands } from '../../../jobs/cli/commands/index.js';
import { EXIT_CODES } from '../../../jobs/cli/exit-codes.js';
import { jobOptions } from '../../../jobs/cli/job-options-text.js';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

t.test(
  'every command prints its help: each flag and argument, with its description, and the exit codes',
  async (t) => {
    const folder = await tempFolder(t);
    const all = commands.flatMap((one) => [
      { words: [one.name], one },
      ...(one.subcommands ?? []).map((sub) => ({ words: [one.name, sub.name], one: sub })),
    ]);
    t.same(
      all.map(({ words }) => words.join(' ')),
      [
        'run',
        'jobs',
        'ingest',
        'tables',
        'show',
        'query',
        'redact',
        'unredact',
        'detect',
        'eval',
        'serve',
        'runs',
        'runs clean',
      ],
    );
    for (const { words, one } of all) {
      const { code, stdout, stderr } = await command('lakeveil', [...words, '--help'], { folder });
      t.equal(code, 0, words.join(' '));
      t.equal(stderr, '');
      const text = stdout.replace(/\s+/g, ' ');
      t.match(text, `Usage: lakeveil ${words.join(' ')} [options]`);
      for (const [key, schema] of Object.entries(one.flags.shape)) {
        const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        t.match(text, flag, `${words.join(' ')} ${flag}`);
        const description = (schema as { description?: string }).description;
        t.ok(description, `${flag} is described`);
        t.ok(text.includes(description!), `${flag} prints its description`);
      }
      for (const argument of one.arguments) t.ok(text.includes(argument.description), argument.name);
      for (const [, meaning] of EXIT_CODES) t.ok(text.includes(meaning), meaning);
    }
  },
);

t.test('the help of run has every option of a job, with its default', async (t) => {
  const folder = await tempFolder(t);
  const { stdout } = await command('run-job', ['--help'], { folder });
  const options = jobOptions();
  t.ok(options.length > 25);
  for (const { path, description } of options) {
    t.ok(description, `${path} is described`);
    t.ok(stdout.includes(`  ${path} `) && stdout.includes(description), path);
  }
  t.match(stdout, /limits\.maxFailedRows .*\(default: 0\)/);
  t.match(stdout, /target\.mode .*\(default: create\)/);
});

t.test('lakeveil alone, and versions', async (t) => {
  const folder = await tempFolder(t);
  const bare = await command('lakeveil', [], { folder });
  t.equal(bare.code, 2);
  t.match(bare.stderr, 'Usage: lakeveil');
  const help = await command('lakeveil', ['--help'], { folder });
  t.equal(help.code, 0);
  for (const { name, summary } of commands)
    t.match(help.stdout, new RegExp(`${name} .*${summary.slice(0, 12)}`));
  for (const program of ['lakeveil', 'run-job'] as const) {
    const version = await command(program, ['--version'], { folder });
    t.match(version, { code: 0, stdout: /^\d+\.\d+\.\d+\n$/ });
  }
});
