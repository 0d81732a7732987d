import t from 'tap';
import { loadConfig } from '../../jobs/load-config.js';
import { tempFolder } from './temp-folder.js';

t.test('defaults without a file', async (t) => {
  t.same(await loadConfig(await tempFolder(t)), {
    config: {
      warehouse: './lakehouse',
      catalog: { type: 'filesystem' },
      storage: {},
      secrets: {},
      athena: { dollarsPerTerabyte: 5 },
      jobs: {},
    },
  });
});

t.test('JSON, TypeScript and JavaScript', async (t) => {
  for (const [name, text] of [
    ['lakeveil.config.json', '{"warehouse": "w", "threads": 3}'],
    [
      'lakeveil.config.ts',
      `import { defineConfig } from 'lakeveil';\nexport default defineConfig({ warehouse: 'w' as string, threads: 3 });`,
    ],
    ['lakeveil.config.js', `export default { warehouse: 'w', threads: 3 };`],
  ] as const) {
    const folder = await tempFolder(t, { [name]: text });
    t.match(await loadConfig(folder), { file: name, config: { warehouse: 'w', threads: 3 } }, name);
  }
});

t.test('what is refused', async (t) => {
  const refused = async (files: Record<string, string>, code: string, message: RegExp): Promise<void> => {
    const folder = await tempFolder(t, files);
    await t.rejects(loadConfig(folder), { code, message }, JSON.stringify(files));
  };
  await refused(
    { 'lakeveil.config.json': '{}', 'lakeveil.config.ts': '' },
    'CONFIG_AMBIGUOUS',
    /2 configurations/,
  );
  await refused(
    { 'lakeveil.config.json': '{\n"threads": 3,,\n}' },
    'CONFIG_FILE_SYNTAX',
    /not JSON at line 2/,
  );
  await refused(
    { 'lakeveil.config.json': '{"warehose": "w"}' },
    'UNKNOWN_OPTION',
    /warehose\. Did you mean "warehouse"/,
  );
  await refused({ 'lakeveil.config.json': '{"threads": "3"}' }, 'INVALID_OPTION', /threads must be/);
  await refused(
    { 'lakeveil.config.json': '{"logLevel": "inof"}' },
    'INVALID_OPTION',
    /logLevel must be one of .*Did you mean "info"/,
  );
  await refused(
    { 'lakeveil.config.json': '{"catalog": {"type": "hive"}}' },
    'INVALID_OPTION',
    /catalog\.type must be one of "filesystem", "glue"\./,
  );
  await refused(
    { 'lakeveil.config.json': '{"catalog": {"type": "gleu"}}' },
    'INVALID_OPTION',
    /Did you mean "glue"/,
  );
  await refused(
    { 'lakeveil.config.json': '{"catalog": {"type": "glue", "catalogID": "123456789012"}}' },
    'UNKNOWN_OPTION',
    /catalogID.*Did you mean "catalogId"/,
  );
  await refused(
    { 'lakeveil.config.json': '{"catalog": {"type": "glue", "catalogId": "12345"}}' },
    'INVALID_OPTION',
    /twelve digits/,
  );
  await refused(
    { 'lakeveil.config.json': '{"storage": {"s3": {"encryption": {"type": "kms"}}}}' },
    'INVALID_OPTION',
    /storage\.s3\.encryption\.type must be one of "AES256", "aws:kms", "aws:kms:dsse"/,
  );
  await refused({ 'lakeveil.config.json': '[]' }, 'INVALID_OPTION', /The value must be an object/);
  await refused({ 'lakeveil.config.ts': 'export const config = {};' }, 'CONFIG_WRONG_EXPORT', /defineConfig/);
  await refused(
    { 'lakeveil.config.ts': 'throw new Error("Sesame");' },
    'CONFIG_FILE_THREW',
    /threw an Error at line 1/,
  );
  await refused({ 'lakeveil.config.ts': 'export default {' }, 'CONFIG_FILE_SYNTAX', /lakeveil\.config\.ts/);
});
