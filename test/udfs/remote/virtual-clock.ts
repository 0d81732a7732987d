import type { Clock } from '../../../udfs/remote/budget-admissions.js';

/** Real time in which nothing happens after which nothing will: what is waited for has been forgotten. */
const STUCK_MS = 15_000;

/** A clock that stands still while anything runs, and jumps to the next timer when nothing does. */
export class VirtualClock implements Clock {
  #now = 0;
  #count = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly wake: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const id = this.#count++;
    this.#timers.set(id, { at: this.#now + ms, wake });
    return () => this.#timers.delete(id);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new Error('aborted'));
      const abort = (): void => {
        cancel();
        reject(new Error('aborted'));
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Lets time pass until the promise settles.
   *
   * @throws Error if it doesn't although no timer is left
   */
  async until<T>(promise: Promise<T>, turns = 6): Promise<T> {
    let settled = false;
    let patient = false;
    const watched = promise.finally(() => {
      settled = true;
    });
    watched.catch(() => {});
    let idleSince: number | undefined;
    while (!settled) {
      for (let turn = 0; turn < turns && !settled; turn++)
        await new Promise((resolve) => setImmediate(resolve));
      let next: number | undefined;
      for (const [id, { at }] of this.#timers) {
        if (next === undefined || at < this.#timers.get(next)!.at) next = id;
      }
      if (next === undefined) {
        idleSince ??= performance.now();
        if (performance.now() - idleSince > STUCK_MS) throw new Error('what is waited for never comes');
        continue;
      }
      idleSince = undefined;
      // Files and sockets run on real time: a long wait may be for them.
      if (this.#timers.get(next)!.at - this.#now > 1000 && !patient) {
        patient = true;
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      patient = false;
      const { at, wake } = this.#timers.get(next)!;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, at);
      wake();
    }
    return watched;
  }
}
