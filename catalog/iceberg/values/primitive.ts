import { LakeveilError } from '../../../errors.js';
import type { Type } from '../schema.js';

/** A primitive type taken apart: `decimal(9, 2)` → `{name: 'decimal', precision: 9, scale: 2}`, `fixed[16]` → `{name: 'fixed', length: 16}`. */
export type Primitive =
  | { readonly name: SimplePrimitiveName }
  | { readonly name: 'fixed'; readonly length: number }
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number };

export type SimplePrimitiveName =
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'timestamp_ns'
  | 'timestamptz_ns'
  | 'string'
  | 'uuid'
  | 'binary';

export const SIMPLE_PRIMITIVES: ReadonlySet<string> = new Set<SimplePrimitiveName>([
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'timestamp_ns',
  'timestamptz_ns',
  'string',
  'uuid',
  'binary',
]);

/** Throws UNSUPPORTED_FEATURE for types of later format versions (variant, geometry, geography, unknown) and for nested ones. */
export function parsePrimitive(type: Type): Primitive {
  if (typeof type === 'string') {
    if (SIMPLE_PRIMITIVES.has(type)) return { name: type as SimplePrimitiveName };
    const decimal = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(type);
    if (decimal) return { name: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
    const fixed = /^fixed\[\s*(\d+)\s*\]$/.exec(type);
    if (fixed) return { name: 'fixed', length: Number(fixed[1]) };
  }
  const shown = typeof type === 'string' ? type : type.type;
  throw new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `The Iceberg type '${shown}' is not implemented${typeof type === 'string' ? '' : ' where a primitive type is needed'}; nothing was read or written.`,
    { details: { feature: `type ${shown}` } },
  );
}

export const isNested = (type: Type): type is Exclude<Type, string> => typeof type !== 'string';
