import { LakeveilError } from '../../errors.js';
import type { SecretResolver } from '../keys/secret-reference.js';
import type { SharedContext, SharedPart, SharedService } from '../shared-part.js';
import { Budget, type BudgetLimits } from './budget.js';
import { Admissions, type Admitted, type Clock, systemClock } from './budget-admissions.js';
import { ChargeLog } from './ledger-charges.js';
import { indexLedgerFile, listLedgerFiles } from './ledger-files.js';
import { LedgerIndex } from './ledger-index.js';
import { Claims } from './shared-claims.js';
import {
  type AdmitRequest,
  type CallEnd,
  ID_BYTES,
  ITEM_ANSWERED,
  type JoinReply,
  readSharedRequest,
  type SharedRequest,
} from './shared-messages.js';
import { secretOfHost } from './shared-secrets.js';

export interface RemoteSharedOptions {
  /** Columns of one id share one budget and ledger: name the service and all of `delivery` in it. */
  readonly id: string;
  /** The service's name, for messages: `Tonic Textual`. */
  readonly service: string;
  readonly delivery: BudgetLimits;
  /** `secret://` reference of the service's key; read when the part is opened, so that a run fails before it begins. */
  readonly secret?: string;
}

/** What all workers of a run share of a remote engine: the budget, the claims and the ledger's index. */
export function remoteShared(options: RemoteSharedOptions): SharedPart {
  return { id: options.id, open: (context) => RemoteSharedService.open(options, context) };
}

interface OpenCall {
  readonly workerId: string;
  items: number;
  characters: number;
  dollars: number;
  retry: boolean;
  /** Undefined until it is admitted. */
  charged: boolean;
}

