import { closeSync, constants, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LakeveilError, toPlainError } from '../../errors.js';
import type { LedgerIndex } from './ledger-index.js';
import { encodeRecord, RecordReader } from './ledger-record.js';

const CHUNK_BYTES = 1024 * 1024;
/** Files that a reader holds open. */
const MAX_OPEN = 32;

export function ledgerFileName(file: number): string {
  return `${String(file).padStart(8, '0')}.ledger`;
}

/** Numbers of the ledger files in the folder, ascending. */
export async function listLedgerFiles(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .map((name) => /^(\d{8})\.ledger$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Enters the whole records of a file into the index.
 *
 * @throws LakeveilError FILE_IO
 */
export async function indexLedgerFile(folder: string, file: number, index: LedgerIndex): Promise<void> {
  const records = new RecordReader();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let handle: FileHandle | undefined;
  try {
    handle = await open(join(folder, ledgerFileName(file)), constants.O_RDONLY | constants.O_NOFOLLOW);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      for (const { id, offset, length } of records.read(chunk.subarray(0, bytesRead))) {
        index.set(id, { file, offset, length });
      }
    }
  } catch (error) {
    throw fileFailed(error, 'read');
  } finally {
    await handle?.close();
  }
}

/** Appends a worker's answers to a file of its own, which is created with the first. */
export class LedgerWriter {
  readonly #path: string;
  readonly file: number;
  #handle: FileHandle | undefined;
  #end = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, file: number) {
    this.#path = join(folder, ledgerFileName(file));
    this.file = file;
  }

  /**
   * Records in one piece, after all that were given before.
   *
   * @returns where their bodies lie, in order
   * @throws LakeveilError FILE_IO, DISK_FULL: they are not in the ledger, and neither is what follows
   */
  append(
    records: readonly { readonly id: Uint8Array; readonly body: Uint8Array }[],
  ): Promise<readonly { readonly offset: number; readonly length: number }[]> {
    const encoded = records.map(({ id, body }) => encodeRecord(id, body));
    const places = records.map(({ body }, i) => {
      this.#end += encoded[i]!.length;
      return { offset: this.#end - body.length, length: body.length };
    });
    const written = this.#last.then(async () => {
      try {
        this.#handle ??= await open(this.#path, 'ax', 0o600);
        const bytes = Buffer.concat(encoded);
        // In append mode: a write that came in part goes on where it stopped.
        for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten;
      } catch (error) {
        throw fileFailed(error, 'written');
      }
    });
    // One that failed fails all after it: their places would be wrong.
    this.#last = written;
    written.catch(() => {});
    return written.then(() => places);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    await this.#handle?.close();
    this.#handle = undefined;
  }
}

/** Reads bodies of records of any ledger file. Synchronous: they lie on this machine, and most in the page cache. */
export class LedgerReader {
  readonly #folder: string;
  readonly #open = new Map<number, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns undefined if it can't be read: the item is sent again */
  read(file: number, offset: number, length: number): Buffer | undefined {
    try {
      const body = Buffer.allocUnsafe(length);
      const descriptor = this.#descriptor(file);
      for (let at = 0; at < length; ) {
        const bytes = readSync(descriptor, body, at, length - at, offset + at);
        if (bytes === 0) return undefined;
        at += bytes;
      }
      return body;
    } catch {
      return undefined;
    }
  }

  close(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #descriptor(file: number): number {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    if (this.#open.size >= MAX_OPEN) {
      const [oldest, descriptor] = this.#open.entries().next().value!;
      closeSync(descriptor);
      this.#open.delete(oldest);
    }
    const path = join(this.#folder, ledgerFileName(file));
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    this.#open.set(file, descriptor);
    return descriptor;
  }
}

export function fileFailed(error: unknown, what: 'read' | 'written'): LakeveilError {
  const plain = toPlainError(error);
  if (plain.code === 'DISK_FULL') {
    return new LakeveilError('DISK_FULL', plain.message, { details: { ...plain.details } });
  }
  return new LakeveilError(
    'FILE_IO',
    `The run's ledger of paid answers could not be ${what}: the run was stopped, so that nothing is paid twice. Look at the disk, then start the same run again.`,
    { details: { ...plain.details } },
  );
}
