import type { MessagePort } from 'node:worker_threads';
import { fromPlainError, LakeveilError } from '../errors.js';
import type { SharedLine } from '../udfs/shared-part.js';
import { interrupted } from './interrupted.js';
import type { FromThread, ToThread } from './thread-messages.js';

type Answer = Extract<ToThread, { type: 'shared-answer' }>;

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A worker's side of the lines to what its UDFs share: requests go out by the session's port, answers come back by id. */
export class SharedLines {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #isClosed = false;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  of(fieldId: number): SharedLine {
    return { request: (request, signal) => this.#request(fieldId, request, signal) };
  }

  /** An answer to a request that nobody waits for any more is let go of. */
  answered(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ('error' in answer) pending?.reject(fromPlainError(answer.error));
    else pending?.resolve(answer.value);
  }

  /** The host is gone, or the session is over. */
  close(): void {
    this.#isClosed = true;
    for (const pending of this.#pending.values()) pending.reject(interrupted());
    this.#pending.clear();
  }

  async #request(fieldId: number, request: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    if (this.#isClosed || signal?.aborted) throw interrupted();
    this.#last += 1;
    const id = this.#last;
    const message: FromThread = { type: 'shared-request', id, fieldId, request };
    let onAbort: (() => void) | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject });
        onAbort = () => reject(interrupted());
        signal?.addEventListener('abort', onAbort, { once: true });
        try {
          this.#port.postMessage(message);
        } catch {
          reject(
            new LakeveilError(
              'INTERNAL',
              'A request to what the workers share was not sent: it is no plain data.',
            ),
          );
        }
      });
    } finally {
      this.#pending.delete(id);
      if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    }
  }
}
