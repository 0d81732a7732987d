import type { ItemOutcome, RemoteItem } from './call-service.js';
import type { LedgerKey } from './ledger-keys.js';

/** One of the different items of a batch. */
export interface BatchItem<Answer> {
  readonly item: RemoteItem;
  readonly bytes: number;
  readonly batch: DispatchBatch<Answer>;
  /** Where in the batch it occurs. */
  readonly at: number[];
  /** Undefined without a ledger. */
  readonly key: LedgerKey | undefined;
}

/** The items of one `dispatch`, until all are answered or the batch has failed. */
export class DispatchBatch<Answer> {
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Without their duplicates. */
  readonly items: readonly BatchItem<Answer>[];
  readonly duplicates: number;
  readonly answered: Promise<readonly ItemOutcome<Answer>[]>;
  /** Fires when the batch fails: ends what is asked for it alone. */
  readonly failed = new AbortController();
  readonly #outcomes: ItemOutcome<Answer>[];
  #left: number;
  #ended = false;
  #resolve!: (outcomes: readonly ItemOutcome<Answer>[]) => void;
  #reject!: (error: Error) => void;

  constructor(
    holder: string,
    items: readonly RemoteItem[],
    signal: AbortSignal,
    bytesOf: (text: string) => number,
    keyOf: ((item: RemoteItem) => LedgerKey) | undefined,
  ) {
    this.holder = holder;
    this.signal = signal;
    const groups = new Map<string, Map<string, BatchItem<Answer>>>();
    const different: BatchItem<Answer>[] = [];
    items.forEach((item, i) => {
      let texts = groups.get(item.group);
      if (texts === undefined) {
        texts = new Map();
        groups.set(item.group, texts);
      }
      const known = texts.get(item.text);
      if (known !== undefined) {
        known.at.push(i);
        return;
      }
      const first = { item, bytes: bytesOf(item.text), batch: this, at: [i], key: keyOf?.(item) };
      texts.set(item.text, first);
      different.push(first);
    });
    this.items = different;
    this.duplicates = items.length - different.length;
    this.#left = different.length;
    this.#outcomes = new Array(items.length);
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (this.#left === 0) this.#end();
  }

  /** All are answered, or the batch has failed. */
  get ended(): boolean {
    return this.#ended;
  }

  settle(item: BatchItem<Answer>, outcome: ItemOutcome<Answer>): void {
    if (this.#ended || this.#outcomes[item.at[0]!] !== undefined) return;
    for (const i of item.at) this.#outcomes[i] = outcome;
    if (--this.#left === 0) this.#end();
  }

  fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reject(error);
    this.failed.abort();
  }

  #end(): void {
    this.#ended = true;
    this.#resolve(this.#outcomes);
  }
}
