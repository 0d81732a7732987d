import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import type { FileIO } from '../../file-io/file-io.js';
import type { FileScan, Projection } from '../file-scan.js';
import type { PhysicalType } from './parquet-schema.js';
import type { ParquetSource } from './parquet-source.js';

/** The delete files of some scans, loaded; gives the conditions that keep live rows. */
export interface DeleteFilters {
  /** Equal for scans that the same equality delete files apply to. */
  equalityKey(scanIndex: number): string;
  /** Conditions for `count` scans from `first` on, read by one `source`. Empty when nothing is deleted. */
  conditions(
    first: number,
    count: number,
    source: ParquetSource,
    find: (fieldId: number) => { readonly expression: string; readonly type: PhysicalType } | undefined,
  ): string[];
  close(): Promise<void>;
}

export async function openDeletes(
  _connection: DuckDBConnection,
  _io: FileIO,
  scans: readonly FileScan[],
  _projection: Projection,
  _scratch: string,
): Promise<DeleteFilters> {
  for (const { deletes } of scans) {
    if (deletes.length > 0) {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        'Not implemented yet: delete files; the table was not read.',
      );
    }
  }
  return { equalityKey: () => '', conditions: () => [], close: async () => {} };
}
