import { SIMPLE_PRIMITIVES } from './values/primitive.js';

/** Whether Lakeveil implements this primitive type of the spec. */
export function isPrimitiveType(type: string): boolean {
  return SIMPLE_PRIMITIVES.has(type) || fixedLength(type) !== undefined || decimalType(type) !== undefined;
}

/** L of `fixed[L]`. */
export function fixedLength(type: string): number | undefined {
  const length = /^fixed\[\s*(\d{1,9})\s*\]$/.exec(type)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** P and S of `decimal(P, S)`, P ≤ 38. */
export function decimalType(type: string): { precision: number; scale: number } | undefined {
  const parts = /^decimal\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)$/.exec(type);
  if (parts === null) return undefined;
  const precision = Number(parts[1]);
  const scale = Number(parts[2]);
  return precision >= 1 && precision <= 38 && scale <= precision ? { precision, scale } : undefined;
}
