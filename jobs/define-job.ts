import type { Udf } from '../udfs/udf.js';
import type { JobDefinition } from './job-schema.js';

/** One output column. `Options` are those of its UDF, checked by TypeScript when the UDF is given as an object. */
export type ColumnDefinition<Options = unknown> =
  | 'keep'
  | { readonly keep: string }
  | { readonly token: string; readonly label?: string }
  | {
      readonly udf: 'redact' | 'redact-json' | 'token' | (string & {});
      readonly from: string | readonly string[];
      readonly scope?: string;
      readonly options?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly udf: Udf<Options>;
      readonly from: string | readonly string[];
      readonly scope?: string;
      readonly options?: NoInfer<Options>;
    };

/** A job, as a plain object. */
export type Job<Options = Record<string, unknown>> = Omit<JobDefinition, 'columns'> & {
  readonly columns: { readonly [Column in keyof Options]: ColumnDefinition<Options[Column]> };
};

/**
 * Gives a job file its types; the value comes back as it was. It is checked in full when it is run, together with
 * the configuration and the flags that lie over it.
 */
export function defineJob<Options extends Record<string, unknown>>(job: Job<Options>): Job<Options> {
  return job;
}
