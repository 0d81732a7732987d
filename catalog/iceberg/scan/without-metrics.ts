import type { DataFile } from '../data-file.js';

/** Without column metrics: reading doesn't need them, and bounds hold values, which are not for tasks or journals. */
export function withoutMetrics(file: DataFile): DataFile {
  const {
    columnSizes: _sizes,
    valueCounts: _values,
    nullValueCounts: _nulls,
    nanValueCounts: _nans,
    lowerBounds: _lower,
    upperBounds: _upper,
    ...rest
  } = file;
  return rest;
}
