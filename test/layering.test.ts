import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

/** What each folder may import of ours, besides itself and errors.ts. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  jobs: ['workers', 'udfs', 'catalog', 'sql'],
  workers: ['udfs', 'catalog', 'sql'],
  catalog: ['sql'],
  udfs: [],
  sql: [],
  infra: [],
};
const root = fileURLToPath(new URL('../../', import.meta.url));

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?ts$/.test(name) && !/(?:^|\/)(?:node_modules|dist)\//.test(name))
    .map((name) => join(folder, name));

/** Every relative module specifier, of imports, re-exports and dynamic imports. */
const imports = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"](\.[^'"]+)['"]/g)].map(
    (match) => match[1]!,
  );

for (const [folder, allowed] of Object.entries(arrows)) {
  t.test(`${folder} imports only ${['itself', ...allowed].join(', ')}`, async (t) => {
    const files = sources(folder);
    t.ok(files.length > 0, 'there are source files');
    const wrong = files.flatMap((file) =>
      imports(readFileSync(join(root, file), 'utf8')).flatMap((specifier) => {
        const target = relative(root, resolve(root, dirname(file), specifier));
        const top = target.split('/')[0]!;
        return (target === 'errors.js' && folder !== 'infra') || top === folder || allowed.includes(top)
          ? []
          : [`${file} → ${target}`];
      }),
    );
    t.same(wrong, []);
  });
}
