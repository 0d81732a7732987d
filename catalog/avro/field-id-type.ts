import avro from 'avsc';
import type { AvroComplex, AvroField, AvroSchema } from './avro-schema.js';
import { boundedCollections } from './bounded-collections.js';
import { AVRO_REGISTRY, INT64_NAME } from './int64.js';

/**
 * Compiles a file's own schema so that records come out keyed by Iceberg field id (`f100`), whatever the writer called
 * the fields. Fields without an id keep their name. Entries of maps that are written as arrays come out as
 * `{key, value}`. Where `int64` says so for a field id, longs are bigint.
 */
export function fieldIdType(schema: AvroSchema, int64: (fieldId: number | undefined) => boolean): avro.Type {
  return avro.Type.forSchema(
    new Rewriter(int64).rewrite(schema, false) as avro.Schema,
    {
      registry: { ...AVRO_REGISTRY },
      typeHook: boundedCollections,
    } as unknown as avro.ForSchemaOptions,
  );
}

class Rewriter {
  /** Writers define the same named type twice, which avsc refuses: every definition gets a name of its own. */
  readonly #names = new Map<string, string>();
  #count = 0;

  constructor(readonly int64: (fieldId: number | undefined) => boolean) {}

  rewrite(schema: AvroSchema, int64: boolean): AvroSchema {
    if (typeof schema === 'string') {
      if (schema === 'long' && int64) return INT64_NAME;
      return this.#names.get(simpleName(schema)) ?? schema;
    }
    if (Array.isArray(schema)) return schema.map((branch) => this.rewrite(branch, int64));
    switch (schema.type) {
      case 'record':
        return { type: 'record', name: this.#define(schema), fields: this.#fields(schema, int64) };
      case 'fixed':
        return { type: 'fixed', name: this.#define(schema), size: schema.size ?? 0 };
      case 'enum':
        return { type: 'enum', name: this.#define(schema), symbols: schema['symbols'] };
      case 'array':
        return { type: 'array', items: this.#items(schema, int64) };
      case 'map':
        return { type: 'map', values: this.rewrite(schema.values ?? 'null', int64) };
      default:
        return this.rewrite(schema.type, int64);
    }
  }

  #define(schema: AvroComplex): string {
    const name = `n${this.#count++}`;
    this.#names.set(simpleName(schema.name ?? ''), name);
    return name;
  }

  #fields(schema: AvroComplex, int64: boolean): AvroField[] {
    return (schema.fields ?? []).map((field) => {
      const id = field['field-id'];
      return { name: fieldKey(field), type: this.rewrite(field.type, int64 || this.int64(id)) };
    });
  }

  #items(schema: AvroComplex, int64: boolean): AvroSchema {
    const items = schema.items ?? 'null';
    if (schema.logicalType !== 'map' || typeof items === 'string' || Array.isArray(items)) {
      return this.rewrite(items, int64);
    }
    const [key, value] = items.fields ?? [];
    if (key === undefined || value === undefined) return this.rewrite(items, int64);
    return {
      type: 'record',
      name: this.#define(items),
      fields: [
        { name: 'key', type: this.rewrite(key.type, int64) },
        { name: 'value', type: this.rewrite(value.type, int64) },
      ],
    };
  }
}

function fieldKey(field: AvroField): string {
  return typeof field['field-id'] === 'number' ? `f${field['field-id']}` : field.name;
}

function simpleName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
