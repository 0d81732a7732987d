import { LakeveilError } from '../errors.js';
import { builtinUdf } from '../udfs/registry.js';
import type { Udf } from '../udfs/udf.js';
import type { UdfRef } from './task.js';

/** A UDF column's UDF and its checked options. */
export interface FoundUdf {
  readonly udf: Udf;
  readonly options: unknown;
}

/** Errors: BAD_UDF (not found, not a UDF, options that it refuses). */
export async function findUdf(ref: UdfRef): Promise<FoundUdf> {
  const udf = await load(ref);
  const parsed = udf.options.safeParse(ref.options);
  if (!parsed.success) throw badUdf(`${udf.name} refuses its options`);
  return { udf, options: parsed.data };
}

async function load(ref: UdfRef): Promise<Udf> {
  if ('builtin' in ref) {
    const udf = builtinUdf(ref.builtin);
    if (udf === undefined) throw badUdf('there is no built-in UDF of that name');
    return udf;
  }
  let module: { default?: { columns?: Record<string, { udf?: unknown }> } };
  try {
    module = await import(ref.module);
  } catch {
    throw badUdf('its module could not be loaded');
  }
  const columns = module.default?.columns;
  const column =
    columns !== undefined && Object.hasOwn(columns, ref.column) ? columns[ref.column] : undefined;
  const udf = column?.udf;
  if (!isUdf(udf)) throw badUdf(`its module has no UDF for the column ${ref.column}`);
  return udf;
}

function isUdf(value: unknown): value is Udf {
  const udf = value as Udf | null | undefined;
  return (
    typeof udf === 'object' &&
    udf !== null &&
    typeof udf.open === 'function' &&
    typeof udf.options?.safeParse === 'function' &&
    Array.isArray(udf.input) &&
    typeof udf.output === 'string'
  );
}

export const badUdf = (what: string): LakeveilError =>
  new LakeveilError('BAD_UDF', `The run was not started: a UDF can't be used: ${what}. Correct the job.`);

/** A LakeveilError as it is; of anything else, only that the UDF threw: its message may quote data. */
export const asBadUdf = (error: unknown, udf: Udf, doing: string): LakeveilError =>
  error instanceof LakeveilError
    ? error
    : badUdf(`${udf.name} threw while ${doing}; its message is withheld because it may quote data`);
