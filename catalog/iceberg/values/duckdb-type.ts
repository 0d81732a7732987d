import { LakeveilError } from '../../../errors.js';
import { sqlName } from '../../../sql/duckdb.js';
import type { NestedField, Type } from '../schema.js';
import { parsePrimitive } from './primitive.js';

/**
 * The DuckDB type that holds a column of an Iceberg type. `fixed` is BLOB; `timestamptz_ns` has no zoned counterpart in
 * DuckDB and is TIMESTAMP_NS in UTC. Throws UNSUPPORTED_FEATURE for types that are not implemented and for structs
 * without fields, which DuckDB lacks.
 */
export function icebergToDuckDB(type: Type): string {
  if (typeof type !== 'string') {
    switch (type.type) {
      case 'struct':
        if (type.fields.length === 0) throw unsupported('struct without fields');
        return `STRUCT(${type.fields.map((field) => `${sqlName(field.name)} ${icebergToDuckDB(field.type)}`).join(', ')})`;
      case 'list':
        return `${icebergToDuckDB(type.element)}[]`;
      case 'map':
        return `MAP(${icebergToDuckDB(type.key)}, ${icebergToDuckDB(type.value)})`;
      default:
        throw unsupported(`type ${(type as { type: string }).type}`);
    }
  }
  const primitive = parsePrimitive(type);
  switch (primitive.name) {
    case 'boolean':
      return 'BOOLEAN';
    case 'int':
      return 'INTEGER';
    case 'long':
      return 'BIGINT';
    case 'float':
      return 'FLOAT';
    case 'double':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'timestamptz':
      return 'TIMESTAMP WITH TIME ZONE';
    case 'timestamp_ns':
    case 'timestamptz_ns':
      return 'TIMESTAMP_NS';
    case 'string':
      return 'VARCHAR';
    case 'uuid':
      return 'UUID';
    case 'fixed':
    case 'binary':
      return 'BLOB';
    case 'decimal':
      return `DECIMAL(${primitive.precision},${primitive.scale})`;
  }
}

const unsupported = (feature: string): LakeveilError =>
  new LakeveilError('UNSUPPORTED_FEATURE', `Not implemented: ${feature}; nothing was read or written.`, {
    details: { feature },
  });

/** A DuckDB type as its catalog prints it (`DESCRIBE`), with nested ones parsed. */
export type DuckDBType =
  | { readonly kind: 'scalar'; readonly name: string }
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly type: DuckDBType }[];
    }
  | { readonly kind: 'list'; readonly element: DuckDBType }
  | { readonly kind: 'map'; readonly key: DuckDBType; readonly value: DuckDBType };

/**
 * The Iceberg type for a DuckDB type name as `DESCRIBE` prints it. `nextId` numbers nested fields. Integers that
 * Iceberg lacks widen (TINYINT → int, UINTEGER → long, UBIGINT and HUGEINT → decimal); ENUM and JSON are strings.
 * Throws UNSUPPORTED_FEATURE (intervals, unions, bit strings, …).
 */
export function duckdbToIceberg(typeName: string, nextId: () => number): Type {
  return fromDuckDB(parseDuckDBType(typeName), nextId);
}

function fromDuckDB(type: DuckDBType, nextId: () => number): Type {
  switch (type.kind) {
    case 'struct': {
      // Ids of a level come before those of the levels below it, as Iceberg's own assignment does.
      const ids = type.fields.map(() => nextId());
      const fields: NestedField[] = type.fields.map((field, i) => ({
        id: ids[i]!,
        name: field.name,
        required: false,
        type: fromDuckDB(field.type, nextId),
      }));
      return { type: 'struct', fields };
    }
    case 'list': {
      const id = nextId();
      return {
        type: 'list',
        'element-id': id,
        element: fromDuckDB(type.element, nextId),
        'element-required': false,
      };
    }
    case 'map': {
      const keyId = nextId();
      const valueId = nextId();
      return {
        type: 'map',
        'key-id': keyId,
        key: fromDuckDB(type.key, nextId),
        'value-id': valueId,
        value: fromDuckDB(type.value, nextId),
        'value-required': false,
      };
    }
    case 'scalar':
      return fromScalar(type.name);
  }
}

