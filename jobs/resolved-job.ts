import type { EngineOptions } from '../udfs/remote/engine-options.js';
import type { Udf } from '../udfs/udf.js';
import type { FileFormat, ParsedJob, WriteMode } from './job-schema.js';
import type { PseudonymKeySource } from './run/key-source.js';

/** A job with every default filled in and every shorthand written out. What planning takes; nothing reads a JobDefinition after this. */
export interface ResolvedJob {
  readonly name: string;
  readonly description?: string;
  readonly source: ResolvedSource;
  /** Only set while the job's own source is read: an overridden source never gets sample rows. */
  readonly sample?: 'support-calls';
  readonly target: ResolvedTarget;
  /** Source column names. */
  readonly key: readonly string[];
  /** In output order; names are distinct. */
  readonly columns: readonly ResolvedColumn[];
  /** Source column names. */
  readonly drop: readonly string[];
  /** `columns` already holds the raw columns that this adds; kept for the warning. */
  readonly keepSource: boolean;
  readonly policy: ParsedJob['policy'];
  readonly engine: EngineOptions;
  readonly where?: string;
  readonly limit?: number;
  readonly seed?: number;
  readonly pseudonymKey?: PseudonymKeySource;
  readonly threads: number;
  readonly limits: ParsedJob['limits'];
}

export type ResolvedSource =
  | { readonly kind: 'table'; readonly table: string; readonly ref?: string }
  | { readonly kind: 'files'; readonly files: readonly string[]; readonly format?: FileFormat };

export interface ResolvedTarget {
  readonly table: string;
  readonly mode: WriteMode;
  readonly partitionBy: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly targetFileBytes: number;
  readonly compression: 'zstd' | 'snappy' | 'gzip' | 'uncompressed';
  /** Of mode incremental: rows of another version of what makes them may lie in the target. */
  readonly mixVersions: boolean;
}

export type ResolvedColumn =
  | { readonly kind: 'keep'; readonly name: string; readonly from: string; readonly raw?: boolean }
  | {
      readonly kind: 'udf';
      readonly name: string;
      readonly from: readonly string[];
      /** Source column of the row's conversation or subject. */
      readonly scope?: string;
      /** The name of a built-in UDF, or the object of the job module (workers find it as column `name` of the module). */
      readonly udf: string | Udf<unknown>;
      /** As the job gave them; for `redact` the job's policy lies under them. */
      readonly options: Readonly<Record<string, unknown>>;
    };
