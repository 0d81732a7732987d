import { LakeveilError } from '../../../errors.js';
import { sqlName } from '../../../sql/duckdb.js';
import type { Schema, Type } from '../schema.js';

/**
 * The value of COPY's FIELD_IDS option for a schema: `{"id": 1, "tags": {__duckdb_field_id: 2, element: 3}}`.
 *
 * Errors: UNSUPPORTED_FEATURE for `fixed[L]`: the spec wants FIXED_LEN_BYTE_ARRAY, DuckDB writes BYTE_ARRAY, and PyIceberg
 * and Spark then refuse the file.
 */
export function fieldIdsSql(schema: Pick<Schema, 'fields'>): string {
  return `{${schema.fields.map((field) => `${sqlName(field.name)}: ${idsOf(field.id, field.type)}`).join(', ')}}`;
}

function idsOf(id: number, type: Type): string {
  if (typeof type === 'string') {
    if (type.startsWith('fixed')) {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `Not implemented: writing columns of type ${type}; no file was written. Leave the column out, or make it binary.`,
        { details: { feature: `writing ${type}` } },
      );
    }
    return String(id);
  }
  switch (type.type) {
    case 'struct': {
      const members = type.fields.map((field) => `${sqlName(field.name)}: ${idsOf(field.id, field.type)}`);
      return `{__duckdb_field_id: ${id}, ${members.join(', ')}}`;
    }
    case 'list':
      return `{__duckdb_field_id: ${id}, element: ${idsOf(type['element-id'], type.element)}}`;
    case 'map':
      return `{__duckdb_field_id: ${id}, key: ${idsOf(type['key-id'], type.key)}, value: ${idsOf(type['value-id'], type.value)}}`;
  }
}
