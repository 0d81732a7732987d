import type { AthenaColumn } from './athena-query.js';

const NUMBERS = new Set([
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'float',
  'real',
  'double',
  'decimal',
]);

/** Whether values of the type are numbers. */
export const isNumber = (type: string): boolean => NUMBERS.has(type.toLowerCase());

/**
 * A row as one JSON object, in the columns' order. Numbers keep all their digits; NaN and Infinity, which JSON lacks, and
 * values of all types that are neither numbers nor booleans are strings, as Athena writes them.
 */
export function jsonRow(
  columns: readonly AthenaColumn[],
  names: readonly string[],
  row: readonly (string | null)[],
): string {
  const members = columns.map(
    ({ type }, i) => `${JSON.stringify(names[i])}:${jsonValue(type, row[i] ?? null)}`,
  );
  return `{${members.join(',')}}`;
}

/** Names of columns, each once: a second `n` is `n_1`. */
export function distinctNames(columns: readonly AthenaColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let distinct = name;
    for (let n = 1; taken.has(distinct); n++) distinct = `${name}_${n}`;
    taken.add(distinct);
    return distinct;
  });
}

function jsonValue(type: string, value: string | null): string {
  if (value === null) return 'null';
  if (isNumber(type) && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) return value;
  if (type.toLowerCase() === 'boolean' && /^(?:true|false)$/.test(value)) return value;
  return JSON.stringify(value);
}
