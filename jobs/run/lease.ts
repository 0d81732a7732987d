import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { LakeveilError, type PlainError } from '../../errors.js';
import {
  type AttemptRecord,
  attemptName,
  beatName,
  failureName,
  lastAttempt,
  type RunAttempt,
} from './attempts.js';
import { createBytes, createRecord, readRecord } from './journal-record.js';
import { thisProcess, whereIs } from './process-identity.js';

/** How long a process may give no sign of life before another one may take over what it works on. */
export const LEASE_MS = 60_000;
/** Beats in the time of a lease: five may fail or be late. */
const BEATS = 6;
const MAX_POLL_MS = 5000;

export interface LeaseOptions {
  readonly leaseMs: number;
  /** How long to wait for another process that is at work; 0: not at all. */
  readonly waitMs: number;
  /** Whether one that may be dead is watched until that is certain, or refused at once; true if absent. */
  readonly watches?: boolean;
  readonly signal?: AbortSignal;
  /** Put on record: `AttemptRecord.fresh`. */
  readonly fresh?: boolean;
}

export interface TakenLease {
  readonly lease: Lease;
  /** Another process was seen at work meanwhile: what was read before may be out of date. */
  readonly waited: boolean;
}

/**
 * The right to work, alone, on whatever the folder belongs to. Numbered create-only files make it exclusive: whoever
 * creates number n + 1 has it from whoever held n, over machines too, and the number is a fencing token.
 *
 * Number n + 1 is created only once the holder of n has ended, or is certainly gone (a process of this machine), or has
 * given no sign of life for the time that it itself promised: by the storage's own clock, or as watched from here in so
 * many looks. Clocks of two machines are never compared, and a clock that jumps costs double work, not double rows.
 *
 * A holder that is seen alive, or that runs on this machine, makes this wait for `waitMs`, and then throw RUN_ACTIVE.
 */
export async function takeLease(io: FileIO, folder: string, options: LeaseOptions): Promise<TakenLease> {
  const deadline = performance.now() + options.waitMs;
  let waited = false;
  for (;;) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    const last = await lastAttempt(io, folder);
    if (last === undefined || last.failed !== undefined || (await isSilent(io, folder, last))) {
      const lease = await Lease.take(io, folder, last, options);
      if (lease !== undefined) return { lease, waited };
      continue;
    }
    const patience = deadline - performance.now();
    if ((whereIs(last) === 'here' || options.watches === false) && patience <= 0) throw runActive(last);
    const seen = await watch(io, folder, last, options.signal);
    if (seen === 'silent') {
      const lease = await Lease.take(io, folder, last, options);
      if (lease !== undefined) return { lease, waited };
    } else if (seen === 'alive') {
      if (patience <= 0) throw runActive(last);
      waited = true;
    } else waited = true;
  }
}

