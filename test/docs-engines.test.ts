import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { engineOptionTables } from './engine-option-tables.js';

const text = readFileSync(fileURLToPath(new URL('../../docs/engines.md', import.meta.url)), 'utf8');

t.test('docs/engines.md has the options as the schema has them', async (t) => {
  for (const [engine, table] of Object.entries(engineOptionTables()))
    t.ok(text.includes(table), `of ${engine}; it should say:\n${table}`);
});
