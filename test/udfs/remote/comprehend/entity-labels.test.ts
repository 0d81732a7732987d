import { readFile } from 'node:fs/promises';
import { PiiEntityType } from '@aws-sdk/client-comprehend';
import t from 'tap';
import { isLabel } from '../../../../udfs/detect/labels.js';
import {
  ENTITY_LABELS,
  labelOfType,
  UNKNOWN_TYPE,
} from '../../../../udfs/remote/comprehend/entity-labels.js';

t.test('every type of the service has labels, and they are labels', async (t) => {
  const types = Object.values(PiiEntityType).filter((type) => type !== 'ALL');
  t.same(Object.keys(ENTITY_LABELS).sort(), types.sort());
  for (const labels of [...Object.values(ENTITY_LABELS), UNKNOWN_TYPE])
    for (const label of labels) t.ok(isLabel(label));
});

t.test('the table of the docs is this one', async (t) => {
  const docs = await readFile(new URL('../../../../../docs/comprehend.md', import.meta.url), 'utf8');
  const documented = [...docs.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map((row) => [
    row[1]!,
    [...row[2]!.matchAll(/`([A-Z_]+)`/g)].map((label) => label[1]!),
  ]);
  t.same(Object.fromEntries(documented), { ...ENTITY_LABELS });
});

t.test('the first label that the policy does not leave as it is', async (t) => {
  const off =
    (...labels: string[]) =>
    (label: string) =>
      labels.includes(label);
  t.equal(labelOfType('NAME', off()), 'PERSON');
  t.equal(labelOfType('NAME', off('PERSON')), 'NAME_FAMILY');
  t.equal(
    labelOfType('NAME', () => true),
    'PERSON',
  );
  t.equal(labelOfType('NEW_TYPE', off()), 'NUMERIC_PII');
  t.equal(labelOfType('constructor', off('NUMERIC_PII')), 'HEALTHCARE_ID');
});
