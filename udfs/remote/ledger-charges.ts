import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fileFailed } from './ledger-files.js';

const RECORD_BYTES = 12;

/**
 * What a run has spent, over all its attempts: a file an attempt, of 12-byte records: the sum so far as a little-endian
 * double, and its CRC-32. A call is charged before it is made and credited if it turns out unbilled, so that a killed attempt has
 * never spent more than its file says.
 */
export class ChargeLog {
  readonly #path: string;
  #descriptor: number | undefined;
  #sum = 0;

  private constructor(
    path: string,
    readonly before: number,
  ) {
    this.#path = path;
  }

  /** @throws LakeveilError FILE_IO */
  static async open(folder: string): Promise<ChargeLog> {
    try {
      const names = (await readdir(folder)).filter((name) => /^\d{8}\.charges$/.test(name)).sort();
      let before = 0;
      for (const name of names) before += lastSum(await readFile(join(folder, name)));
      const next = names.length === 0 ? 1 : Number(names.at(-1)!.slice(0, 8)) + 1;
      return new ChargeLog(join(folder, `${String(next).padStart(8, '0')}.charges`), before);
    } catch (error) {
      throw fileFailed(error, 'read');
    }
  }

  /** @throws LakeveilError FILE_IO, DISK_FULL */
  charge(dollars: number): void {
    if (dollars === 0) return;
    this.#sum += dollars;
    const record = Buffer.allocUnsafe(RECORD_BYTES);
    record.writeDoubleLE(this.#sum, 0);
    record.writeUInt32LE(crc32(record.subarray(0, 8)), 8);
    try {
      this.#descriptor ??= openSync(
        this.#path,
        constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
        0o600,
      );
      writeSync(this.#descriptor, record);
    } catch (error) {
      throw fileFailed(error, 'written');
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** A torn tail, or a page that never came to the disk, is passed over. */
function lastSum(bytes: Buffer): number {
  for (let at = bytes.length - (bytes.length % RECORD_BYTES) - RECORD_BYTES; at >= 0; at -= RECORD_BYTES) {
    const sum = bytes.readDoubleLE(at);
    if (bytes.readUInt32LE(at + 8) === crc32(bytes.subarray(at, at + 8)) && Number.isFinite(sum)) return sum;
  }
  return 0;
}
