import { LakeveilError } from '../../../errors.js';
import { shownLocation } from '../shown-location.js';

/** Length of the footer and the magic that ends the file: https://parquet.apache.org/docs/file-format/ */
export const FOOTER_END = 8;

/**
 * Where a Parquet file's footer begins. `end` holds the file's last bytes, `size` is its length.
 *
 * Errors: FILE_TRUNCATED if it is too short to be one; CORRUPT_FILE; UNSUPPORTED_FEATURE for an encrypted footer.
 */
export function footerStart(end: Uint8Array, size: number, location: string): number {
  const place = shownLocation(location);
  const details = { location: place };
  if (size < 4 + FOOTER_END) {
    throw new LakeveilError(
      'FILE_TRUNCATED',
      `${place} was not read: of ${size} bytes no Parquet file can be. It is truncated; restore it.`,
      { details },
    );
  }
  const tail = Buffer.from(end.buffer, end.byteOffset, end.byteLength).subarray(-FOOTER_END);
  const magic = tail.toString('latin1', 4);
  if (magic === 'PARE') {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `${place} was not read: it is a Parquet file with an encrypted footer, which Lakeveil does not read.`,
      { details },
    );
  }
  const start = size - FOOTER_END - tail.readUInt32LE(0);
  if (magic !== 'PAR1' || start < 4) {
    throw new LakeveilError(
      'CORRUPT_FILE',
      `${place} was not read: it is truncated or corrupt, or no Parquet file. Restore it.`,
      { details },
    );
  }
  return start;
}
