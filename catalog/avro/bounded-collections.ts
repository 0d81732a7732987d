import avro from 'avsc';

/** The part of avsc's reading position that is looked at here (its `Tap`; avsc's version is pinned for it). */
interface Tap {
  readonly buf: Buffer;
  readonly pos: number;
  readLong(): number;
  skipLong(): void;
}
interface Reader {
  _read(tap: Tap): unknown;
}

/**
 * A type hook for avsc: arrays and maps that claim more items than there are bytes left throw RangeError. avsc itself
 * goes on reading beyond the end, so that one flipped bit in a count would fill the memory.
 */
export function boundedCollections(schema: unknown, options: unknown): avro.Type | undefined {
  const kind = (schema as { type?: unknown } | null)?.type;
  if (kind === 'array') return new BoundedArray(schema, options);
  if (kind === 'map') return new BoundedMap(schema, options);
  return undefined;
}

type Constructor = new (schema: unknown, options: unknown) => avro.Type;

class BoundedArray extends (avro.types.ArrayType as unknown as Constructor) {
  declare readonly itemsType: Reader;

  _read(tap: Tap): unknown[] {
    const array: unknown[] = [];
    for (let count = itemsInBlock(tap); count > 0; count = itemsInBlock(tap)) {
      for (let i = 0; i < count; i++) array.push(this.itemsType._read(tap));
    }
    return array;
  }
}

class BoundedMap extends (avro.types.MapType as unknown as Constructor) {
  declare readonly valuesType: Reader;

  _read(tap: Tap): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    for (let count = itemsInBlock(tap); count > 0; count = itemsInBlock(tap)) {
      for (let i = 0; i < count; i++) {
        const key = STRING._read(tap) as string;
        map[key] = this.valuesType._read(tap);
      }
    }
    return map;
  }
}

const STRING = avro.Type.forSchema('string') as unknown as Reader;

/** 0 at the end. */
function itemsInBlock(tap: Tap): number {
  const count = tap.readLong();
  if (count === 0) return 0;
  if (count < 0) tap.skipLong();
  // No item that Iceberg writes takes less than a byte.
  if (Math.abs(count) > tap.buf.length - tap.pos) throw new RangeError('more items than bytes');
  return Math.abs(count);
}
