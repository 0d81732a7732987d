import { createHash } from 'node:crypto';
import type { FileScan } from '../../catalog/iceberg/file-scan.js';
import type { Task } from '../../workers/task.js';
import { canonicalJson } from './run-id.js';

/**
 * A task named by what it reads (files, row ranges, deletes, limit): a resumed run plans again, and a finished task is
 * found by its name only if it covers exactly the same rows. So no plan need be stored, and a plan that differs
 * (another split size, a newer planner) can never lose or double a row.
 */
export function toTask(scans: readonly FileScan[], maxRows?: number): Task {
  const covers = scans.map(({ file, deletes, ...range }) => ({
    // Whatever else a scan says, now or in a later version, narrows the rows that it covers.
    ...range,
    file: [file.filePath, file.fileSizeInBytes, file.recordCount],
    deletes: deletes.map((one) => [one.filePath, one.contentOffset ?? null]),
  }));
  const id = createHash('sha256')
    .update(canonicalJson({ covers, maxRows: maxRows ?? null }))
    .digest('hex')
    .slice(0, 16);
  return maxRows === undefined ? { id, scans } : { id, scans, maxRows };
}
