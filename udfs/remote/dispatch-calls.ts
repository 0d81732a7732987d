import { randomUUID } from 'node:crypto';
import { fromPlainError, LakeveilError, toPlainError } from '../../errors.js';
import type { BudgetLimits } from './budget.js';
import type { Clock } from './budget-admissions.js';
import { CallFailure, type CallService, type ItemOutcome, type RemoteItem } from './call-service.js';
import type { CallAdmission } from './dispatch-admission.js';
import type { Claimed, SharedAnswers } from './dispatch-answers.js';
import { type BatchItem, DispatchBatch } from './dispatch-batch.js';
import { DispatchCall } from './dispatch-call.js';
import type { Dispatcher } from './dispatcher.js';
import type { LedgerKeys } from './ledger-keys.js';
import { PackQueue } from './pack-queue.js';
import { PackSize } from './pack-size.js';
import { retryDelayMs } from './retry-delay.js';
import type { CallEndKind } from './shared-messages.js';

/** New calls that wait for admission. Few, so that what comes meanwhile still joins a call. */
const MAX_ASKING = 4;
/** Untrusted answers to one call until it is halved. */
const MAX_UNTRUSTED = 2;
/** Untrusted answers to a single item until it fails. */
const MAX_UNTRUSTED_ALONE = 3;
/** Transient failures of one call until it is halved although nothing else succeeded. */
const MAX_TRANSIENT = 4;
/** A single item fails for good after so many failures with successes of others between them. */
const MIN_ALONE_IN_FAILING = 3;
/** What is sent to see whether a service answers at all. */
const PROBE = ['ok'];
/** Share of charactersPerMinute that one call may have, so that calls fill the minute well. */
const CHARACTERS_OF_MINUTE = 1 / 20;

export interface CallDispatcherOptions<Answer> {
  readonly service: CallService<Answer>;
  readonly delivery: BudgetLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly admission: CallAdmission;
  readonly answers: { readonly shared: SharedAnswers<Answer>; readonly keys: LedgerKeys } | undefined;
}

/**
 * What becomes of a call that fails:
 *
 * - throttled: asks again; the budget makes all wait.
 * - transient: again after a delay with full jitter. A call that fails while others succeed is halved, as is one that
 *   timed out. A single item that keeps failing between successes of others until the deadline fails, by its code.
 *   Where there are no others, probes stand for them; if those fail too it is an outage: the run stops with
 *   REMOTE_UNAVAILABLE, and no row is quarantined.
 * - too-large, refused: halved at once; a single item fails.
 * - untrusted: sent twice, then halved; a single item is sent three times, then fails.
 * - fatal: all that waits fails with what the service says.
 *
 * No item fails by its call before the service has answered anything; a probe shows that it does.
 *
 * Calls under way when the run stops by itself (cap, fatal) come to their end, and their answers into the ledger; when
 * the signal fires they are aborted.
 */
export class CallDispatcher<Answer> implements Dispatcher<Answer> {
  readonly #options: CallDispatcherOptions<Answer>;
  readonly #service: CallService<Answer>;
  readonly #name = randomUUID();
  readonly #queue = new PackQueue<Answer>();
  readonly #size: PackSize;
  readonly #batches = new Set<DispatchBatch<Answer>>();
  /** With what settles when they are no more. */
  readonly #calls = new Map<DispatchCall<Answer>, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  readonly #signals = new Map<AbortSignal, { readonly users: Set<() => void>; readonly abort: () => void }>();
  #asking = 0;
  #pumping = false;
  #successes = 0;
  #count = 0;
  #closed = false;

  constructor(options: CallDispatcherOptions<Answer>) {
    this.#options = options;
    this.#service = options.service;
    this.#size = new PackSize(options.service.limits);
  }

