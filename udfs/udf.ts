import type { RecordBatch } from 'apache-arrow';
import type { z } from 'zod';
import type { CostEstimate, SharedLine, SharedPart, TextProfile } from './shared-part.js';

/**
 * A UDF is columnar and host-independent, in the way Spark's `mapInArrow` is: it knows Arrow, and neither Iceberg,
 * Piscina nor Spark. The host opens it once a worker, feeds it record batches, and closes it.
 */
export interface Udf<Options = unknown> {
  readonly name: string;
  /** Part of the run id: change it whenever the same input may give another output. */
  readonly version: string;
  /** Validates `options` once, at the edge; unknown keys are errors. */
  readonly options: z.ZodType<Options>;
  /** Arrow type of each input column, in order; the host refuses other columns before the run starts. */
  readonly input: readonly UdfType[];
  /** Arrow type of the one output column. */
  readonly output: UdfType;
  /**
   * True if the UDF takes a scope column: a text column after those of `input`, in which the rows of one conversation or
   * subject have equal values. A job may name one or not; values of other types arrive as their text.
   */
  readonly takesScope?: boolean;
  /** What of the options decides the output, for the run id; all of them as they were given if absent or undefined. How fast calls are made does not. */
  identity?(options: Options): unknown;
  /** Where text goes besides this machine: `https://host (service)`. Nowhere if absent. */
  destinations?(options: Options): readonly string[];
  /** What its instances share over all workers; nothing if absent or undefined. */
  shared?(options: Options): SharedPart | undefined;
  /** What a column costs at a service; nothing if absent or undefined. */
  estimate?(options: Options, profile: TextProfile): CostEstimate | undefined;
  open(options: Options, context: UdfContext): Promise<UdfInstance>;
}

export type UdfType = 'utf8' | 'int64' | 'float64' | 'bool';

export interface UdfContext {
  readonly runId: string;
  /** Distinct for every worker of a run; for logs. */
  readonly workerId: string;
  /** Secret bytes from which tokens and surrogates derive; never logged. */
  readonly key: Uint8Array;
  /** Epoch of the key, 0 if absent; reversible tokens name it. */
  readonly keyEpoch?: number;
  /** Fires when the run is cancelled; `apply` should settle soon afterwards. */
  readonly signal: AbortSignal;
  /** The line to what `shared` names; absent if that is nothing. */
  readonly shared?: SharedLine;
}

export interface UdfInstance {
  /** How many `apply` calls the host may hold open at once; 1 for CPU-bound work. */
  readonly concurrency: number;
  /** True if `apply` bounds its own waiting (deadlines of calls, a budget it waits for): the host sets it no time. */
  readonly keepsTime?: boolean;
  /**
   * `batch` has the input columns, in order, named `c0`, `c1`, …, and then the scope column, if the job names one; the answer has one column `out` with as many rows,
   * in the same order. A null input gives a null output. Output cells of rows listed in `failed` are ignored: those
   * rows are quarantined. Throwing fails the whole batch's split.
   */
  apply(batch: RecordBatch): Promise<UdfResult>;
  close(): Promise<void>;
}

export interface UdfResult {
  readonly batch: RecordBatch;
  readonly failed: readonly RowFailure[];
  /** Optional, added up over the run: entities replaced, by label. */
  readonly entities?: Readonly<Record<string, number>>;
}

export interface RowFailure {
  /** Index into the batch. */
  readonly row: number;
  /** Stable code, no text: it is written to the quarantine table. */
  readonly code: string;
}