/** A lease that this process holds, until another one takes it. */
export class Lease {
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  readonly #beating: Promise<void>;
  #checked = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly io: FileIO,
    private readonly folder: string,
    readonly number: number,
    private readonly record: AttemptRecord,
  ) {
    this.#beating = this.#beat();
  }

  /** From `last`, who must be known to be gone. Undefined if another process was first. */
  static async take(
    io: FileIO,
    folder: string,
    last: RunAttempt | undefined,
    { leaseMs, fresh = false }: LeaseOptions,
  ): Promise<Lease | undefined> {
    const number = (last?.number ?? 0) + 1;
    const record: AttemptRecord = {
      ...thisProcess(),
      token: randomUUID(),
      started: new Date().toISOString(),
      leaseMs,
      ...(fresh ? { fresh } : {}),
    };
    const location = `${folder}/${attemptName(number)}`;
    try {
      if (!(await createRecord(io, location, record))) return undefined;
    } catch (error) {
      // The answer may be all that was lost.
      const there = await readRecord<AttemptRecord>(io, location).catch(() => undefined);
      if (there?.token !== record.token) throw error;
    }
    if (last !== undefined) {
      const before = await readRecord<AttemptRecord>(io, `${folder}/${attemptName(last.number)}`);
      if (before?.token !== last.token) {
        // The folder was emptied since: numbers begin again, and another process may hold a lower one.
        await io.remove(location);
        return undefined;
      }
    }
    return new Lease(io, folder, number, record);
  }

  get token(): string {
    return this.record.token;
  }

  get fresh(): boolean {
    return this.record.fresh === true;
  }

  /** Fires once another process has taken the lease. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * The fence: before anything that others see. `within`: a check that is at most so many milliseconds old will do.
   *
   * Errors: LEASE_LOST; FileIO's, if that can't be told.
   */
  async assertHeld(within = 0): Promise<void> {
    const now = performance.now();
    const isLost = this.#lost.signal.aborted;
    if (!isLost && now - this.#checked < within) return;
    if (!isLost && (await this.#isHeld())) {
      this.#checked = now;
      return;
    }
    this.#lost.abort();
    throw leaseLost(this.record.leaseMs);
  }

  /** Ends it: with a failure, that stays to be told; without, no trace is left. */
  async leave(failed?: PlainError): Promise<void> {
    await this.stop();
    if (this.#lost.signal.aborted) return;
    if (failed !== undefined) {
      await createRecord(this.io, `${this.folder}/${failureName(this.number)}`, failed);
      return;
    }
    await this.io.remove(`${this.folder}/${attemptName(this.number)}`);
  }

  /** Ends the beats alone, for whoever removes the folder. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#beating;
  }

  async #isHeld(): Promise<boolean> {
    const [own, next] = await Promise.all([
      readRecord<AttemptRecord>(this.io, `${this.folder}/${attemptName(this.number)}`),
      this.io.size(`${this.folder}/${attemptName(this.number + 1)}`),
    ]);
    return own?.token === this.record.token && next === undefined;
  }

  async #beat(): Promise<void> {
    const { signal } = this.#ended;
    let before: string | undefined;
    for (let beat = 1; ; beat++) {
      await sleep(this.record.leaseMs / BEATS, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) {
        try {
          // A process that slept through its lease hears it here first.
          await this.assertHeld();
          const location = `${this.folder}/${beatName(this.number, beat)}`;
          await createBytes(this.io, location, new Uint8Array());
          if (before !== undefined) await this.io.remove(before);
          before = location;
        } catch {
          // Storage out of reach: the next one may get through.
        }
      }
      if (signal.aborted || this.#lost.signal.aborted) break;
    }
    if (before !== undefined) await this.io.remove(before).catch(() => {});
  }
}

export function runActive(attempt: RunAttempt): LakeveilError {
  return new LakeveilError(
    'RUN_ACTIVE',
    `Nothing was done: process ${attempt.pid} on ${attempt.host} has been working on this very run since ${attempt.started}. ` +
      'Wait for it (--wait 10m does), or stop it and start the run again; it will resume.',
    { retryable: true },
  );
}

function leaseLost(leaseMs: number): LakeveilError {
  return new LakeveilError(
    'LEASE_LOST',
    `This process committed nothing: it gave no sign of life for ${Math.round(leaseMs / 1000)} s (suspended, or cut off from the journal), ` +
      'and another one has taken the run over. It goes on there; look with: lakeveil runs',
    { retryable: true },
  );
}

/**
 * Gone for certain, or silent for its own time already, by the storage's clock: the time of a file written just now against
 * that of the last sign of life.
 */
async function isSilent(io: FileIO, folder: string, attempt: RunAttempt): Promise<boolean> {
  if (whereIs(attempt) === 'gone') return true;
  const probe = `${folder}/probe-${randomUUID()}`;
  await createBytes(io, probe, new Uint8Array());
  try {
    for await (const { location, modified } of io.list(probe.slice(0, probe.lastIndexOf('/')))) {
      if (location.endsWith(probe.slice(probe.lastIndexOf('/'))))
        return modified - attempt.lastSign > attempt.leaseMs;
    }
    return false;
  } finally {
    await io.remove(probe).catch(() => {});
  }
}

/** Looks again and again until there is something to say; counts looks, so that a machine that slept does not misjudge. */
async function watch(
  io: FileIO,
  folder: string,
  attempt: RunAttempt,
  signal: AbortSignal | undefined,
): Promise<'alive' | 'silent' | 'changed'> {
  const pollMs = Math.min(MAX_POLL_MS, attempt.leaseMs / (2 * BEATS));
  for (let looks = 0; looks * pollMs <= attempt.leaseMs; looks++) {
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
    const now = await lastAttempt(io, folder);
    if (now?.token !== attempt.token || now.failed !== undefined || whereIs(now) === 'gone') return 'changed';
    if (now.beat > attempt.beat) return 'alive';
  }
  return 'silent';
}
