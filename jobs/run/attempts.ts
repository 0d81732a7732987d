import type { FileIO } from '../../catalog/file-io/file-io.js';
import type { PlainError } from '../../errors.js';
import { readRecord } from './journal-record.js';
import { type ProcessIdentity, whereIs } from './process-identity.js';

/** What an attempt says of itself when it begins. */
export interface AttemptRecord extends ProcessIdentity {
  /** Random: numbers are given again once a journal was forgotten. */
  readonly token: string;
  /** ISO 8601 */
  readonly started: string;
  /** After so many milliseconds without a sign of life it may be taken for dead. */
  readonly leaseMs: number;
  /** Begun with --fresh: what attempts before it left is forgotten. */
  readonly fresh?: boolean;
}

/** One process that works, or worked, on a run; numbered, and only the last one may work. */
export interface RunAttempt extends AttemptRecord {
  readonly number: number;
  /** Of its last beat; 0 before the first. */
  readonly beat: number;
  /** Its last sign of life: milliseconds since the epoch by the storage's clock. */
  readonly lastSign: number;
  /** Why it ended without a commit, if it could still say so. */
  readonly failed?: PlainError;
}

const digits = (number: number): string => String(number).padStart(6, '0');

export const attemptName = (number: number): string => `${digits(number)}.json`;
export const failureName = (number: number): string => `${digits(number)}.failed.json`;
export const beatName = (number: number, beat: number): string => `${digits(number)}.beat-${digits(beat)}`;

/** Attempts in order of their numbers. Beats and failures without their attempt are not listed. */
export async function readAttempts(io: FileIO, folder: string): Promise<RunAttempt[]> {
  const attempts: RunAttempt[] = [];
  for (const [number, signs] of await readSigns(io, folder)) {
    const attempt = await toAttempt(io, folder, number, signs);
    if (attempt !== undefined) attempts.push(attempt);
  }
  return attempts.sort((a, b) => a.number - b.number);
}

/** The attempt with the highest number. */
export async function lastAttempt(io: FileIO, folder: string): Promise<RunAttempt | undefined> {
  const all = await readSigns(io, folder);
  const number = Math.max(...all.keys());
  const signs = all.get(number);
  return signs === undefined ? undefined : toAttempt(io, folder, number, signs);
}

/** For display: whether it is at work, as far as this machine can tell. `now` is compared with the storage's clock. */
export function seemsLive(attempt: RunAttempt, now: Date): boolean {
  if (attempt.failed !== undefined || whereIs(attempt) === 'gone') return false;
  return now.getTime() - attempt.lastSign < attempt.leaseMs;
}

interface Signs {
  begun: boolean;
  failed: boolean;
  beat: number;
  lastSign: number;
}

async function readSigns(io: FileIO, folder: string): Promise<Map<number, Signs>> {
  const all = new Map<number, Signs>();
  for await (const { location, modified } of io.list(folder)) {
    const name = location.slice(location.lastIndexOf('/') + 1);
    const [, number, kind, beat] = /^(\d{6})\.(json|failed\.json|beat-(\d{6}))$/.exec(name) ?? [];
    if (number === undefined) continue;
    const signs = all.get(Number(number)) ?? { begun: false, failed: false, beat: 0, lastSign: 0 };
    all.set(Number(number), signs);
    signs.begun ||= kind === 'json';
    signs.failed ||= kind === 'failed.json';
    signs.beat = Math.max(signs.beat, Number(beat ?? 0));
    signs.lastSign = Math.max(signs.lastSign, modified);
  }
  for (const [number, { begun }] of all) if (!begun) all.delete(number);
  return all;
}

async function toAttempt(
  io: FileIO,
  folder: string,
  number: number,
  { failed, beat, lastSign }: Signs,
): Promise<RunAttempt | undefined> {
  const record = await readRecord<AttemptRecord>(io, `${folder}/${attemptName(number)}`);
  // It may go between the listing and the read: that process ended well.
  if (record === undefined) return undefined;
  const failure = failed ? await readRecord<PlainError>(io, `${folder}/${failureName(number)}`) : undefined;
  return { ...record, number, beat, lastSign, ...(failure === undefined ? {} : { failed: failure }) };
}
