import { DuckDBInstance } from '@duckdb/node-api';
import t from 'tap';
import { identity } from '../../udfs/identity.js';
import type { Udf } from '../../udfs/udf.js';
import { applyBatches } from '../../workers/apply-batches.js';
import { Batcher } from '../../workers/batcher.js';
import { ScannedChunk } from '../../workers/scanned-chunk.js';
import { Stage } from '../../workers/stage.js';
import { taskQuery } from '../../workers/task-query.js';
import { fixture, runSpec } from './fixture.js';

t.test('no source text is staged, and none of a quarantined row', async (t) => {
  const at = await fixture(t.testdir());
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const reader = await instance.connect();
  const writer = await instance.connect();
  t.teardown(() => {
    reader.closeSync();
    writer.closeSync();
    instance.closeSync();
  });
  const context = {
    runId: 'r',
    workerId: 'w',
    key: new Uint8Array(32),
    signal: new AbortController().signal,
  };
  const instanceOf = await (identity as unknown as Udf).open({}, context);
  const udf = { fieldId: 2, sourceFieldIds: [2], udf: identity as unknown as Udf, instance: instanceOf };
  const limits = { ...runSpec(at).limits, maxCellBytes: 20 };
  const columns = [
    { fieldId: 1, name: 'id', duckdbType: 'BIGINT' },
    { fieldId: 2, name: 'transcript', duckdbType: 'VARCHAR' },
  ];
  const sql = `SELECT i AS id, 'SOURCE' || repeat('x', i::INT) AS transcript, 'file' AS __file, i AS __row FROM range(100) r(i)`;
  const query = taskQuery({ sql, columns }, { ...runSpec(at), limits }, [udf]);
  const result = await reader.stream(query.sql);
  const chunk = new ScannedChunk((await result.fetchChunk())!, query);
  const stage = new Stage(writer, 'stage', query);
  await stage.open();
  const batcher = new Batcher({ batchRows: 1000, batchBytes: 1e6 });
  const all = [...batcher.add(chunk), ...batcher.rest()];
  await applyBatches(all, query, { timeoutMs: 1000, signal: context.signal });
  t.ok(chunk.isAnswered);
  stage.append(chunk);
  stage.flush();
  const rows = (await writer.runAndReadAll('SELECT * FROM stage ORDER BY s1')).getRowObjectsJson();
  t.equal(rows.length, 100);
  for (const row of rows) {
    const isLarge = Number(row['s1']) > 14;
    t.strictSame(row['i0'], null, 'the source text is gone');
    t.equal(row['code'], isLarge ? 'CELL_TOO_LARGE' : null);
    t.equal(row['o0'], isLarge ? null : `SOURCE${'x'.repeat(Number(row['s1']))}`);
  }
  await stage.close();
});
