import type { FileIO } from '../file-io/file-io.js';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** The bytes of a file in order. Files above 16 MiB come in pieces of 4 MiB, the next one asked for when it is needed. */
export async function* readChunks(io: FileIO, location: string, size: number): AsyncGenerator<Uint8Array> {
  if (size <= 4 * CHUNK_BYTES) {
    // Without a range: writers have got the length wrong before, and a whole read does not depend on it.
    yield await io.read(location);
    return;
  }
  for (let start = 0; start < size; start += CHUNK_BYTES) {
    yield await io.read(location, { start, end: Math.min(size, start + CHUNK_BYTES) });
  }
}
