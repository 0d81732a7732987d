import type { DataFile } from '../data-file.js';
import type { FieldSummary } from '../manifest.js';
import type { Type } from '../schema.js';
import type { PartitionSpec } from '../table-metadata.js';
import { decodeSingleValue, type Value, valueFromJson } from '../values/single-value.js';
import { applyTransform, parseTransform, type Transform, transformResultType } from '../values/transforms.js';
import {
  type ComparisonOp,
  compares,
  compareValues,
  type Predicate,
  type PrunableColumn,
} from './predicate.js';

/**
 * Whether rows of a file may meet the predicate, from the file's metrics and partition. False only if none can:
 * whatever is missing, damaged or not understood counts as "may".
 */
export function fileMayMatch(predicate: Predicate, file: DataFile, spec: PartitionSpec): boolean {
  return evaluate(
    predicate,
    (part) => metricsMayMatch(part, file) && partitionMayMatch(part, file.partition, spec),
  );
}

/** The same for all files of a manifest, from its partition summaries. */
export function manifestMayMatch(
  predicate: Predicate,
  summaries: readonly FieldSummary[],
  spec: PartitionSpec,
): boolean {
  if (summaries.length !== spec.fields.length) return true;
  return evaluate(predicate, (part) =>
    spec.fields.every((field, i) => {
      const transform = parseTransform(field.transform);
      if (!transform || field['source-id'] !== part.column.fieldId) return true;
      return orMay(() => summaryMayMatch(part, summaries[i]!, transform));
    }),
  );
}

type Leaf = Exclude<Predicate, { kind: 'unknown' | 'and' | 'or' }>;

function evaluate(predicate: Predicate, leaf: (part: Leaf) => boolean): boolean {
  switch (predicate.kind) {
    case 'unknown':
      return true;
    case 'and':
      return predicate.children.every((child) => evaluate(child, leaf));
    case 'or':
      return predicate.children.some((child) => evaluate(child, leaf));
    default:
      return leaf(predicate);
  }
}

/** Damaged bounds and values of another type than expected prune nothing. */
function orMay(decide: () => boolean): boolean {
  try {
    return decide();
  } catch {
    return true;
  }
}

function metricsMayMatch(part: Leaf, file: DataFile): boolean {
  const { fieldId, type } = part.column;
  const values = file.valueCounts?.[fieldId];
  const nulls = file.nullValueCounts?.[fieldId];
  if (part.kind === 'isNull') return nulls !== 0;
  const isAllNull = values !== undefined && nulls !== undefined && values === nulls;
  if (isAllNull) return false;
  if (part.kind === 'notNull') return true;
  return orMay(() => {
    const lower = decodeBound(type, file.lowerBounds?.[fieldId]);
    const upper = decodeBound(type, file.upperBounds?.[fieldId]);
    const mayHoldNaN = isFloat(type) && file.nanValueCounts?.[fieldId] !== 0;
    return rangeMayMatch(part, lower, upper, mayHoldNaN);
  });
}

/** Bounds are not the exact extremes (they may be cut short), so `<>` never prunes by them. NaN is above every bound. */
function rangeMayMatch(
  part: Extract<Leaf, { kind: 'compare' | 'in' }>,
  lower: Value | undefined,
  upper: Value | undefined,
  mayHoldNaN: boolean,
): boolean {
  const mayBe = (value: Value): boolean =>
    (lower === undefined || compareValues(lower, value) <= 0) &&
    (upper === undefined || compareValues(upper, value) >= 0);
  if (part.kind === 'in') return part.values.some(mayBe);
  const { op, value } = part;
  switch (op) {
    case '=':
      return mayBe(value);
    case '<':
    case '<=':
      return lower === undefined || compares(op, lower, value);
    case '>':
    case '>=':
      return mayHoldNaN || upper === undefined || compares(op, upper, value);
    case '<>':
      return true;
  }
}

