import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import avro from 'avsc';
import type { AvroSchema } from './avro-schema.js';

const LONG = avro.Type.forSchema('long');
const METADATA = avro.Type.forSchema({ type: 'map', values: 'bytes' });
const SYNC_BYTES = 16;
/** Plain bytes a block aims for, as Iceberg Java's writer does. */
const BLOCK_BYTES = 64 * 1024;

/**
 * An Avro object container file built in memory, deflated. `schema` goes into the header as it is, with attributes that
 * `type` (compiled from it) does not keep. Records that do not fit the type throw.
 */
export class AvroContainerWriter {
  readonly #sync = randomBytes(SYNC_BYTES);
  readonly #type: avro.Type;
  readonly #parts: Buffer[] = [];
  #block: Buffer[] = [];
  #blockBytes = 0;
  #written = 0;

  constructor(schema: AvroSchema, type: avro.Type, metadata: Readonly<Record<string, string>>) {
    this.#type = type;
    const members = { ...metadata, 'avro.schema': JSON.stringify(schema), 'avro.codec': 'deflate' };
    const bytes = Object.fromEntries(
      Object.entries(members).map(([key, text]) => [key, Buffer.from(text, 'utf8')]),
    );
    this.#emit(Buffer.from('Obj\x01'), METADATA.toBuffer(bytes), this.#sync);
  }

  /** About the size of the file so far; what waits in the open block counts as it is, not deflated. */
  get bytes(): number {
    return this.#written + this.#blockBytes;
  }

  append(record: unknown): void {
    const bytes = this.#type.toBuffer(record);
    this.#block.push(bytes);
    this.#blockBytes += bytes.length;
    if (this.#blockBytes >= BLOCK_BYTES) this.#closeBlock();
  }

  finish(): Buffer {
    this.#closeBlock();
    return Buffer.concat(this.#parts);
  }

  #closeBlock(): void {
    if (this.#block.length === 0) return;
    const packed = deflateRawSync(Buffer.concat(this.#block));
    this.#emit(LONG.toBuffer(this.#block.length), LONG.toBuffer(packed.length), packed, this.#sync);
    this.#block = [];
    this.#blockBytes = 0;
  }

  #emit(...parts: Buffer[]): void {
    this.#parts.push(...parts);
    for (const part of parts) this.#written += part.length;
  }
}
