import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { storageSchema } from '../jobs/catalog-config.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

t.test('docs/errors.md has every code that is thrown', async (t) => {
  const docs = await readFile(`${ROOT}/docs/errors.md`, 'utf8');
  const documented = new Set([...docs.matchAll(/`([A-Z][A-Z_]+)`/g)].map((match) => match[1]!));
  const thrown = new Set<string>();
  for (const folder of ['jobs', 'workers', 'udfs', 'catalog', 'sql']) {
    for (const entry of await readdir(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.c?ts$/.test(entry.name)) continue;
      const source = await readFile(`${entry.parentPath}/${entry.name}`, 'utf8');
      for (const match of source.matchAll(/new LakeveilError\(\s*'([A-Z][A-Z_]+)'/g)) thrown.add(match[1]!);
    }
  }
  t.ok(thrown.size > 40, `${thrown.size} codes`);
  t.strictSame(
    [...thrown].filter((code) => !documented.has(code)),
    [],
  );
});

t.test('docs/aws.md has every option of storage', async (t) => {
  const docs = await readFile(`${ROOT}/docs/aws.md`, 'utf8');
  const { s3, ...others } = storageSchema.shape;
  const options = [...Object.keys(others), ...Object.keys(s3.unwrap().shape).map((name) => `s3.${name}`)];
  t.ok(options.length > 5);
  t.strictSame(
    options.filter((name) => !docs.includes(`| \`storage.${name}\` |`)),
    [],
  );
});
