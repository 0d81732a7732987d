import { setTimeout as sleep } from 'node:timers/promises';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** Bytes of scratch in use, over all threads of the process. */
export interface ScratchBudget {
  /** Waits until that many bytes fit under the limit, or nothing else is in use. */
  reserve(bytes: number, signal?: AbortSignal): Promise<void>;
  /** Without waiting: for what must go on so that others can. */
  reserveAtOnce(bytes: number): void;
  release(bytes: number): void;
}

const NAME = 'lakeveil.scratch-budget';
const IN_USE = 0;
const CHANGES = 1;
const POLL_MS = 10;

/**
 * @param stallMs After that long without any reservation or release one waiter goes on all the same: threads that each
 *   hold a file and want another would else wait for each other without end.
 */
export function scratchBudget(limit: number, stallMs = 60_000): ScratchBudget {
  const state = sharedState();
  const change = (bytes: number): void => {
    Atomics.add(state, IN_USE, BigInt(bytes));
    Atomics.add(state, CHANGES, 1n);
  };
  const tryReserve = (bytes: number): boolean => {
    const inUse = Atomics.load(state, IN_USE);
    if (inUse > 0n && inUse + BigInt(bytes) > BigInt(limit)) return false;
    if (Atomics.compareExchange(state, IN_USE, inUse, inUse + BigInt(bytes)) !== inUse) return false;
    Atomics.add(state, CHANGES, 1n);
    return true;
  };
  return {
    async reserve(bytes, signal) {
      let changes = Atomics.load(state, CHANGES);
      let since = performance.now();
      while (!tryReserve(bytes)) {
        signal?.throwIfAborted();
        await sleep(POLL_MS);
        const now = Atomics.load(state, CHANGES);
        if (now !== changes) {
          changes = now;
          since = performance.now();
        } else if (performance.now() - since >= stallMs) {
          // Only one of the waiters may take the stall for its own.
          if (Atomics.compareExchange(state, CHANGES, changes, changes + 1n) === changes)
            return change(bytes);
        }
      }
    },
    reserveAtOnce: change,
    release: (bytes) => change(-bytes),
  };
}

/** Made by the main thread, before its workers; they get it as environment data. A thread without it counts for itself. */
function sharedState(): BigInt64Array<SharedArrayBuffer> {
  const shared = getEnvironmentData(NAME);
  if (shared instanceof SharedArrayBuffer) return new BigInt64Array(shared);
  const made = new SharedArrayBuffer(16);
  setEnvironmentData(NAME, made);
  return new BigInt64Array(made);
}
