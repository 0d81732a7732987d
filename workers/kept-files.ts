import type { ByteRange } from '../catalog/file-io/byte-ranges.js';
import type { FileIO, LocalCopy } from '../catalog/file-io/file-io.js';
import { interrupted } from './interrupted.js';
import type { StagedFiles } from './staged-files.js';

interface Kept {
  readonly copy: Promise<LocalCopy>;
  readonly filled: ByteRange[];
}

/** Local copies that outlive whoever asked for them: what was asked for through `io` stays until `release`. */
export class KeptFiles {
  readonly io: FileIO;
  readonly #copies = new Map<string, Kept>();
  readonly #reads: StagedFiles['reads'][number][] = [];
  #released: Promise<void> | undefined;

  /** @param copyOf Where the copies come from. */
  constructor(io: FileIO, copyOf: (location: string) => Promise<LocalCopy>) {
    this.io = {
      ...io,
      read: async (location, range) => {
        const bytes = await io.read(location, range);
        if (range !== undefined) this.#reads.push({ location, ...range, bytes });
        return bytes;
      },
      localCopy: async (location) => {
        // Nobody would release it.
        if (this.#released !== undefined) throw interrupted();
        let kept = this.#copies.get(location);
        if (kept === undefined) {
          kept = { copy: copyOf(location), filled: [] };
          this.#copies.set(location, kept);
        }
        const { copy, filled } = kept;
        const { path, fill } = await copy;
        return {
          path,
          ...(fill === undefined
            ? {}
            : {
                fill: async (ranges) => {
                  await fill(ranges);
                  filled.push(...ranges);
                },
              }),
          release: async () => {},
        };
      },
    };
  }

  async staged(): Promise<StagedFiles> {
    const copies = await Promise.all(
      [...this.#copies].map(async ([location, { copy, filled }]) => {
        const { path, fill } = await copy;
        return { location, path, ...(fill === undefined ? {} : { filled }) };
      }),
    );
    return { copies, reads: this.#reads };
  }

  /** Idempotent; never rejects. A `fill` that is under way fails, and so does asking for another copy. */
  release(): Promise<void> {
    this.#released ??= Promise.all(
      [...this.#copies.values()].map(async ({ copy }) => {
        await (await copy).release();
      }),
    ).then(
      () => {},
      () => {},
    );
    return this.#released;
  }
}

/** One copy of a file for all who want it at the same time: the delete files of a table are those of many splits. */
export class SharedCopies {
  readonly #io: FileIO;
  readonly #copies = new Map<string, { readonly copy: Promise<LocalCopy>; users: number }>();

  constructor(io: FileIO) {
    this.#io = io;
  }

  async take(location: string): Promise<LocalCopy> {
    const entry = this.#copies.get(location) ?? {
      copy: this.#io.localCopy(location, { sparse: true }),
      users: 0,
    };
    this.#copies.set(location, entry);
    entry.users += 1;
    let isReleased = false;
    const leave = async (): Promise<void> => {
      if (isReleased) return;
      isReleased = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      this.#copies.delete(location);
      await (await entry.copy).release();
    };
    try {
      return { ...(await entry.copy), release: leave };
    } catch (error) {
      await leave().catch(() => {});
      throw error;
    }
  }
}
