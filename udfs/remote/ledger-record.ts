import { crc32 } from 'node:zlib';
import { ID_BYTES } from './shared-messages.js';

/**
 * A ledger file is a sequence of records and nothing else:
 *
 * | bytes | |
 * |---|---|
 * | 4 | length of `body`, little-endian |
 * | 4 | CRC-32 of the length, `id` and `body`, little-endian |
 * | 16 | `id` of the item |
 * | … | `body`: the sealed answer |
 *
 * A file has one writer, which only appends. The first record that is cut off, or whose checksum is wrong, ends it:
 * what a killed writer leaves is a torn tail.
 */
export const HEADER_BYTES = 8 + ID_BYTES;
/** No answer is longer; a length above it is damage. */
const MAX_BODY_BYTES = 1024 ** 3;

export interface RecordPlace {
  readonly id: Uint8Array;
  /** Of the body, from the beginning of the file. */
  readonly offset: number;
  readonly length: number;
}

export function encodeRecord(id: Uint8Array, body: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  record.writeUInt32LE(body.length, 0);
  record.set(id, 8);
  record.set(body, HEADER_BYTES);
  record.writeUInt32LE(checksum(record, 0, body.length), 4);
  return record;
}

/**
 * Walks through records as their bytes come in.
 *
 * @returns how many bytes at the end belong to no whole record
 */
export class RecordReader {
  #rest: Buffer = Buffer.alloc(0);
  /** Of the beginning of `#rest`, from the beginning of the file. */
  #offset = 0;
  #torn = false;

  /** Whole records that end in `chunk`. Nothing follows damage. */
  read(chunk: Uint8Array): RecordPlace[] {
    if (this.#torn) return [];
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const places: RecordPlace[] = [];
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32LE(at);
      if (length > MAX_BODY_BYTES) {
        this.#torn = true;
        break;
      }
      if (bytes.length - at < HEADER_BYTES + length) break;
      if (bytes.readUInt32LE(at + 4) !== checksum(bytes, at, length)) {
        this.#torn = true;
        break;
      }
      places.push({
        id: bytes.subarray(at + 8, at + HEADER_BYTES),
        offset: this.#offset + at + HEADER_BYTES,
        length,
      });
      at += HEADER_BYTES + length;
    }
    this.#rest = bytes.subarray(at);
    this.#offset += at;
    return places;
  }
}

function checksum(bytes: Buffer, at: number, length: number): number {
  return crc32(bytes.subarray(at + 8, at + HEADER_BYTES + length), crc32(bytes.subarray(at, at + 4)));
}
