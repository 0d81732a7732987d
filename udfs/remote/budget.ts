import { LakeveilError } from '../../errors.js';
import { CharacterWindow } from './budget-characters.js';
import { ConcurrencyLevel } from './budget-concurrency.js';
import { type ProbeFailure, ServiceDoubt } from './budget-doubt.js';
import { CallRate } from './budget-rate.js';
import type { CallCost } from './call-service.js';
import type { Delivery } from './delivery.js';
import type { CallEnd } from './shared-messages.js';

export type BudgetLimits = Pick<
  Delivery,
  'maxConcurrency' | 'callsPerSecond' | 'charactersPerMinute' | 'maxDollars' | 'deadlineSeconds'
>;

export interface BudgetOptions {
  readonly limits: BudgetLimits;
  /** Of the service, for messages. */
  readonly service: string;
  /** Dollars that earlier attempts of the run have spent. */
  readonly spent?: number;
  readonly random?: () => number;
}

export interface BudgetDecisions {
  /** Tickets whose calls may begin now. */
  readonly admitted: readonly string[];
  /** Which of the admitted has to send a probe in place of its call, if one has to. */
  readonly probe?: string;
  /** Tickets whose calls will not be made. */
  readonly refused: readonly { readonly ticket: string; readonly error: LakeveilError }[];
  /** When to ask again, if nothing is asked or released before. */
  readonly wakeAt: number | undefined;
}

interface OpenCall {
  readonly cost: CallCost;
  readonly startedAt: number;
  readonly isProbe: boolean;
}

interface WaitingCall {
  readonly cost: CallCost;
  readonly probe: CallCost;
}

/** Share of the level that stays after a throttled or failed call. */
const LOWERED_BY_THROTTLE = 0.8;
const LOWERED_BY_FAILURE = 0.7;
/** Fewer failures are no outage, however long they last. */
const OUTAGE_CALLS = 3;
/** Longer than any delay between tries. */
const IDLE_MS = 60_000;

