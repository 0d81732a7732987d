import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package root: the folder above `dist/` for compiled code. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const loaded = new Map<string, string>();

/** The text of `sql/<name>.sql`, which is shipped as it is. */
export function loadQuery(name: string): string {
  let text = loaded.get(name);
  if (text === undefined) {
    text = readFileSync(join(packageRoot, 'sql', `${name}.sql`), 'utf8');
    loaded.set(name, text);
  }
  return text;
}
