import type { ScannedChunk } from './scanned-chunk.js';

/** Rows `[start, end)` of one chunk. */
export interface Segment {
  readonly chunk: ScannedChunk;
  readonly start: number;
  readonly end: number;
}

/** Consecutive rows that enter the UDFs together. */
export interface Batch {
  readonly segments: readonly Segment[];
  readonly rows: number;
  /** UTF-8 bytes of the text inputs. */
  readonly bytes: number;
}

/** Cuts chunks into batches of at most `batchRows` rows and `batchBytes` bytes of text; a longer row is a batch of its own. */
export class Batcher {
  readonly #limits: { readonly batchRows: number; readonly batchBytes: number };
  #segments: Segment[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(limits: { readonly batchRows: number; readonly batchBytes: number }) {
    this.#limits = limits;
  }

  /** The batches that this chunk completes; the rest waits for the next chunk, or for `rest`. */
  add(chunk: ScannedChunk): Batch[] {
    const complete: Batch[] = [];
    let start = 0;
    for (let row = 0; row < chunk.rows; row++) {
      const bytes = chunk.inputBytes(row);
      const isFull =
        this.#rows > 0 &&
        (this.#rows >= this.#limits.batchRows || this.#bytes + bytes > this.#limits.batchBytes);
      if (isFull) {
        this.#segment(chunk, start, row);
        start = row;
        complete.push(...this.rest());
      }
      this.#rows += 1;
      this.#bytes += bytes;
    }
    this.#segment(chunk, start, chunk.rows);
    if (this.#rows >= this.#limits.batchRows || this.#bytes >= this.#limits.batchBytes) {
      complete.push(...this.rest());
    }
    return complete;
  }

  /** What is left as a batch, if anything is. */
  rest(): Batch[] {
    if (this.#rows === 0) return [];
    const batch = { segments: this.#segments, rows: this.#rows, bytes: this.#bytes };
    this.#segments = [];
    this.#rows = 0;
    this.#bytes = 0;
    return [batch];
  }

  #segment(chunk: ScannedChunk, start: number, end: number): void {
    if (end > start) this.#segments.push({ chunk, start, end });
  }
}
