import type { CallLimits } from './call-service.js';

/** Successes of full calls until calls grow by GROWTH. */
const SUCCESSES_TO_GROW = 4;
const GROWTH = 1.25;
/** Share of a size that failed up to which calls grow again. */
const BELOW_FAILED = 0.9;
/** Successes of full calls until a size that failed is tried again. */
const SUCCESSES_TO_FORGET = 200;

/**
 * How large calls are: at first as large as the service's limits allow; half of a call that was too large or timed out;
 * larger again with success, but for long not as large as what failed.
 */
export class PackSize {
  readonly #limits: CallLimits;
  #items: number;
  #bytes: number;
  #failedItems = Number.POSITIVE_INFINITY;
  #failedBytes = Number.POSITIVE_INFINITY;
  #successes = 0;
  #sinceFailure = 0;

  constructor(limits: CallLimits) {
    this.#limits = limits;
    this.#items = limits.maxItems;
    this.#bytes = limits.maxBytes;
  }

  get items(): number {
    return Math.max(1, Math.floor(this.#items));
  }

  get bytes(): number {
    return Math.max(1, Math.floor(this.#bytes));
  }

  tooLarge(items: number, bytes: number): void {
    // A single item says nothing of how many may travel together.
    if (items < 2) return;
    this.#failedItems = Math.min(this.#failedItems, items);
    this.#failedBytes = Math.min(this.#failedBytes, bytes);
    this.#items = Math.min(this.#items, items / 2);
    this.#bytes = Math.min(this.#bytes, bytes / 2);
    this.#successes = 0;
    this.#sinceFailure = 0;
  }

  succeeded(items: number, bytes: number): void {
    const full = items >= this.#items * 0.8 || bytes >= this.#bytes * 0.8;
    if (!full || (this.#items >= this.#limits.maxItems && this.#bytes >= this.#limits.maxBytes)) return;
    this.#successes++;
    this.#sinceFailure++;
    if (this.#sinceFailure >= SUCCESSES_TO_FORGET) {
      this.#failedItems = Number.POSITIVE_INFINITY;
      this.#failedBytes = Number.POSITIVE_INFINITY;
      this.#sinceFailure = 0;
    }
    if (this.#successes < SUCCESSES_TO_GROW) return;
    this.#successes = 0;
    const { maxItems, maxBytes } = this.#limits;
    this.#items = grown(this.#items, maxItems, this.#failedItems);
    this.#bytes = grown(this.#bytes, maxBytes, this.#failedBytes);
  }
}

function grown(size: number, max: number, failed: number): number {
  return Math.max(size, Math.min(size * GROWTH + 1, max, failed * BELOW_FAILED));
}
