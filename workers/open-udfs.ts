import { LakeveilError } from '../errors.js';
import { builtinUdf } from '../udfs/registry.js';
import type { Udf, UdfContext } from '../udfs/udf.js';
import type { OpenedUdf } from './opened-udf.js';
import type { OutputColumn, UdfRef } from './task.js';

/**
 * Finds, checks and opens the UDF of every UDF column, in order. Errors: BAD_UDF (not found, not a UDF, options that it
 * refuses, inputs that do not fit, an `open` that throws); a LakeveilError of `open` is passed on.
 */
export async function openUdfs(columns: readonly OutputColumn[], context: UdfContext): Promise<OpenedUdf[]> {
  const opened: OpenedUdf[] = [];
  try {
    for (const { fieldId, from } of columns) {
      if (from.kind !== 'udf') continue;
      const udf = await findUdf(from.udf);
      if (udf.input.length !== from.sourceFieldIds.length) {
        throw badUdf(
          `it takes ${udf.input.length} input columns, and was given ${from.sourceFieldIds.length}`,
        );
      }
      if (from.scopeFieldId !== undefined && udf.takesScope !== true) {
        throw badUdf('it takes no scope column, and was given one');
      }
      const instance = await openUdf(udf, from.udf.options, context);
      const sourceFieldIds =
        from.scopeFieldId === undefined ? from.sourceFieldIds : [...from.sourceFieldIds, from.scopeFieldId];
      opened.push({ fieldId, sourceFieldIds, isScoped: from.scopeFieldId !== undefined, udf, instance });
    }
    return opened;
  } catch (error) {
    await closeUdfs(opened);
    throw error;
  }
}

/** Never fails and never waits for long: a UDF that can't be closed does not keep the worker. */
export async function closeUdfs(opened: readonly OpenedUdf[]): Promise<void> {
  for (const { instance } of opened) {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1000);
    });
    await Promise.race([patience, (async () => instance.close())().catch(() => {})]);
    clearTimeout(timer);
  }
}

async function findUdf(ref: UdfRef): Promise<Udf> {
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

async function openUdf(udf: Udf, options: unknown, context: UdfContext): Promise<OpenedUdf['instance']> {
  const parsed = udf.options.safeParse(options);
  if (!parsed.success) throw badUdf(`${udf.name} refuses its options`);
  try {
    const instance = await udf.open(parsed.data, context);
    if (typeof instance?.apply !== 'function' || typeof instance.close !== 'function') {
      throw badUdf(`${udf.name} opened without apply and close`);
    }
    return instance;
  } catch (error) {
    if (error instanceof LakeveilError) throw error;
    throw badUdf(`${udf.name} threw while it was opened; its message is withheld because it may quote data`);
  }
}

const badUdf = (what: string): LakeveilError =>
  new LakeveilError('BAD_UDF', `The run was not started: a UDF can't be used: ${what}. Correct the job.`);
