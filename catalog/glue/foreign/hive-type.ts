import { LakeveilError } from '../../../errors.js';
import { isPrimitiveType } from '../../iceberg/primitive-type.js';
import type { NestedField, Type } from '../../iceberg/schema.js';

/** Hive's scalar types, as Glue's columns name them, that are called otherwise in Iceberg or are narrower than any there. */
const ICEBERG_TYPES: Readonly<Record<string, string>> = {
  tinyint: 'int',
  smallint: 'int',
  integer: 'int',
  bigint: 'long',
  real: 'float',
  varchar: 'string',
  char: 'string',
  decimal: 'decimal(10, 0)',
  'timestamp with local time zone': 'timestamptz',
};
const SAME = new Set(['boolean', 'int', 'float', 'double', 'date', 'timestamp', 'string', 'binary']);

/**
 * A Hive type, `struct<a:int,b:array<map<string,decimal(10,2)>>>`, as the Iceberg type that holds it. Field names come out
 * in lower case, as Hive has them; `nextId` numbers nested fields.
 *
 * Throws UNSUPPORTED_FEATURE naming the column.
 */
export function hiveType(text: string, column: string, nextId: () => number): Type {
  let at = 0;
  const fail = (): LakeveilError => {
    const shown = /^[\w<>(),: ]{1,60}$/.test(text) ? ` (${text})` : '';
    return new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was read: the column "${column}" has a type in Glue that is not implemented${shown}.`,
      { details: { feature: 'a Hive column type', column } },
    );
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found?.trim();
  };
  const expect = (pattern: RegExp): string => {
    const found = take(pattern);
    if (found === undefined) throw fail();
    return found;
  };
  const parse = (depth: number): Type => {
    if (depth > 50) throw fail();
    const word = expect(/\s*[a-z]+(?: with local time zone)?\s*/iy).toLowerCase();
    switch (word) {
      case 'array': {
        expect(/<\s*/y);
        const id = nextId();
        const element = parse(depth + 1);
        expect(/>\s*/y);
        return { type: 'list', 'element-id': id, element, 'element-required': false };
      }
      case 'map': {
        expect(/<\s*/y);
        const keyId = nextId();
        const valueId = nextId();
        const key = parse(depth + 1);
        expect(/,\s*/y);
        const value = parse(depth + 1);
        expect(/>\s*/y);
        return { type: 'map', 'key-id': keyId, key, 'value-id': valueId, value, 'value-required': false };
      }
      case 'struct': {
        expect(/<\s*/y);
        const fields: NestedField[] = [];
        do {
          const name = expect(/[^:<>,]+/y).toLowerCase();
          expect(/:\s*/y);
          const id = nextId();
          fields.push({ id, name, required: false, type: parse(depth + 1) });
        } while (take(/,\s*/y) !== undefined);
        expect(/>\s*/y);
        if (new Set(fields.map(({ name }) => name)).size !== fields.length) throw fail();
        return { type: 'struct', fields };
      }
      case 'decimal': {
        const arguments_ = take(/\(\s*\d{1,2}\s*(?:,\s*\d{1,2}\s*)?\)\s*/y);
        if (arguments_ === undefined) return ICEBERG_TYPES['decimal']!;
        const [precision, scale = '0'] = arguments_.match(/\d+/g)!;
        const type = `decimal(${precision}, ${scale})`;
        if (!isPrimitiveType(type)) throw fail();
        return type;
      }
      case 'char':
      case 'varchar':
        take(/\(\s*\d{1,5}\s*\)\s*/y);
        return 'string';
      default: {
        const type = SAME.has(word) ? word : ICEBERG_TYPES[word];
        if (type === undefined) throw fail();
        return type;
      }
    }
  };
  const type = parse(0);
  if (at !== text.length) throw fail();
  return type;
}
