import t from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { currentSchema } from '../../../jobs/run/target.js';
import { CALLS_JOB, runHere } from './run-here.js';
import { makeWarehouse, rowsOf } from './support-warehouse.js';

t.test('a kept column of type fixed is copied as binary', async (t) => {
  const at = await makeWarehouse(1, 3);
  t.teardown(() => at.remove());
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const identifier = { namespace: ['support'], name: 'calls' };
  const table = await catalog.load(identifier);
  const schema = currentSchema(table);
  const id = table.metadata['last-column-id'] + 1;
  await catalog.commit(
    identifier,
    [],
    [
      {
        action: 'add-schema',
        schema: {
          ...schema,
          'schema-id': 1,
          fields: [...schema.fields, { id, name: 'hash', required: false, type: 'fixed[4]' }],
        },
      },
      { action: 'set-current-schema', 'schema-id': -1 },
    ],
  );
  const report = await runHere(at, { ...CALLS_JOB, columns: { ...CALLS_JOB.columns, hash: 'keep' } });
  t.equal(report.rowsWritten, 3);
  const safe = await catalog.load({ namespace: ['support'], name: 'calls_safe' });
  t.equal(currentSchema(safe).fields.find((field) => field.name === 'hash')?.type, 'binary');
  t.ok(
    (await rowsOf(at.warehouse, 'support.calls_safe', 'id')).every((row) => JSON.parse(row).hash === null),
  );
});
