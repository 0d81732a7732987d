import t from 'tap';
import type { FileScan } from '../../../catalog/iceberg/file-scan.js';
import { toTask } from '../../../jobs/run/task-id.js';

const file = {
  content: 0,
  filePath: '/t/data/a.parquet',
  fileFormat: 'PARQUET',
  specId: 0,
  partition: [],
  recordCount: 100,
  fileSizeInBytes: 5000,
} as const;
const scan: FileScan = { file, deletes: [], constants: {} };

t.test('a task is named by the rows that it covers', async (t) => {
  const others: readonly (readonly FileScan[])[] = [
    [{ ...scan, file: { ...file, filePath: '/t/data/b.parquet' } }],
    [{ ...scan, file: { ...file, fileSizeInBytes: 5001 } }],
    [{ ...scan, file: { ...file, recordCount: 101 } }],
    [{ ...scan, rows: { start: 0, end: 50 } }],
    [{ ...scan, rows: { start: 50, end: 100 } }],
    [{ ...scan, rowGroups: { start: 0, end: 1 } }],
    [{ ...scan, rowGroups: { start: 1 } }],
    [{ ...scan, deletes: [{ ...file, content: 1, filePath: '/t/data/d.parquet' }] }],
    [{ ...scan, deletes: [{ ...file, content: 1, filePath: '/t/data/d.puffin', contentOffset: 4 }] }],
    [{ ...scan, constants: { 3: 'x' } }],
    [scan, scan],
    [],
  ];
  const ids = [
    toTask([scan]).id,
    toTask([scan], 5).id,
    toTask([scan], 6).id,
    ...others.map((one) => toTask(one).id),
  ];
  t.equal(new Set(ids).size, ids.length, 'all different');
  t.equal(
    toTask([{ ...scan, file: { ...file, columnSizes: { 1: 5 } } }]).id,
    ids[0],
    'metrics say nothing of rows',
  );
});
