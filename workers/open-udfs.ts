import type { SharedLine } from '../udfs/shared-part.js';
import type { UdfContext } from '../udfs/udf.js';
import { assertPlanned } from './destinations.js';
import { asBadUdf, badUdf, type FoundUdf, findUdf } from './find-udf.js';
import type { OpenedUdf } from './opened-udf.js';
import type { OutputColumn } from './task.js';

export interface OpenOptions {
  /** The line to the shared part of a UDF column, by its field id. */
  readonly lineOf?: (fieldId: number) => SharedLine;
  /** Where the run's plan says that text goes, besides this machine. */
  readonly destinations?: readonly string[];
}

/**
 * Finds, checks and opens the UDF of every UDF column, in order. Errors: BAD_UDF (not found, not a UDF, options that it
 * refuses, inputs that do not fit, an `open` that throws); UNPLANNED_DESTINATION; a LakeveilError of `open` is passed on.
 */
export async function openUdfs(
  columns: readonly OutputColumn[],
  context: UdfContext,
  { lineOf, destinations = [] }: OpenOptions = {},
): Promise<OpenedUdf[]> {
  const opened: OpenedUdf[] = [];
  try {
    for (const { fieldId, from } of columns) {
      if (from.kind !== 'udf') continue;
      const found = await findUdf(from.udf);
      const { udf } = found;
      if (udf.input.length !== from.sourceFieldIds.length) {
        throw badUdf(
          `it takes ${udf.input.length} input columns, and was given ${from.sourceFieldIds.length}`,
        );
      }
      if (from.scopeFieldId !== undefined && udf.takesScope !== true) {
        throw badUdf('it takes no scope column, and was given one');
      }
      assertPlanned(found, destinations);
      const instance = await openUdf(found, context, lineOf && (() => lineOf(fieldId)));
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

async function openUdf(
  { udf, options }: FoundUdf,
  context: UdfContext,
  line: (() => SharedLine) | undefined,
): Promise<OpenedUdf['instance']> {
  try {
    const shared = line === undefined || udf.shared?.(options) === undefined ? {} : { shared: line() };
    const instance = await udf.open(options, { ...context, ...shared });
    if (typeof instance?.apply !== 'function' || typeof instance.close !== 'function') {
      throw badUdf(`${udf.name} opened without apply and close`);
    }
    return instance;
  } catch (error) {
    throw asBadUdf(error, udf, 'it was opened');
  }
}