/**
 * The one budget of a service in a run: decides when calls may begin, in the order in which they asked. Knows no timers:
 * times are milliseconds of a clock that never goes back, and whoever owns it calls `decide` again at `wakeAt`.
 *
 * A call begins when fewer calls are open than `ConcurrencyLevel` allows, `CallRate` and `CharacterWindow` let it, and
 * its price fits below the spending cap. The cap counts what open calls may yet cost, so it is never exceeded; a call
 * that may have been billed is charged, answered or not.
 *
 * Where nothing is answered as it should be (`ServiceDoubt`), or nothing at all for as long as the deadline, probes are
 * let through in place of calls until one is answered; if none is, the run stops.
 */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #service: string;
  readonly #level: ConcurrencyLevel;
  readonly #rate: CallRate;
  readonly #characters: CharacterWindow;
  readonly #doubt = new ServiceDoubt();
  readonly #waiting = new Map<string, WaitingCall>();
  readonly #open = new Map<string, OpenCall>();
  #spent: number;
  /** What open calls may cost. */
  #reserved = 0;
  #stopped: LakeveilError | undefined;
  /** When calls began to fail, none having succeeded since. */
  #failingSince: number | undefined;
  #failures = 0;
  /** When the last call ended. */
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(options: BudgetOptions) {
    const { limits, service, spent = 0, random = Math.random } = options;
    this.#limits = limits;
    this.#service = service;
    this.#spent = spent;
    this.#level = new ConcurrencyLevel(limits.maxConcurrency);
    this.#rate = new CallRate(limits.callsPerSecond, random);
    this.#characters = new CharacterWindow(limits.charactersPerMinute);
  }

  /** Calls that may be open at once, at the moment. */
  get level(): number {
    return this.#level.calls;
  }

  get open(): number {
    return this.#open.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Dollars, those of earlier attempts included. */
  get spent(): number {
    return this.#spent;
  }

  /** Calls a second, at the moment; infinite if nothing limits them. */
  get callsPerSecond(): number {
    return this.#rate.perSecond;
  }

  /**
   * @param probe what a probe in its place costs
   * @param isInDoubt whether the service has to show first that it answers
   */
  ask(ticket: string, cost: CallCost, now: number, probe: CallCost = cost, isInDoubt = false): void {
    if (isInDoubt) this.#doubt.raise();
    // Time in which nobody called the service tells nothing of it.
    if (this.#open.size === 0 && this.#waiting.size === 0 && now - this.#endedAt > IDLE_MS) this.#answers();
    this.#waiting.set(ticket, { cost, probe });
  }

  /** Forgets a call that was not begun, or gives back what it was admitted with. */
  withdraw(ticket: string): void {
    this.#waiting.delete(ticket);
    this.#close(ticket);
  }

  /** @returns dollars charged for the call; 0 for a ticket that is not open */
  release(ticket: string, end: CallEnd, now: number): number {
    const call = this.#close(ticket);
    if (call === undefined) return 0;
    this.#endedAt = now;
    if (end.billed) this.#spent += call.cost.dollars;
    if (call.isProbe) this.#probed(end, now);
    switch (end.kind) {
      case 'succeeded':
        this.#level.succeeded(now, end.latencyMs, call.cost.characters);
        this.#rate.succeeded(now, call.startedAt);
        this.#answers();
        if (end.trusted === false) this.#doubt.unexpected();
        else if (!call.isProbe) this.#doubt.answered();
        break;
      case 'too-large':
        this.#answers();
        break;
      case 'refused':
        this.#answers();
        this.#doubt.unexpected();
        break;
      case 'throttled':
        this.#level.lower(now, call.startedAt, LOWERED_BY_THROTTLE, this.#open.size + 1);
        this.#rate.throttled(now, call.startedAt, end.retryAfterMs);
        this.#fails(now);
        this.#heedWait(end.retryAfterMs);
        break;
      case 'transient':
        this.#level.lower(now, call.startedAt, LOWERED_BY_FAILURE, this.#open.size + 1);
        this.#fails(now);
        break;
      case 'untrusted':
        this.#fails(now);
        this.#doubt.unexpected();
        break;
      case 'fatal':
        if (end.stop !== undefined) {
          const { code, message, retryable } = end.stop;
          this.#stopped ??= new LakeveilError(code, message, { retryable });
        }
        break;
      case 'lost':
        break;
    }
    return end.billed ? call.cost.dollars : 0;
  }

  decide(now: number): BudgetDecisions {
    const admitted: string[] = [];
    let probe: string | undefined;
    for (const [ticket, waiting] of this.#waiting) {
      if (this.#stopped !== undefined) break;
      if (this.#open.size >= this.#level.calls) {
        this.#level.reached();
        return decided(admitted, probe);
      }
      const isProbe = this.#doubt.raised;
      if (isProbe && this.#probing) return decided(admitted, probe);
      const cost = isProbe ? waiting.probe : waiting.cost;
      if (this.#exceedsCap(cost)) {
        // What open calls reserve may come back.
        if (this.#reserved > 0) return decided(admitted, probe);
        this.#stopped = this.#capReached(cost);
        break;
      }
      const earliest = Math.max(
        this.#rate.earliest(),
        this.#characters.earliest(now, cost.characters),
        isProbe ? this.#doubt.earliest : now,
      );
      if (earliest > now) return decided(admitted, probe, earliest);
      this.#waiting.delete(ticket);
      this.#open.set(ticket, { cost, startedAt: now, isProbe });
      if (isProbe) probe = ticket;
      this.#reserved += cost.dollars;
      this.#rate.begin(now);
      this.#characters.begin(now, cost.characters);
      admitted.push(ticket);
    }
    const error = this.#stopped;
    if (error === undefined) return decided(admitted, probe);
    const refused = [...this.#waiting.keys()].map((ticket) => ({ ticket, error }));
    this.#waiting.clear();
    return { ...decided(admitted, probe), refused };
  }

  get #probing(): boolean {
    for (const { isProbe } of this.#open.values()) if (isProbe) return true;
    return false;
  }

  #probed(end: CallEnd, now: number): void {
    let how: ProbeFailure;
    switch (end.kind) {
      case 'fatal':
      case 'lost':
        return;
      case 'throttled':
      case 'transient':
        how = 'absent';
        break;
      case 'succeeded':
        if (end.trusted !== false) {
          this.#doubt.probeAnswered();
          return;
        }
        how = 'wrong';
        break;
      default:
        how = 'wrong';
    }
    const isEnough = this.#doubt.probeFailed(how, now);
    if (!isEnough || (how === 'absent' && !this.#isOverdue(now))) return;
    this.#stopped ??=
      how === 'absent'
        ? serviceUnavailable(this.#service, this.#limits.deadlineSeconds)
        : serviceWrong(this.#service, end.kind === 'refused' || end.kind === 'too-large');
  }

  #close(ticket: string): OpenCall | undefined {
    const call = this.#open.get(ticket);
    if (call === undefined) return undefined;
    this.#open.delete(ticket);
    // Sums of floats drift; with no call open nothing is reserved.
    this.#reserved = this.#open.size === 0 ? 0 : this.#reserved - call.cost.dollars;
    return call;
  }

  #exceedsCap(cost: CallCost): boolean {
    const { maxDollars } = this.#limits;
    if (maxDollars === undefined || cost.dollars === 0) return false;
    return this.#spent + this.#reserved + cost.dollars > maxDollars * (1 + 1e-12);
  }

  #answers(): void {
    this.#failingSince = undefined;
    this.#failures = 0;
  }

  /** Nothing but failures for as long as the deadline is an outage, unless it is the texts. */
  #fails(now: number): void {
    this.#failingSince ??= now;
    this.#failures++;
    if (this.#failures >= OUTAGE_CALLS && this.#isOverdue(now)) this.#doubt.raise();
  }

  #isOverdue(now: number): boolean {
    return now - (this.#failingSince ?? now) >= this.#limits.deadlineSeconds * 1000;
  }

  /** A pause that is longer than the deadline is an outage that has been announced. */
  #heedWait(retryAfterMs: number | undefined): void {
    if (retryAfterMs === undefined || retryAfterMs <= this.#limits.deadlineSeconds * 1000) return;
    this.#stopped ??= new LakeveilError(
      'REMOTE_UNAVAILABLE',
      `The rest was not sent: ${this.#service} takes no calls for ${Math.ceil(retryAfterMs / 1000)} s, which is longer than deadlineSeconds. What was answered is kept. Start the same run again after that time.`,
      {
        retryable: true,
        details: { service: this.#service, retryAfterSeconds: Math.ceil(retryAfterMs / 1000) },
      },
    );
  }

  #capReached(cost: CallCost): LakeveilError {
    const { maxDollars = 0 } = this.#limits;
    return new LakeveilError(
      'SPENDING_CAP_REACHED',
      `The rest was not sent: the next call to ${this.#service} costs $${dollars(cost.dollars)}, and $${dollars(this.#spent)} of the $${dollars(maxDollars)} that maxDollars allows are spent. What was answered is kept. Raise maxDollars and start the same run again: it goes on from here.`,
      { details: { service: this.#service, spent: this.#spent, maxDollars } },
    );
  }
}

function decided(
  admitted: readonly string[],
  probe: string | undefined,
  wakeAt: number | undefined = undefined,
): BudgetDecisions {
  return { admitted, refused: [], wakeAt, ...(probe === undefined ? {} : { probe }) };
}

function serviceWrong(service: string, isRefused: boolean): LakeveilError {
  const again = 'What was answered is kept. Then start the same run again.';
  return isRefused
    ? new LakeveilError(
        'REMOTE_REFUSED',
        `The rest was not sent: ${service} refused the last calls (400), and even one with the text "ok", so it is not the rows that it refuses. Check the engine's settings, the policy and the URL. ${again}`,
        { details: { service } },
      )
    : new LakeveilError(
        'REMOTE_UNTRUSTED',
        `The rest was not sent: none of the last calls to ${service} was answered as the service should, not even one with the text "ok". Check the URL (url or endpoint of the engine), and that no portal or gateway answers in its place. ${again}`,
        { details: { service } },
      );
}

function serviceUnavailable(service: string, seconds: number): LakeveilError {
  return new LakeveilError(
    'REMOTE_UNAVAILABLE',
    `The rest was not sent: ${service} answered no call for ${seconds} s (deadlineSeconds). No row was quarantined for it, and what was answered is kept. Start the same run again when the service is back.`,
    { retryable: true, details: { service, deadlineSeconds: seconds } },
  );
}

function dollars(amount: number): string {
  return amount.toFixed(amount !== 0 && amount < 0.01 ? 6 : 2);
}
