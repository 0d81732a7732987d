/** Calls in a row that were not answered as they should be until the service has to show that it is there. */
const SUSPICIOUS = 4;
/** Probes that fail in one way until the run stops. */
const MAX_PROBES = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 16_000;

/** `wrong`: answered, but not as the service should. `absent`: not answered. */
export type ProbeFailure = 'wrong' | 'absent';

/**
 * Whether the service is there at all. A wrong URL, a captive portal or an outage would otherwise be found out row by
 * row. While there is doubt nothing is sent but a probe, one at a time: a harmless text that the service is able to
 * answer if it is able to answer any.
 */
export class ServiceDoubt {
  #raised = false;
  #inRow = 0;
  #suspicious = SUSPICIOUS;
  #failed: Record<ProbeFailure, number> = { wrong: 0, absent: 0 };
  #notBefore = Number.NEGATIVE_INFINITY;

  get raised(): boolean {
    return this.#raised;
  }

  /** The next probe may not begin before. */
  get earliest(): number {
    return this.#notBefore;
  }

  raise(): void {
    this.#raised = true;
  }

  /** A call was refused, or what came back was no answer. */
  unexpected(): void {
    if (++this.#inRow >= this.#suspicious) this.raise();
  }

  answered(): void {
    this.#suspicious = SUSPICIOUS;
    this.#settle();
  }

  /** It is the texts, then; the next probe comes later, so that there are few of them. */
  probeAnswered(): void {
    this.#suspicious *= 2;
    this.#settle();
  }

  /** @returns whether that was enough */
  probeFailed(how: ProbeFailure, now: number): boolean {
    const { wrong, absent } = this.#failed;
    this.#notBefore = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (wrong + absent));
    return ++this.#failed[how] >= MAX_PROBES;
  }

  #settle(): void {
    this.#raised = false;
    this.#inRow = 0;
    this.#failed = { wrong: 0, absent: 0 };
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }
}
