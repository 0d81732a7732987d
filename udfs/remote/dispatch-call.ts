import type { BatchItem } from './dispatch-batch.js';

/** Items that travel together, and how that went so far. */
export class DispatchCall<Answer> {
  readonly items: readonly BatchItem<Answer>[];
  readonly group: string;
  readonly bytes: number;
  readonly controller = new AbortController();
  /** Times that it was sent. */
  tries = 0;
  /** It is at the service, or its answer is on the way to the ledger. */
  isSent = false;
  untrusted = 0;
  transient = 0;
  /** Milliseconds in calls and between them; waiting for admission does not count. */
  spentMs = 0;
  /** Failures between which other calls succeeded: the service is there, and this call is what fails. */
  aloneInFailing = 0;
  /** Successes of the dispatcher when it last failed. */
  successesAtFailure: number | undefined;
  /** The service has to show that it answers others, before the call is given up. */
  isInDoubt = false;
  /** Under which code the single item fails, once the service has shown that. */
  verdict: string | undefined;

  constructor(items: readonly BatchItem<Answer>[]) {
    this.items = items;
    this.group = items[0]!.item.group;
    this.bytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get texts(): readonly string[] {
    return this.items.map(({ item }) => item.text);
  }

  /** Nobody waits for any of it. */
  get unwanted(): boolean {
    return this.items.every(({ batch }) => batch.ended);
  }

  /** All who waited have gone away on purpose. */
  get cancelled(): boolean {
    return this.items.every(({ batch }) => batch.signal.aborted);
  }

  /** Two of about as many items; the failures of the whole are forgotten. */
  halves(): [DispatchCall<Answer>, DispatchCall<Answer>] {
    const middle = Math.ceil(this.items.length / 2);
    const halves: [DispatchCall<Answer>, DispatchCall<Answer>] = [
      new DispatchCall(this.items.slice(0, middle)),
      new DispatchCall(this.items.slice(middle)),
    ];
    for (const half of halves) half.tries = this.tries;
    return halves;
  }
}
