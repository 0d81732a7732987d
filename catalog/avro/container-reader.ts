import avro from 'avsc';
import { boundedCollections } from './bounded-collections.js';
import { AVRO_CODECS } from './codecs.js';

export interface AvroHeader {
  /** The `avro.schema` member, parsed. */
  readonly schema: unknown;
  readonly codec: string;
  /** All header members, as UTF-8. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is wrong with a container file, without its content. `feature` set: sound, but a codec we lack. */
export class AvroError extends Error {
  constructor(
    readonly why: string,
    readonly feature?: string,
  ) {
    super(why);
  }
}

const HEADER = avro.Type.forSchema(
  {
    type: 'record',
    name: 'Header',
    fields: [
      { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
      { name: 'meta', type: { type: 'map', values: 'bytes' } },
      { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
    ],
  },
  { typeHook: boundedCollections } as unknown as avro.ForSchemaOptions,
);
const LONG = avro.Type.forSchema('long');
const MAGIC = Buffer.from('Obj\x01');
const SYNC_BYTES = 16;

/**
 * The records of an Avro object container file, a block at a time, from its bytes in order, chunked anyhow. Memory: a
 * chunk and a block. `typeFor` compiles the type to decode with, from the header. Throws AvroError.
 */
export async function* readAvroBlocks(
  chunks: AsyncIterable<Uint8Array>,
  typeFor: (header: AvroHeader) => avro.Type,
): AsyncGenerator<unknown[]> {
  const input = new ChunkBuffer(chunks);
  const { header, sync } = await readHeader(input);
  const decompress = AVRO_CODECS[header.codec];
  if (decompress === undefined) {
    throw new AvroError('its Avro codec is unknown', `the Avro codec "${header.codec.slice(0, 20)}"`);
  }
  const type = typeFor(header);
  for (;;) {
    const count = await readLong(input);
    if (count === undefined) return;
    const size = await readLong(input);
    if (size === undefined || size < 0 || count < 0) throw new AvroError('it is truncated or damaged');
    if (!(await input.fill(size + SYNC_BYTES))) throw new AvroError('it is truncated');
    const packed = input.take(size);
    if (!input.take(SYNC_BYTES).equals(sync)) throw new AvroError('a block of it is damaged');
    yield decodeBlock(packed, count, decompress, type);
  }
}

async function readHeader(input: ChunkBuffer): Promise<{ header: AvroHeader; sync: Buffer }> {
  for (;;) {
    const more = await input.fill(input.buffered.length + 1);
    const bytes = input.buffered;
    if (bytes.length >= 4 && !bytes.subarray(0, 4).equals(MAGIC)) throw new AvroError('it is no Avro file');
    const { value, offset } = decodeHeader(bytes);
    if (offset < 0) {
      if (!more) throw new AvroError('it is truncated');
      continue;
    }
    input.take(offset);
    const { meta, sync } = value as { meta: Record<string, Buffer>; sync: Buffer };
    const metadata = Object.fromEntries(
      Object.entries(meta).map(([key, item]) => [key, item.toString('utf8')]),
    );
    let schema: unknown;
    try {
      schema = JSON.parse(metadata['avro.schema'] ?? '');
    } catch {
      throw new AvroError('its Avro schema is damaged');
    }
    return { header: { schema, codec: metadata['avro.codec'] ?? 'null', metadata }, sync: Buffer.from(sync) };
  }
}

/** Half a header looks damaged as well as short: only the end of the file settles it. */
function decodeHeader(bytes: Buffer): { value: unknown; offset: number } {
  try {
    return decode(HEADER, bytes, 0);
  } catch {
    return { value: undefined, offset: -1 };
  }
}

/** undefined at the end of the file. */
async function readLong(input: ChunkBuffer): Promise<number | undefined> {
  await input.fill(10);
  if (input.buffered.length === 0) return undefined;
  const { value, offset } = decode(LONG, input.buffered.subarray(0, 10), 0);
  if (offset < 0) throw new AvroError('it is truncated');
  input.take(offset);
  return value as number;
}

function decodeBlock(
  packed: Buffer,
  count: number,
  decompress: (block: Buffer) => Buffer,
  type: avro.Type,
): unknown[] {
  let plain: Buffer;
  try {
    plain = decompress(packed);
  } catch {
    throw new AvroError('a block of it cannot be decompressed');
  }
  const records: unknown[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { value, offset } = decode(type, plain, at);
    if (offset < 0) throw new AvroError('a block of it is too short');
    records.push(value);
    at = offset;
  }
  if (at !== plain.length) throw new AvroError('a block of it is too long');
  return records;
}

function decode(type: avro.Type, bytes: Buffer, at: number): { value: unknown; offset: number } {
  try {
    return type.decode(bytes, at) as { value: unknown; offset: number };
  } catch {
    // avsc's messages quote values.
    throw new AvroError('a record of it is damaged');
  }
}

class ChunkBuffer {
  buffered: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether `size` bytes are there now. */
  async fill(size: number): Promise<boolean> {
    if (this.buffered.length >= size) return true;
    const parts: Uint8Array[] = [this.buffered];
    let total = this.buffered.length;
    while (total < size) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      parts.push(next.value);
      total += next.value.length;
    }
    this.buffered = Buffer.concat(parts);
    return total >= size;
  }

  take(size: number): Buffer {
    const taken = this.buffered.subarray(0, size);
    this.buffered = this.buffered.subarray(size);
    return taken;
  }
}