export class RemoteSharedService implements SharedService {
  readonly #folder: string;
  readonly #budget: Budget;
  readonly #admissions: Admissions;
  readonly #index: LedgerIndex;
  readonly #claims: Claims;
  readonly #charges: ChargeLog;
  readonly #secrets: SecretResolver | undefined;
  /** Ledger files below it are of earlier attempts. */
  readonly #firstFile: number;
  #nextFile: number;
  readonly #calls = new Map<string, OpenCall>();
  readonly #ended = new Set<string>();
  #highestOpen = 0;
  readonly #counters = {
    calls: 0,
    callsRefused: 0,
    callsFailed: 0,
    retries: 0,
    itemsSent: 0,
    itemsFailed: 0,
    itemsFromLedger: 0,
    duplicatesNotSent: 0,
    characters: 0,
    dollars: 0,
  };

  private constructor(
    options: RemoteSharedOptions,
    folder: string,
    index: LedgerIndex,
    charges: ChargeLog,
    firstFile: number,
    clock: Clock,
    secrets: SecretResolver | undefined,
  ) {
    this.#secrets = secrets;
    this.#folder = folder;
    this.#index = index;
    this.#claims = new Claims(index);
    this.#charges = charges;
    this.#firstFile = firstFile;
    this.#nextFile = firstFile;
    this.#budget = new Budget({
      limits: options.delivery,
      service: options.service,
      spent: charges.before,
    });
    this.#admissions = new Admissions(this.#budget, clock);
  }

  /** @throws LakeveilError FILE_IO; those of the secret store */
  static async open(
    options: RemoteSharedOptions,
    context: SharedContext,
    clock: Clock = systemClock,
  ): Promise<RemoteSharedService> {
    const { secrets, signal } = context;
    if (options.secret !== undefined) await secretOfHost(options.secret, secrets, signal);
    const index = new LedgerIndex();
    const files = await listLedgerFiles(context.folder);
    for (const file of files) await indexLedgerFile(context.folder, file, index);
    const charges = await ChargeLog.open(context.folder);
    return new RemoteSharedService(
      options,
      context.folder,
      index,
      charges,
      (files.at(-1) ?? 0) + 1,
      clock,
      secrets,
    );
  }

  async handle(request: unknown, workerId: string): Promise<unknown> {
    const message = readSharedRequest(request);
    if (this.#ended.has(workerId)) {
      throw new LakeveilError('INTERRUPTED', 'The worker was given up: nothing more is done for it.');
    }
    return this.#handle(message, workerId);
  }

  #handle(request: SharedRequest, workerId: string): unknown {
    const holder = 'holder' in request ? `${workerId} ${request.holder}` : '';
    const ticket = 'ticket' in request ? `${workerId} ${request.ticket}` : '';
    switch (request.type) {
      case 'join':
        return { folder: this.#folder, file: this.#nextFile++ } satisfies JoinReply;
      case 'secret':
        return secretOfHost(request.reference, this.#secrets);
      case 'claim': {
        this.#counters.duplicatesNotSent += request.duplicates;
        return this.#counted(this.#claims.claim(holder, request.ids));
      }
      case 'reclaim':
        return this.#claims.reclaim(holder, request.ids, request.places);
      case 'wait':
        return this.#claims.wait(holder, request.ids).then((reply) => this.#counted(reply));
      case 'answered':
        for (let i = 0; i < request.offsets.length; i++) {
          this.#index.set(request.ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES), {
            file: request.file,
            offset: request.offsets[i]!,
            length: request.lengths[i]!,
          });
        }
        this.#claims.answered(request.ids);
        return undefined;
      case 'failed':
        this.#counters.itemsFailed += request.codes.length;
        this.#claims.failed(request.ids, request.codes);
        return undefined;
      case 'abandon':
        this.#claims.abandon(holder);
        return undefined;
      case 'admit':
        return this.#admit(ticket, workerId, request);
      case 'release':
        this.#release(ticket, request.end);
        return undefined;
      case 'withdraw':
        this.#withdraw(ticket);
        return undefined;
    }
  }

  workerEnded(workerId: string): void {
    this.#ended.add(workerId);
    for (const [ticket, call] of [...this.#calls]) {
      if (call.workerId !== workerId) continue;
      // Its answer is lost, and may have been billed.
      if (call.charged) this.#release(ticket, { kind: 'lost', latencyMs: 0, billed: true });
      else this.#withdraw(ticket);
    }
    this.#claims.abandonAll(`${workerId} `);
  }

  counters(): Readonly<Record<string, number>> {
    return {
      ...this.#counters,
      dollarsOfEarlierAttempts: this.#charges.before,
      concurrency: this.#budget.level,
      highestConcurrency: this.#highestOpen,
    };
  }

  async close(): Promise<void> {
    this.#admissions.close();
    this.#claims.close();
    this.#charges.close();
  }

  async #admit(ticket: string, workerId: string, request: AdmitRequest): Promise<Admitted> {
    const { cost, probe, items, retry, isInDoubt } = request;
    const call: OpenCall = { workerId, items, ...cost, retry, charged: false };
    this.#calls.set(ticket, call);
    let as: Admitted;
    try {
      as = await this.#admissions.admit(ticket, cost, probe, isInDoubt);
    } catch (error) {
      this.#calls.delete(ticket);
      throw error;
    }
    // Withdrawn between the budget's word and now.
    if (this.#calls.get(ticket) !== call) return as;
    if (as === 'probe') Object.assign(call, { ...probe, items: 0, retry: false });
    try {
      this.#charges.charge(call.dollars);
    } catch (error) {
      this.#withdraw(ticket);
      throw error;
    }
    call.charged = true;
    this.#highestOpen = Math.max(this.#highestOpen, this.#budget.open);
    this.#counters.calls++;
    if (call.retry) this.#counters.retries++;
    this.#counters.itemsSent += call.items;
    this.#counters.characters += call.characters;
    return as;
  }

  #release(ticket: string, end: CallEnd): void {
    const call = this.#calls.get(ticket);
    if (call === undefined) return;
    this.#calls.delete(ticket);
    if (end.kind === 'throttled') this.#counters.callsRefused++;
    else if (end.kind !== 'succeeded') this.#counters.callsFailed++;
    if (!end.billed) this.#credit(call.dollars);
    this.#counters.dollars += this.#admissions.release(ticket, end);
  }

  #withdraw(ticket: string): void {
    const call = this.#calls.get(ticket);
    this.#calls.delete(ticket);
    if (call?.charged === true) {
      this.#credit(call.dollars);
      this.#counters.calls--;
      this.#counters.itemsSent -= call.items;
      this.#counters.characters -= call.characters;
      if (call.retry) this.#counters.retries--;
    }
    this.#admissions.withdraw(ticket);
  }

  /** A credit that can't be written leaves the resumed run poorer, never over its cap. */
  #credit(dollars: number): void {
    try {
      this.#charges.charge(-dollars);
    } catch {
      // The next charge says so.
    }
  }

  #counted<R extends { readonly states: Uint8Array; readonly places: Float64Array }>(reply: R): R {
    let place = 0;
    for (const state of reply.states) {
      if (state !== ITEM_ANSWERED) continue;
      if (reply.places[place * 3]! < this.#firstFile) this.#counters.itemsFromLedger++;
      else this.#counters.duplicatesNotSent++;
      place++;
    }
    return reply;
  }
}
