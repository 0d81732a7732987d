import { inflateRawSync } from 'node:zlib';
import { decompress as zstdDecompress } from 'fzstd';
import { snappyDecompress } from './snappy.js';

/** Decompression of Avro blocks by codec name (Avro spec, "Object Container Files"). They throw on damaged data. */
export const AVRO_CODECS: Readonly<Record<string, (block: Buffer) => Buffer>> = {
  null: (block) => block,
  deflate: (block) => inflateRawSync(block),
  // Avro puts a big-endian CRC-32 of the plain data behind each block.
  snappy: (block) => {
    if (block.length < 4) throw new RangeError('snappy: no checksum');
    const plain = snappyDecompress(block.subarray(0, -4));
    if (crc32(plain) !== block.readUInt32BE(block.length - 4)) throw new RangeError('snappy: wrong checksum');
    return plain;
  },
  zstandard: (block) => {
    const plain = zstdDecompress(block);
    return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  },
};

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** zlib.crc32 is there from Node 20.15 and 22.2 on, but not in every 21; sixteen lines are cheaper than a condition. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
