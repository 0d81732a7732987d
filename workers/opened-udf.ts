import type { Udf, UdfInstance } from '../udfs/udf.js';

/** A UDF column of a run inside one worker: opened once, used by every task there. */
export interface OpenedUdf {
  readonly fieldId: number;
  readonly sourceFieldIds: readonly number[];
  readonly udf: Udf;
  readonly instance: UdfInstance;
}
