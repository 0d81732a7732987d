import { type Data, Field, makeData, RecordBatch, Schema, Struct, Utf8 } from 'apache-arrow';
import { LakeveilError } from '../errors.js';

const encoder = new TextEncoder();

/** Collects strings and nulls, in order, into a record batch of one Utf8 column named `out`. */
export class TextColumnBuilder {
  #bytes = new Uint8Array(1 << 16);
  #used = 0;
  #rows = 0;
  #nulls = 0;
  readonly #offsets: Int32Array;
  readonly #valid: Uint8Array;

  constructor(rows: number) {
    this.#offsets = new Int32Array(rows + 1);
    this.#valid = new Uint8Array(Math.ceil(rows / 8));
  }

  /** @throws LakeveilError BATCH_TOO_LARGE above 2 GiB of text */
  add(value: string | null): void {
    if (value === null) this.#nulls++;
    else {
      const most = this.#used + value.length * 3;
      if (most > this.#bytes.length) this.#grow(value);
      this.#used += encoder.encodeInto(value, this.#bytes.subarray(this.#used)).written;
      this.#valid[this.#rows >> 3]! |= 1 << (this.#rows & 7);
    }
    this.#rows++;
    this.#offsets[this.#rows] = this.#used;
  }

  finish(): RecordBatch {
    const data = makeData({
      type: new Utf8(),
      length: this.#rows,
      nullCount: this.#nulls,
      nullBitmap: this.#valid,
      valueOffsets: this.#offsets,
      data: this.#bytes.slice(0, this.#used),
    });
    return batchOf(data, new Field('out', new Utf8(), true));
  }

  #grow(value: string): void {
    const needed = this.#used + value.length * 3;
    if (needed > 0x7fff_ffff) {
      throw new LakeveilError(
        'BATCH_TOO_LARGE',
        'The output of one batch is above 2 GiB: nothing of it was written. Lower limits.batchBytes.',
      );
    }
    const larger = new Uint8Array(Math.min(0x7fff_ffff, Math.max(this.#bytes.length * 2, needed)));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

function batchOf(data: Data, field: Field): RecordBatch {
  const schema = new Schema([field]);
  return new RecordBatch(
    schema,
    makeData({ type: new Struct([field]), length: data.length, nullCount: 0, children: [data] }),
  );
}
