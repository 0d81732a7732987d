import { crc32 } from 'node:zlib';
import { LakeveilError } from '../../../errors.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import { readRoaring64 } from './roaring64.js';

/**
 * The deleted row numbers of one data file, ascending, from a `deletion-vector-v1` blob
 * (https://iceberg.apache.org/puffin-spec/#deletion-vector-v1-blob-type): length of what follows it up to the checksum
 * (big-endian), magic, Roaring bitmap (little-endian), CRC-32 of magic and bitmap (big-endian).
 *
 * Errors: CORRUPT_FILE with the location if anything differs (a vector that was not read whole would bring deleted rows
 * back), FILE_NOT_FOUND.
 */
export async function readDeletionVector(io: FileIO, file: DataFile): Promise<number[]> {
  const { contentOffset: start, contentSizeInBytes: size } = file;
  const fail = (why: string): LakeveilError =>
    new LakeveilError(
      'CORRUPT_FILE',
      `The deletion vector in ${shownLocation(file.filePath)} ${why}; the rows that it deletes can't be told, so nothing was read.`,
      { details: { location: shownLocation(file.filePath) } },
    );
  if (start === undefined || size === undefined) throw fail('has no offset and size in its manifest');
  if (size < 12) throw fail('is too short');
  let bytes: Uint8Array;
  try {
    bytes = await io.read(file.filePath, { start, end: start + size });
  } catch (error) {
    if (error instanceof LakeveilError && error.code === 'FILE_TRUNCATED') throw fail('is truncated');
    throw error;
  }
  if (bytes.byteLength !== size) throw fail('is truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== size - 8) throw fail('has a length that its manifest contradicts');
  if (view.getUint32(4) !== 0xd1d33964) throw fail('does not begin as one');
  if (view.getUint32(size - 4) !== crc32(bytes.subarray(4, size - 4))) throw fail('has a wrong checksum');
  let positions: number[];
  try {
    positions = readRoaring64(bytes.subarray(8, size - 4));
  } catch {
    throw fail('is no Roaring bitmap');
  }
  if (positions.length !== file.recordCount)
    throw fail('has another number of positions than its manifest says');
  return positions;
}
