import type { Udf, UdfInstance, UdfType } from '../udfs/udf.js';

/** A UDF column of a run inside one worker: opened once, used by every task there. */
export interface OpenedUdf {
  readonly fieldId: number;
  /** Of its inputs, and of the scope column after them, if there is one. */
  readonly sourceFieldIds: readonly number[];
  /** Whether the last of them is the scope column. */
  readonly isScoped?: boolean;
  readonly udf: Udf;
  readonly instance: UdfInstance;
}

/** Types of the columns that enter the UDF, by `sourceFieldIds`. */
export function inputTypes({ udf, isScoped }: Pick<OpenedUdf, 'udf' | 'isScoped'>): readonly UdfType[] {
  return isScoped === true ? [...udf.input, 'utf8'] : udf.input;
}
