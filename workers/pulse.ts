/**
 * Two numbers that a thread and the main thread share: when the thread's JavaScript last ran, and whether a DuckDB
 * query of it runs on another thread. They tell a thread that is stuck in a UDF's endless loop, which may be ended,
 * from one that waits for a query, which may not: ending it would abort the whole process.
 */
export class Pulse {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#cells = new BigInt64Array(buffer);
  }

  beat(): void {
    Atomics.store(this.#cells, 0, BigInt(Date.now()));
  }

  query(isRunning: boolean): void {
    this.beat();
    Atomics.store(this.#cells, 1, isRunning ? 1n : 0n);
  }

  get isQuerying(): boolean {
    return Atomics.load(this.#cells, 1) !== 0n;
  }

  /** Milliseconds since the thread last ran; 0 before its first beat. */
  get silence(): number {
    const last = Number(Atomics.load(this.#cells, 0));
    return last === 0 ? 0 : Math.max(0, Date.now() - last);
  }
}
