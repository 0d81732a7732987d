import type { Type } from '../schema.js';
import { parseDate, parseTime, parseTimestamp } from '../values/date-time.js';
import { parsePrimitive } from '../values/primitive.js';
import type { Value } from '../values/single-value.js';
import type { ComparisonOp } from './predicate.js';

/** A constant of DuckDB's serialised syntax tree, with the type that a cast around it gives. */
export interface SqlLiteral {
  readonly type: string;
  /** Text and booleans as they are; whole numbers as bigint; decimals as unscaled bigint. */
  readonly value: string | bigint | number | boolean;
  readonly scale: number;
}

/**
 * `column op literal` with the literal in the column's own type; the operator may change (`x < 2.5` over an int is
 * `x <= 2`). Undefined wherever DuckDB's comparison might not mean exactly that: such a condition prunes nothing.
 */
export function comparisonInColumnType(
  type: Type,
  op: ComparisonOp,
  literal: SqlLiteral,
): { readonly op: ComparisonOp; readonly value: Value } | undefined {
  const primitive = parsePrimitive(type);
  switch (primitive.name) {
    case 'int':
    case 'long':
      return compareWhole(op, literal, primitive.name === 'int' ? Number : BigInt);
    case 'decimal': {
      const rounded = rescale(op, literal, primitive.scale);
      return rounded && { op: rounded.op, value: rounded.unscaled };
    }
    case 'float':
    case 'double': {
      const value = floatValue(literal, primitive.name === 'float');
      return value === undefined ? undefined : { op, value };
    }
    case 'string':
      return literal.type === 'VARCHAR' ? { op, value: literal.value as string } : undefined;
    case 'boolean':
      return literal.type === 'BOOLEAN' && (op === '=' || op === '<>')
        ? { op, value: literal.value as boolean }
        : undefined;
    default: {
      const value = timeValue(primitive.name, literal);
      return value === undefined ? undefined : { op, value };
    }
  }
}

function compareWhole(
  op: ComparisonOp,
  literal: SqlLiteral,
  convert: (value: bigint) => Value,
): { op: ComparisonOp; value: Value } | undefined {
  if (literal.type === 'VARCHAR') {
    const text = literal.value as string;
    return /^-?\d{1,18}$/.test(text) ? { op, value: convert(BigInt(text)) } : undefined;
  }
  const rounded = rescale(op, literal, 0);
  return rounded && { op: rounded.op, value: convert(rounded.unscaled) };
}

/** An exact numeric literal at another scale; a comparison with what lies between two values becomes one with a neighbour. */
function rescale(
  op: ComparisonOp,
  literal: SqlLiteral,
  scale: number,
): { op: ComparisonOp; unscaled: bigint } | undefined {
  if (typeof literal.value !== 'bigint') return undefined;
  if (scale >= literal.scale) {
    return { op, unscaled: literal.value * 10n ** BigInt(scale - literal.scale) };
  }
  const divisor = 10n ** BigInt(literal.scale - scale);
  const remainder = ((literal.value % divisor) + divisor) % divisor;
  const floor = (literal.value - remainder) / divisor;
  if (remainder === 0n) return { op, unscaled: floor };
  if (op === '<' || op === '<=') return { op: '<=', unscaled: floor };
  if (op === '>' || op === '>=') return { op: '>=', unscaled: floor + 1n };
  return undefined;
}

/** Only literals that are the same number whichever float type DuckDB compares in. */
function floatValue(literal: SqlLiteral, isSingle: boolean): number | undefined {
  let value: number;
  if (typeof literal.value === 'number') value = literal.value;
  else if (typeof literal.value === 'bigint') {
    const isExact = literal.value > -(2n ** 53n) && literal.value < 2n ** 53n && literal.scale <= 22;
    if (!isExact) return undefined;
    value = Number(literal.value) / 10 ** literal.scale;
  } else return undefined;
  if (!Number.isFinite(value)) return undefined;
  return isSingle && Math.fround(value) !== value ? undefined : value;
}

/** Zoned timestamps without an offset are UTC: Lakeveil's DuckDB sessions are. */
function timeValue(name: string, literal: SqlLiteral): Value | undefined {
  if (typeof literal.value !== 'string') return undefined;
  // DuckDB reads more forms than these (`2020-1-1`, `(BC)`, 6-digit years): they prune nothing.
  const text = literal.value;
  if (!/^\d{4}-\d{2}-\d{2}|^\d{2}:/.test(text)) return undefined;
  const isDate = literal.type === 'DATE';
  const isPlain = literal.type === 'VARCHAR';
  switch (name) {
    case 'date':
      return isDate || isPlain ? parseDate(text) : undefined;
    case 'time':
      return isPlain || literal.type === 'TIME' ? parseTime(text, 6) : undefined;
    case 'timestamp':
    case 'timestamptz': {
      const isZoned = literal.type === 'TIMESTAMP WITH TIME ZONE';
      if (!isDate && !isPlain && !isZoned && literal.type !== 'TIMESTAMP') return undefined;
      const days = parseDate(text);
      if (days !== undefined) return BigInt(days) * 86_400_000_000n;
      if (isDate) return undefined;
      const plain = parseTimestamp(text, 6, 'forbidden');
      if (plain !== undefined) return plain;
      return name === 'timestamptz' && (isPlain || isZoned) ? parseTimestamp(text, 6, 'required') : undefined;
    }
    default:
      return undefined;
  }
}
