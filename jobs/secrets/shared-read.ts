/** A read that several may wait for. It is aborted when none of them waits any more. */
export class SharedRead<T> {
  readonly #stop = new AbortController();
  readonly #value: Promise<T>;
  #waiting = 0;
  #isSettled = false;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#value = read(this.#stop.signal).finally(() => {
      this.#isSettled = true;
    });
    // Whoever waits is told; that nobody does is no failure.
    this.#value.catch(() => {});
  }

  /** It was aborted before it came to an end: whoever comes now needs another one. */
  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /** @throws what the read throws; `interrupted()` if `signal` fires first */
  async wait(signal: AbortSignal | undefined, interrupted: () => Error): Promise<T> {
    if (signal?.aborted) throw interrupted();
    this.#waiting++;
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(interrupted());
      signal?.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([this.#value, aborted]);
    } finally {
      if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
      this.#waiting--;
      if (this.#waiting === 0 && !this.#isSettled) this.#stop.abort();
    }
  }
}
