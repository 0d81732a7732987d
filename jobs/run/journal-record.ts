import type { FileIO } from '../../catalog/file-io/file-io.js';
import { LakeveilError } from '../../errors.js';

/** Records of a journal: JSON files that are created once and never changed. */

/** False if it is there already. Errors: FileIO's. */
export async function createRecord(io: FileIO, location: string, value: unknown): Promise<boolean> {
  return createBytes(io, location, Buffer.from(JSON.stringify(value)));
}

/** False if it is there already. Errors: FileIO's. */
export async function createBytes(
  io: FileIO,
  location: string,
  content: Uint8Array,
  options: { readonly secret?: boolean } = {},
): Promise<boolean> {
  try {
    await io.create(location, content, options);
    return true;
  } catch (error) {
    if (error instanceof LakeveilError && error.code === 'FILE_EXISTS') return false;
    throw error;
  }
}

/** Undefined if there is none. Errors: JOURNAL_CORRUPT, FileIO's. */
export async function readRecord<T>(io: FileIO, location: string): Promise<T | undefined> {
  try {
    return parseRecord<T>(await io.read(location), location);
  } catch (error) {
    if (error instanceof LakeveilError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Errors: JOURNAL_CORRUPT. */
export function parseRecord<T>(content: Uint8Array, location: string): T {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8')) as T;
  } catch {
    throw new LakeveilError(
      'JOURNAL_CORRUPT',
      `A journal record can't be read (${location}); nothing was committed. Start the run again with --fresh.`,
    );
  }
}
