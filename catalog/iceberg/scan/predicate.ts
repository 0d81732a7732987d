import type { Type } from '../schema.js';
import type { Value } from '../values/single-value.js';

/**
 * What of a predicate can prune files: a condition that every row must meet which the predicate lets through. Values
 * are of the column's type (numbers may lie outside its range). `unknown` may let any row through.
 */
export type Predicate =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Predicate[] }
  | {
      readonly kind: 'compare';
      readonly op: ComparisonOp;
      readonly column: PrunableColumn;
      readonly value: Value;
    }
  | { readonly kind: 'in'; readonly column: PrunableColumn; readonly values: readonly Value[] }
  | { readonly kind: 'isNull'; readonly column: PrunableColumn }
  | { readonly kind: 'notNull'; readonly column: PrunableColumn };

export type ComparisonOp = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A top-level column of a primitive type. */
export interface PrunableColumn {
  readonly fieldId: number;
  readonly type: Type;
}

/** DuckDB's order: NaN above all numbers and equal to itself, −0 equal to 0, text by its UTF-8 bytes. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return Buffer.compare(a as Uint8Array, b as Uint8Array);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compares(op: ComparisonOp, a: Value, b: Value): boolean {
  const order = compareValues(a, b);
  switch (op) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}