function decodeBound(type: Type, base64: string | undefined): Value | undefined {
  if (base64 === undefined) return undefined;
  const value = decodeSingleValue(type, Buffer.from(base64, 'base64'));
  return Number.isNaN(value) ? undefined : value;
}

const isFloat = (type: Type): boolean => type === 'float' || type === 'double';

function partitionMayMatch(part: Leaf, partition: DataFile['partition'], spec: PartitionSpec): boolean {
  return spec.fields.every((field, i) => {
    const transform = parseTransform(field.transform);
    if (!transform || transform.name === 'void' || field['source-id'] !== part.column.fieldId) return true;
    if (i >= partition.length) return true;
    return orMay(() => partitionValueMayMatch(part, partition[i]!, transform));
  });
}

/** Transforms other than void keep null and nothing but null null. */
function partitionValueMayMatch(
  part: Leaf,
  json: DataFile['partition'][number],
  transform: Transform,
): boolean {
  if (part.kind === 'isNull') return json === null;
  if (json === null) return false;
  if (part.kind === 'notNull') return true;
  const resultType = transformResultType(transform, part.column.type);
  const held = valueFromJson(resultType, json);
  if (transform.name === 'identity') {
    return part.kind === 'in'
      ? part.values.some((value) => compares('=', held, value))
      : compares(part.op, held, part.value);
  }
  return transformedMayMatch(part, transform, held, held);
}

function summaryMayMatch(part: Leaf, summary: FieldSummary, transform: Transform): boolean {
  if (transform.name === 'void') return true;
  if (part.kind === 'isNull') return summary.containsNull;
  if (part.kind === 'notNull') return true;
  const resultType = transformResultType(transform, part.column.type);
  const lower = decodeBound(resultType, summary.lowerBound);
  const upper = decodeBound(resultType, summary.upperBound);
  if (transform.name === 'identity') {
    return rangeMayMatch(part, lower, upper, isFloat(resultType) && summary.containsNan !== false);
  }
  return transformedMayMatch(part, transform, lower, upper);
}

/** Whether a transformed value between `lower` and `upper` may come from a value that meets the condition. */
function transformedMayMatch(
  part: Extract<Leaf, { kind: 'compare' | 'in' }>,
  transform: Transform,
  lower: Value | undefined,
  upper: Value | undefined,
): boolean {
  if (part.kind === 'in') {
    return part.values.some((value) => oneMayMatch(part.column, '=', value, transform, lower, upper));
  }
  return oneMayMatch(part.column, part.op, part.value, transform, lower, upper);
}

function oneMayMatch(
  column: PrunableColumn,
  op: ComparisonOp,
  value: Value,
  transform: Transform,
  lower: Value | undefined,
  upper: Value | undefined,
): boolean {
  if (op === '<>' || !fits(column.type, value)) return true;
  // Buckets have no order.
  if (transform.name === 'bucket' && op !== '=') return true;
  const transformed = applyTransform(transform, column.type, value);
  if (transformed === undefined || transformed === null) return true;
  // Early writers rounded dates before 1970 towards 1970: their partitions may hold values of the one before.
  const isEarly = transform.name !== 'bucket' && transform.name !== 'truncate' && Number(transformed) < 0;
  const highest = isEarly ? Number(transformed) + 1 : transformed;
  switch (op) {
    case '=':
      return (
        (lower === undefined || compareValues(lower, highest) <= 0) &&
        (upper === undefined || compareValues(upper, transformed) >= 0)
      );
    case '<':
    case '<=':
      return lower === undefined || compareValues(lower, highest) <= 0;
    default:
      return upper === undefined || compareValues(upper, transformed) >= 0;
  }
}

/** Literals beyond an integer column's range would wrap around in a transform. */
function fits(type: Type, value: Value): boolean {
  if (type === 'int') return (Number(value) | 0) === value;
  if (type === 'long') return typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
  return true;
}
