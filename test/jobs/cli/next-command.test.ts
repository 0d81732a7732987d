import { execFileSync } from 'node:child_process';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

t.test('the command that is suggested next works as it is printed, in another warehouse too', async (t) => {
  const folder = await tempFolder(t, { 'calls.csv': 'id,customer_id,transcript\n1,2,Nothing to see\n' });
  const warehouse = ['--warehouse', "./Zoë's lake $HOME"];
  const suggested = (stdout: string): string[] => {
    const line = /^ +next +lakeveil (.+)$/m.exec(stdout)![1]!;
    // The shell is asked what the words are.
    return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  };
  const ingested = await command(
    'lakeveil',
    ['ingest', 'calls.csv', '--table', 'support.call_transcripts', ...warehouse],
    { folder },
  );
  t.match(await command('lakeveil', suggested(ingested.stdout), { folder }), {
    code: 0,
    stdout: /Nothing to see/,
  });
  const run = await command('run-job', ['redact-transcripts', ...warehouse], { folder });
  t.match(await command('lakeveil', suggested(run.stdout), { folder }), { code: 0, stdout: /1 row/ });
  const again = await command('run-job', ['redact-transcripts', ...warehouse, '--json'], { folder });
  t.match(JSON.parse(again.stdout), { outcome: 'up-to-date', next: / --warehouse '/ });
});
