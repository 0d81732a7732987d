import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { child } from './child.js';

t.test('the bins run, and give their exit codes', async (t) => {
  const cwd = await tempFolder(t);
  const [version, help, wrong] = await Promise.all([
    child('lakeveil', ['--version'], { cwd }),
    child('run-job', ['--help'], { cwd }),
    child('run-job', ['nope'], { cwd }),
  ]);
  t.match(version, { code: 0, stdout: /^\d/, stderr: '' });
  t.match(help, { code: 0, stdout: /Usage: run-job/, stderr: '' });
  t.match(wrong, { code: 2, stdout: '', stderr: /NO_SUCH_JOB/ });
});

t.test('a reader that goes away ends a command quietly', async (t) => {
  const cwd = await tempFolder(t);
  const query = await child('lakeveil', ['query', 'FROM range(3000000)', '--json'], { cwd, lines: 2 });
  t.match(query, { code: 0, signal: null, stderr: '' });
  const detect = await child('lakeveil', ['detect'], {
    cwd,
    lines: 2,
    stdin: '{"text":"x"}\n'.repeat(200_000),
  });
  t.match(detect, { code: 0, signal: null, stderr: '' });
});

t.test('a reader that never reads', async (t) => {
  const cwd = await tempFolder(t);
  t.match(await child('lakeveil', ['jobs'], { cwd, lines: 0 }), { code: 0, signal: null, stderr: '' });
});

t.test('no colours in a pipe', async (t) => {
  const cwd = await tempFolder(t);
  const { stdout, stderr } = await child('run-job', ['nope'], { cwd });
  t.notMatch(stdout + stderr, '\u001b');
});

t.test('the pool of libuv has room for every worker', async (t) => {
  const cwd = await tempFolder(t, {
    'jobs/pool.mjs': `export default { description: process.env.UV_THREADPOOL_SIZE, source: 'a.b', target: 'a.c', columns: { id: 'keep' } };`,
    'configured/lakeveil.config.json': '{"threads": 70}',
    'configured/jobs/pool.mjs': `export default { description: process.env.UV_THREADPOOL_SIZE, source: 'a.b', target: 'a.c', columns: { id: 'keep' } };`,
  });
  const pool = async (folder: string, env: Record<string, string> = {}) =>
    Number(
      (
        JSON.parse((await child('lakeveil', ['jobs', 'pool', '--json'], { cwd: folder, env })).stdout) as {
          description: string;
        }
      ).description,
    );
  t.ok((await pool(cwd)) >= 20);
  t.equal(await pool(join(cwd, 'configured')), 74);
  t.equal(await pool(cwd, { UV_THREADPOOL_SIZE: '99' }), 99, 'a larger one that was set stays');
});

t.test("so has run-job's", async (t) => {
  const cwd = await tempFolder(t, {
    'jobs/pool.mjs': `import { writeFileSync } from 'node:fs';
writeFileSync('pool.txt', process.env.UV_THREADPOOL_SIZE);
export default { source: 'a.b', target: 'a.c', columns: { id: 'keep' } };`,
  });
  const ended = await child('run-job', ['pool', '--plan', '--threads', '90'], { cwd });
  t.match(ended.stderr, 'NO_SUCH_TABLE');
  t.equal(await readFile(join(cwd, 'pool.txt'), 'utf8'), '94');
});