  async dispatch(items: readonly RemoteItem[], signal: AbortSignal): Promise<readonly ItemOutcome<Answer>[]> {
    if (signal.aborted || this.#closed) throw interrupted();
    const { answers } = this.#options;
    const batch = new DispatchBatch<Answer>(
      `${this.#name}:${this.#count++}`,
      items,
      signal,
      (text) => this.#service.bytesOf(text),
      answers === undefined ? undefined : (item) => answers.keys.of(item),
    );
    this.#batches.add(batch);
    const release = this.#watch(signal);
    if (!batch.ended) this.#begin(batch);
    try {
      const outcomes = await batch.answered;
      release();
      return outcomes;
    } catch (error) {
      // Calls may outlive a batch that failed by itself: until they end the signal aborts them.
      void Promise.allSettled(this.#running).then(release);
      throw error;
    } finally {
      this.#batches.delete(batch);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const batch of this.#batches) this.#fail(batch, interrupted());
    for (const call of this.#calls.keys()) call.controller.abort();
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    this.#options.admission.close();
    await this.#options.answers?.shared.close();
    await this.#service.close();
  }

  /** One listener a signal, however many batches are open under it. */
  #watch(signal: AbortSignal): () => void {
    const watched = this.#signals.get(signal);
    const users = watched?.users ?? new Set();
    if (watched === undefined) {
      const abort = (): void => {
        for (const batch of this.#batches) if (batch.signal === signal) this.#fail(batch, interrupted());
        for (const call of this.#calls.keys()) if (call.cancelled) call.controller.abort();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#signals.set(signal, { users, abort });
    }
    const release = (): void => {
      users.delete(release);
      const { abort } = this.#signals.get(signal) ?? {};
      if (users.size > 0 || abort === undefined) return;
      signal.removeEventListener('abort', abort);
      this.#signals.delete(signal);
    };
    users.add(release);
    return release;
  }

  #begin(batch: DispatchBatch<Answer>): void {
    const shared = this.#options.answers?.shared;
    if (shared === undefined) {
      for (const item of batch.items) this.#queue.push(item);
      this.#schedule();
      return;
    }
    this.#spawn(async () => {
      let claimed = await shared.claim(batch);
      for (;;) {
        this.#take(claimed);
        if (claimed.others.length === 0 || batch.ended) return;
        claimed = await shared.wait(batch, claimed.others);
      }
    }, [batch]);
  }

  #take({ ours, answered, failed }: Claimed<Answer>): void {
    for (const { item, answer } of answered) item.batch.settle(item, { ok: true, answer });
    for (const { item, code } of failed) item.batch.settle(item, { ok: false, code });
    for (const item of ours) this.#queue.push(item);
    if (ours.length > 0) this.#schedule();
  }

  /** Calls are packed once all that comes in this turn of the event loop is there. */
  #schedule(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { charactersPerMinute = Number.POSITIVE_INFINITY } = this.#options.delivery;
    while (this.#asking < MAX_ASKING && !this.#closed) {
      const items = this.#queue.take({
        items: this.#size.items,
        bytes: this.#size.bytes,
        characters: charactersPerMinute * CHARACTERS_OF_MINUTE,
      });
      if (items.length === 0) return;
      this.#asking++;
      this.#start(new DispatchCall(items), () => {
        this.#asking--;
        this.#pump();
      });
    }
  }

  #start(call: DispatchCall<Answer>, admitted: () => void): void {
    let asking = true;
    const once = (): void => {
      if (asking) admitted();
      asking = false;
    };
    const running = this.#spawn(async () => {
      try {
        await this.#run(call, once);
      } finally {
        this.#calls.delete(call);
        once();
      }
    }, undefined);
    this.#calls.set(call, running);
  }

  /** What it throws fails the batches, all that are open if none are named: nothing is thrown at nobody. */
  #spawn(work: () => Promise<void>, batches: readonly DispatchBatch<Answer>[] | undefined): Promise<void> {
    const running = work().catch((error) => {
      const stop = error instanceof LakeveilError ? error : fromPlainError(toPlainError(error));
      for (const batch of batches ?? this.#batches) this.#fail(batch, stop);
    });
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
    return running;
  }

  #fail(batch: DispatchBatch<Answer>, error: LakeveilError): void {
    if (batch.ended) return;
    batch.fail(error);
    const open: Promise<void>[] = [];
    for (const [call, running] of this.#calls) {
      if (!call.items.some((item) => item.batch === batch)) continue;
      // What was not sent yet need not be.
      if (call.unwanted && !call.isSent) call.controller.abort();
      open.push(running);
    }
    const abandon = (): void => this.#options.answers?.shared.abandon(batch);
    // While a call is under way nobody else may send its items: they would be paid twice.
    if (open.length === 0) abandon();
    else void Promise.all(open).then(abandon);
  }

  /** Until each item is answered, failed, or nobody waits for any. */
  async #run(call: DispatchCall<Answer>, admitted: () => void): Promise<void> {
    const { admission, clock } = this.#options;
    const { signal } = call.controller;
    while (!call.unwanted && !signal.aborted) {
      const ticket = `${this.#name}:${this.#count++}`;
      let texts: readonly string[] = call.texts;
      let isProbe: boolean;
      try {
        const request = {
          ticket,
          cost: this.#service.costOf(texts),
          items: texts.length,
          retry: call.tries > 0,
          probe: this.#service.costOf(PROBE),
          isInDoubt: call.isInDoubt,
        };
        isProbe = (await admission.admit(request, signal)) === 'probe';
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      admitted();
      if (signal.aborted) {
        admission.withdraw(ticket);
        return;
      }
      if (isProbe) texts = PROBE;
      else {
        // Others were answered while it waited.
        if (call.isInDoubt) this.#othersAnswered(call);
        if (call.verdict !== undefined) {
          admission.withdraw(ticket);
          return this.#failItem(call, call.verdict);
        }
        call.tries++;
        call.isSent = true;
      }
      const startedAt = clock.now();
      let answer: readonly ItemOutcome<Answer>[] | CallFailure;
      try {
        answer = await this.#service.call(texts, call.group, signal);
      } catch (error) {
        const latencyMs = clock.now() - startedAt;
        if (signal.aborted || !(error instanceof CallFailure)) {
          admission.release(ticket, { kind: 'lost', latencyMs, billed: true });
          if (signal.aborted) return;
          throw error;
        }
        answer = error;
      }
      const latencyMs = clock.now() - startedAt;
      if (!(answer instanceof CallFailure) && answer.length !== texts.length) {
        answer = new CallFailure('untrusted', { code: 'REMOTE_UNTRUSTED', mayBeBilled: true });
      }
      if (!(answer instanceof CallFailure)) {
        const trusted = answer.some(({ ok }) => ok);
        const end = { kind: 'succeeded', latencyMs, billed: true, trusted } as const;
        if (isProbe) {
          admission.release(ticket, end);
          if (trusted) this.#othersAnswered(call);
          if (trusted && call.verdict !== undefined) return this.#failItem(call, call.verdict);
          continue;
        }
        try {
          await this.#settle(call, answer);
        } finally {
          // After the ledger has it: who is refused by the cap must not stop the run before.
          admission.release(ticket, end);
        }
        this.#successes++;
        this.#size.succeeded(texts.length, call.bytes);
        return;
      }
      call.isSent = false;
      const { kind, facts } = answer;
      const stop = kind === 'fatal' ? fatal(this.#service.name, answer) : undefined;
      admission.release(ticket, {
        kind: kind satisfies CallEndKind,
        latencyMs,
        billed: facts.mayBeBilled ?? kind === 'untrusted',
        ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
        ...(stop === undefined
          ? {}
          : { stop: { code: stop.code, message: stop.message, retryable: stop.retryable } }),
      });
      if (stop !== undefined) throw stop;
      // The budget asks for another, or stops the run.
      if (isProbe) continue;
      call.spentMs += latencyMs;
      if (await this.#recover(call, answer)) return;
    }
  }

  /** @returns true if the call is no more: its items failed, or travel in halves */
  async #recover(call: DispatchCall<Answer>, { kind, facts }: CallFailure): Promise<boolean> {
    const single = call.items.length === 1;
    switch (kind) {
      case 'throttled':
        return false;
      case 'too-large':
        this.#size.tooLarge(call.items.length, call.bytes);
        return this.#divide(call, facts.code);
      case 'refused':
        return this.#divide(call, facts.code);
      case 'untrusted':
        call.untrusted++;
        if (call.untrusted >= (single ? MAX_UNTRUSTED_ALONE : MAX_UNTRUSTED))
          return this.#divide(call, facts.code);
        break;
      default: {
        call.transient++;
        const others = call.successesAtFailure !== undefined && this.#successes > call.successesAtFailure;
        call.successesAtFailure = this.#successes;
        if (others) call.aloneInFailing++;
        if (facts.timedOut === true) this.#size.tooLarge(call.items.length, call.bytes);
        if (!single && (facts.timedOut === true || others || call.transient >= MAX_TRANSIENT)) {
          return this.#divide(call, facts.code);
        }
        if (call.spentMs >= this.#options.delivery.deadlineSeconds * 1000) {
          if (single && call.aloneInFailing >= MIN_ALONE_IN_FAILING) return this.#divide(call, facts.code);
          call.isInDoubt = true;
        }
      }
    }
    // Halves go on where the whole was: an outage must not be met with more and faster calls.
    const delay = Math.max(retryDelayMs(call.tries, this.#options.random), facts.retryAfterMs ?? 0);
    await this.#sleep(delay, call.controller.signal);
    call.spentMs += delay;
    return false;
  }

  async #divide(call: DispatchCall<Answer>, code: string): Promise<boolean> {
    if (call.items.length > 1) {
      for (const half of call.halves()) this.#start(half, () => {});
      return true;
    }
    if (this.#successes === 0) {
      call.isInDoubt = true;
      call.verdict = code;
      return false;
    }
    await this.#failItem(call, code);
    return true;
  }

  /** The service is there: so it is this call. */
  #othersAnswered(call: DispatchCall<Answer>): void {
    this.#successes++;
    call.isInDoubt = false;
  }

  async #failItem({ items }: DispatchCall<Answer>, code: string): Promise<void> {
    const item = items[0]!;
    await this.#options.answers?.shared.failed([{ item, code }]);
    item.batch.settle(item, { ok: false, code });
  }

  async #settle(call: DispatchCall<Answer>, outcomes: readonly ItemOutcome<Answer>[]): Promise<void> {
    const shared = this.#options.answers?.shared;
    if (shared !== undefined) {
      const answered: { item: BatchItem<Answer>; answer: Answer }[] = [];
      const failed: { item: BatchItem<Answer>; code: string }[] = [];
      outcomes.forEach((outcome, i) => {
        const item = call.items[i]!;
        if (outcome.ok) answered.push({ item, answer: outcome.answer });
        else failed.push({ item, code: outcome.code });
      });
      await Promise.all([shared.answered(answered), shared.failed(failed)]);
    }
    outcomes.forEach((outcome, i) => {
      const item = call.items[i]!;
      item.batch.settle(item, outcome);
    });
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const cancel = this.#options.clock.after(ms, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      const abort = (): void => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
    });
  }
}

function fatal(service: string, { facts }: CallFailure): LakeveilError {
  const message =
    facts.message ??
    `The rest was not sent: ${service} can't be used (${facts.code}). What was answered is kept.`;
  return new LakeveilError(facts.code, message, { retryable: facts.code === 'REMOTE_UNREACHABLE' });
}

function interrupted(): LakeveilError {
  return new LakeveilError('INTERRUPTED', 'The batch was not answered: the run was stopped.');
}
