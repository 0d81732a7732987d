import type { SecretResolver } from './keys/secret-reference.js';

/**
 * What the instances of a UDF share over all workers of a run: a rate budget, a ledger of answers that were paid for.
 * The host opens it once a run, outside of the workers, and carries requests to it.
 */
export interface SharedPart {
  /** UDF columns whose parts have one id share one service. Holds no secret and no text. */
  readonly id: string;
  open(context: SharedContext): Promise<SharedService>;
}

export interface SharedContext {
  readonly runId: string;
  /** Secret bytes of the run; never logged. */
  readonly key: Uint8Array;
  /**
   * Private folder (0700) on this machine that belongs to the run id and the part: what a killed process left there is
   * there when the run is resumed. It is removed after the commit, and with the run's journal.
   */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Reads secrets out of a secret store; none is configured if absent. */
  readonly secrets?: SecretResolver;
}

export interface SharedService {
  /**
   * One request of a worker; structured-cloneable both ways, no row text. It may take as long as it wants. What it
   * throws reaches the worker as a LakeveilError.
   */
  handle(request: unknown, workerId: string): Promise<unknown>;
  /** The worker is gone, in good order or not: what it held is free again. */
  workerEnded(workerId: string): void;
  /** Numbers for the run's report, by name (`calls`, `callsRefused`, `characters`, `dollars`, …). */
  counters(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** A worker's line to the shared part of its UDF. */
export interface SharedLine {
  /** @throws LakeveilError what the service threw; INTERRUPTED if `signal` fires first or the host is gone */
  request(request: unknown, signal?: AbortSignal): Promise<unknown>;
}

/** What is known of a column before its rows are read, for `estimate`. All counts are of rows that are not null. */
export interface TextProfile {
  readonly rows: number;
  /** Different texts. */
  readonly distinct: number;
  /** Unicode code points, all rows. */
  readonly characters: number;
  /** Unicode code points of the different texts. */
  readonly distinctCharacters: number;
  /** Bytes of UTF-8 of the different texts. */
  readonly distinctBytes: number;
  /** Sum over the different texts of ceil(characters / 100), at least 3 each: what one call a text is billed. */
  readonly unitsOneByOne: number;
  /** The same over all rows. */
  readonly unitsRowByRow: number;
}

/** What a column costs at a service, before anything is sent. */
export interface CostEstimate {
  /** `https://host (service)`: where text would go. */
  readonly destination: string;
  readonly requests: number;
  /** One call a row. */
  readonly requestsRowByRow: number;
  readonly characters: number;
  /** Units the service bills, if it bills units. */
  readonly units?: number;
  readonly unitsRowByRow?: number;
  readonly dollars: number;
  readonly dollarsRowByRow: number;
  /** Day of the price list, or `yours`. */
  readonly pricesOf: string;
  /** At the configured rate; undefined if none is. */
  readonly seconds?: number;
  readonly notes: readonly string[];
}
