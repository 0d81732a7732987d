import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { createBytes } from './journal-record.js';
import { attemptFolder, segmentLocation } from './mirrored-files.js';

/** How often what was appended is brought to the journal: what a machine takes with it when it dies. */
export const MIRROR_MS = 1000;
const MAX_SEGMENT_BYTES = 8 * 1024 * 1024;
/** So many segments of one size become one; else a long run would leave one a second, and its resumption would read them all. */
const FAN_IN = 16;
const MAX_MERGED_BYTES = 64 * 1024 * 1024;

interface Uploaded {
  end: number;
  readonly pieces: { readonly start: number; readonly end: number; readonly level: number }[];
}

/** Brings append-only files of a local folder to the journal as they grow. */
export class MirrorUpload {
  readonly #uploaded = new Map<string, Uploaded>();
  readonly #ended = new AbortController();
  #passing: Promise<void> = Promise.resolve();
  #ticking: Promise<void> | undefined;
  readonly #target: string;

  /** `skipped`: names of files that are in the journal under another attempt. `before` runs ahead of each upload. */
  constructor(
    private readonly io: FileIO,
    private readonly folder: string,
    shared: string,
    attempt: number,
    private readonly skipped: ReadonlySet<string>,
    private readonly before: () => Promise<void>,
  ) {
    this.#target = attemptFolder(shared, attempt);
  }

  /** Of this attempt, brought up to this byte before. */
  has(name: string, end: number): void {
    this.#uploaded.set(name, { end, pieces: [{ start: 0, end, level: Number.POSITIVE_INFINITY }] });
  }

  /** Begins to bring what is appended, every second. */
  start(): void {
    this.#ticking = this.#tick();
  }

  /** Brings all that stands in the files by now. Errors: FileIO's, those of `before`. */
  flush(): Promise<void> {
    const pass = this.#passing.catch(() => {}).then(() => this.#pass());
    this.#passing = pass;
    return pass;
  }

  /** Begins no further pass, and waits for the one that is under way. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#ticking;
    await this.#passing.catch(() => {});
  }

  async #tick(): Promise<void> {
    const { signal } = this.#ended;
    for (;;) {
      await sleep(MIRROR_MS, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      // What does not get through now may next time; the end of the attempt says if nothing did.
      await this.flush().catch(() => {});
    }
  }

  async #pass(): Promise<void> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((name) => !this.skipped.has(name));
    await Promise.all(names.map((name) => this.#bring(name)));
  }

  async #bring(name: string): Promise<void> {
    const uploaded = this.#uploaded.get(name) ?? { end: 0, pieces: [] };
    this.#uploaded.set(name, uploaded);
    const file = await open(join(this.folder, name), 'r');
    const read = async (start: number, end: number): Promise<Buffer> => {
      const bytes = Buffer.allocUnsafe(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    };
    try {
      const { size } = await file.stat();
      while (uploaded.end < size) {
        const end = Math.min(size, uploaded.end + MAX_SEGMENT_BYTES);
        await this.before();
        await this.#create(name, uploaded.end, await read(uploaded.end, end));
        uploaded.pieces.push({ start: uploaded.end, end, level: 0 });
        uploaded.end = end;
        await this.#merge(name, uploaded, read);
      }
    } finally {
      await file.close();
    }
  }

  async #create(name: string, start: number, bytes: Uint8Array): Promise<void> {
    // One of that name has these very bytes: the files are append-only.
    const location = segmentLocation(this.#target, name, start, start + bytes.length);
    await createBytes(this.io, location, bytes, { secret: true });
  }

  async #merge(
    name: string,
    { pieces }: Uploaded,
    read: (start: number, end: number) => Promise<Buffer>,
  ): Promise<void> {
    for (;;) {
      const level = pieces.at(-1)!.level;
      const alike = pieces.slice(-FAN_IN);
      const [first, last] = [alike[0]!, alike.at(-1)!];
      if (alike.length < FAN_IN || alike.some((piece) => piece.level !== level)) return;
      if (last.end - first.start > MAX_MERGED_BYTES) return;
      await this.#create(name, first.start, await read(first.start, last.end));
      pieces.splice(-FAN_IN, FAN_IN, { start: first.start, end: last.end, level: level + 1 });
      for (const { start, end } of alike)
        await this.io.remove(segmentLocation(this.#target, name, start, end));
    }
  }
}
