import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { COMPARED_LABELS } from '../../../../udfs/detect/evaluate/label-map.js';

t.test('docs/evaluation.md has the label map as it is', async (t) => {
  const docs = await readFile(
    fileURLToPath(new URL('../../../../../docs/evaluation.md', import.meta.url)),
    'utf8',
  );
  const rows = docs.slice(docs.indexOf('| compares as |')).trimEnd().split('\n').slice(2);
  t.same(
    rows,
    COMPARED_LABELS.map(
      ([label, names]) => `| \`${label}\` | ${names.map((name) => `\`${name}\``).join(', ')} |`,
    ),
  );
});
