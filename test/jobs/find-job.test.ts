import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { findJob, jobNames } from '../../jobs/find-job.js';
import { tempFolder } from './temp-folder.js';

const JOB = `import { defineJob } from 'lakeveil';
export default defineJob({ source: 'a.b', target: 'a.c', columns: { id: 'keep' } });`;

t.test('jobs are found by name in ./jobs and among the built-in ones, or by path', async (t) => {
  const folder = await tempFolder(t, {
    'jobs/mine.ts': JOB,
    'jobs/plain.mjs': `export default { source: 'a.b', target: 'a.c', columns: { id: 'keep' } };`,
    'jobs/types.d.ts': '',
    'jobs/notes.md': '',
    'other/elsewhere.ts': JOB,
  });
  t.same(await jobNames(folder), ['mine', 'plain', 'redact-transcripts']);
  const mine = await findJob('mine', folder);
  t.match(mine, { name: 'mine', file: join('jobs', 'mine.ts'), definition: { source: 'a.b' } });
  t.match(mine.module, /^file:\/\/\/.*mine\.ts-[0-9a-f]{24}\.mjs$/);
  t.match(await findJob('plain', folder), { definition: { target: 'a.c' } });
  t.match(await findJob('other/elsewhere.ts', folder), { name: 'elsewhere' });
  t.match(await findJob('redact-transcripts', folder), { file: undefined, module: undefined });
});

t.test('own jobs go before built-in ones of their name', async (t) => {
  const folder = await tempFolder(t, { 'jobs/redact-transcripts.ts': JOB });
  t.match(await findJob('redact-transcripts', folder), { file: join('jobs', 'redact-transcripts.ts') });
});

t.test('no such job: a suggestion and the list', async (t) => {
  const folder = await tempFolder(t, { 'jobs/mine.ts': JOB });
  await t.rejects(findJob('mien', folder), {
    code: 'NO_SUCH_JOB',
    message: /Did you mean "mine"\? Jobs here: mine, redact-transcripts/,
  });
  await t.rejects(findJob('./jobs/none.ts', folder), { code: 'NO_SUCH_JOB' });
  await t.rejects(findJob('constructor', folder), { code: 'NO_SUCH_JOB' });
});

t.test('a module is bundled once, with what it imports', async (t) => {
  const folder = await tempFolder(t, {
    'jobs/mine.ts': `import { z } from 'zod';
import { readFileSync } from 'fs';
import { greet } from './lib/greet';
import { defineJob, defineUdf } from 'lakeveil';
import own from 'own-package';
const here: string = import.meta.url;
const udf = defineUdf({ name: 'greet', version: '1', options: z.strictObject({}), input: ['utf8'], output: 'utf8',
  async open() { return { concurrency: 1, apply: async (batch) => ({ batch, failed: [] }), async close() {} }; } });
export default defineJob({ description: [greet, own, typeof readFileSync, here.split('/').at(-1)].join(' '), source: 'a.b', target: 'a.c',
  columns: { id: { udf, from: 'id' } } });`,
    'jobs/lib/greet.ts': `export const greet: string = 'hello';`,
    'node_modules/own-package/package.json':
      '{"name":"own-package","version":"1.0.0","type":"module","exports":"./main.js"}',
    'node_modules/own-package/main.js': `export default 'own';`,
  });
  const first = await findJob('mine', folder);
  t.equal(first.definition['description'], 'hello own function mine.ts');
  const second = await findJob('mine', folder);
  t.equal(second.module, first.module);
  t.equal((await readdir(join(folder, 'node_modules', '.cache', 'lakeveil'))).length, 1);
});

t.test('broken job files say where, and nothing of what they hold', async (t) => {
  const folder = await tempFolder(t, {
    'jobs/throws.ts': `const secret = 'Sesame-7741';\n\nfunction fail(): never {\n  throw new RangeError(secret);\n}\nfail();\nexport default {};`,
    'jobs/throws-text.ts': `throw 'Sesame-7741';`,
    'jobs/syntax.ts': `const a = 1;\nexport default { Sesame-7741 };`,
    'jobs/missing.ts': `import x from 'no-such-package-at-all';\nexport default x;`,
    'jobs/nothing.ts': `export const job = {};`,
    'jobs/number.ts': `export default 7;`,
    'jobs/udf.ts': `export default { name: 'x', version: '1' };`,
    'jobs/twice.ts': JOB,
    'jobs2/a.ts': JOB,
  });
  const refused = async (name: string, code: string, message: RegExp): Promise<void> => {
    const error = await findJob(name, folder).then(
      () => undefined,
      (reason: Error & { code: string }) => reason,
    );
    t.equal(error?.code, code, name);
    t.match(error?.message, message);
    t.notMatch(error?.message, 'Sesame');
  };
  await refused('throws', 'JOB_FILE_THREW', /jobs\/throws\.ts threw a RangeError at line 4 of throws\.ts/);
  await refused('throws-text', 'JOB_FILE_THREW', /threw a string/);
  await refused('syntax', 'JOB_FILE_SYNTAX', /jobs\/syntax\.ts .*at line 2/);
  await refused(
    'missing',
    'JOB_FILE_SYNTAX',
    /imports "no-such-package-at-all", which is not there at line 1/,
  );
  for (const name of ['nothing', 'number', 'udf']) {
    await refused(name, 'JOB_FILE_WRONG_EXPORT', /does not export a job. Write `export default defineJob/);
  }
});

t.test('two files of one name are refused', async (t) => {
  const folder = await tempFolder(t, { 'jobs/mine.ts': JOB, 'jobs/mine.js': JOB });
  await t.rejects(findJob('mine', folder), { code: 'JOB_AMBIGUOUS' });
});

t.test('in a clone of Lakeveil ./jobs is source code, and the error says so', async (t) => {
  const clone = join(import.meta.dirname, '..', '..', '..');
  t.same(await jobNames(clone), ['redact-transcripts']);
  await t.rejects(findJob('config', clone), {
    code: 'NO_SUCH_JOB',
    message: /clone of Lakeveil.*\.\/jobs\/NAME\.ts/,
  });
});