function fromScalar(name: string): string {
  const decimal = /^(?:DECIMAL|NUMERIC)\((\d+),\s*(\d+)\)$/.exec(name);
  if (decimal) return `decimal(${decimal[1]}, ${decimal[2]})`;
  if (name.startsWith('ENUM(')) return 'string';
  switch (name) {
    case 'BOOLEAN':
      return 'boolean';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
      return 'int';
    case 'BIGINT':
    case 'UINTEGER':
      return 'long';
    case 'UBIGINT':
      return 'decimal(20, 0)';
    case 'HUGEINT':
    case 'UHUGEINT':
      return 'decimal(38, 0)';
    case 'FLOAT':
      return 'float';
    case 'DOUBLE':
      return 'double';
    case 'DATE':
      return 'date';
    case 'TIME':
      return 'time';
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS': // v2 has microseconds only
      return 'timestamp';
    case 'TIMESTAMP WITH TIME ZONE':
      return 'timestamptz';
    case 'VARCHAR':
    case 'JSON':
    case '"NULL"':
    case 'NULL':
      return 'string';
    case 'UUID':
      return 'uuid';
    case 'BLOB':
      return 'binary';
    default:
      throw unsupported(`DuckDB type ${/^[A-Za-z_ ]+/.exec(name)?.[0].trim() ?? 'of an unknown form'}`);
  }
}

/** Throws UNSUPPORTED_FEATURE if the text does not parse as a DuckDB type. */
export function parseDuckDBType(text: string): DuckDBType {
  let at = 0;
  const fail = (): LakeveilError => unsupported('a DuckDB type of an unknown form');
  const skip = (): void => {
    while (text[at] === ' ') at += 1;
  };
  const expect = (symbol: string): void => {
    skip();
    if (text[at] !== symbol) throw fail();
    at += 1;
  };
  const quoted = (quote: string): string => {
    let name = '';
    at += 1;
    for (;;) {
      if (at >= text.length) throw fail();
      if (text[at] === quote) {
        if (text[at + 1] !== quote) break;
        at += 1;
      }
      name += text[at];
      at += 1;
    }
    at += 1;
    return name;
  };
  const fieldName = (): string => {
    skip();
    if (text[at] === '"') return quoted('"');
    const start = at;
    while (at < text.length && text[at] !== ' ') at += 1;
    return text.slice(start, at);
  };
  const parse = (): DuckDBType => {
    skip();
    let type: DuckDBType;
    const word = /^"?[A-Za-z_][A-Za-z0-9_]*"?(?: WITH TIME ZONE)?/.exec(text.slice(at, at + 64))?.[0];
    if (word === undefined) throw fail();
    at += word.length;
    if (word === 'STRUCT') {
      const fields: { name: string; type: DuckDBType }[] = [];
      expect('(');
      for (;;) {
        const name = fieldName();
        fields.push({ name, type: parse() });
        skip();
        if (text[at] !== ',') break;
        at += 1;
      }
      expect(')');
      type = { kind: 'struct', fields };
    } else if (word === 'MAP') {
      expect('(');
      const key = parse();
      expect(',');
      type = { kind: 'map', key, value: parse() };
      expect(')');
    } else if (text[at] === '(') {
      const start = at;
      for (; at < text.length && text[at] !== ')'; at += 1) {
        if (text[at] === "'") {
          quoted("'");
          at -= 1;
        }
      }
      at += 1;
      type = { kind: 'scalar', name: word + text.slice(start, at) };
    } else type = { kind: 'scalar', name: word };
    for (;;) {
      const array = /^\[\d*\]/.exec(text.slice(at, at + 16))?.[0];
      if (array === undefined) return type;
      at += array.length;
      type = { kind: 'list', element: type };
    }
  };
  const type = parse();
  skip();
  if (at !== text.length) throw fail();
  return type;
}
