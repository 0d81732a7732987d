import { type Data, DataType, type RecordBatch } from 'apache-arrow';
import { LakeveilError } from '../errors.js';
import type { RowFailure, Udf, UdfInstance, UdfType } from '../udfs/udf.js';
import { interrupted } from './interrupted.js';

/** A UDF's answer after all checks: the one source of values that are written. */
export interface CheckedAnswer {
  /** The column `out`, `rows` long. */
  readonly data: Data;
  /** Code by row of the batch. */
  readonly failed: ReadonlyMap<number, string>;
  readonly entities: Readonly<Record<string, number>>;
}

const MATCHES: Record<UdfType, (type: DataType) => boolean> = {
  utf8: (type) => DataType.isUtf8(type),
  int64: (type) => DataType.isInt(type) && type.bitWidth === 64 && type.isSigned,
  float64: (type) => DataType.isFloat(type) && type.precision === 2,
  bool: (type) => DataType.isBool(type),
};

/**
 * Calls `apply` once and checks the answer. Errors: UDF_THREW, UDF_TIMEOUT (after `timeoutMs`,
 * but for an instance that keeps time itself), UDF_WRONG_ROWS,
 * UDF_WRONG_TYPE, UDF_WRONG_NULLS, INTERRUPTED (`signal` fired meanwhile). What a UDF throws is not passed on: it may
 * quote the text; a LakeveilError is, since its message is row-free by contract.
 */
export async function applyUdf(
  udf: Udf,
  instance: UdfInstance,
  batch: RecordBatch,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<CheckedAnswer> {
  const result = await settled(udf, instance, batch, options);
  const rows = batch.numRows;
  const answer: unknown = result?.batch;
  if (!isBatch(answer)) throw wrongType(udf, 'the answer holds no Arrow record batch');
  if (answer.schema.fields.length !== 1 || answer.schema.fields[0]!.name !== 'out') {
    throw wrongType(udf, 'the answer must have exactly one column, named out');
  }
  const data = answer.data.children[0];
  if (data === undefined || !MATCHES[udf.output](data.type)) {
    throw wrongType(udf, `the column out must have the Arrow type ${udf.output}`);
  }
  if (answer.numRows !== rows || data.length !== rows) {
    throw new LakeveilError(
      'UDF_WRONG_ROWS',
      `Nothing of this split was written: UDF ${udf.name} was given ${rows} rows and answered with ${Math.min(answer.numRows, data.length)}. It must answer one row for each, in order.`,
      { details: { udf: udf.name, given: rows, answered: answer.numRows } },
    );
  }
  const failed = checkFailed(udf, result.failed, rows);
  checkNulls(udf, batch, data, failed);
  return { data, failed, entities: cleanEntities(result.entities) };
}

async function settled(
  udf: Udf,
  instance: UdfInstance,
  batch: RecordBatch,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): ReturnType<UdfInstance['apply']> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    if (instance.keepsTime !== true)
      timer = setTimeout(() => reject(timedOut(udf, options.timeoutMs)), options.timeoutMs);
    onAbort = () => reject(interrupted());
    if (options.signal.aborted) onAbort();
    else options.signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([ended, callApply(udf, instance, batch)]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) options.signal.removeEventListener('abort', onAbort);
    ended.catch(() => {});
  }
}

async function callApply(
  udf: Udf,
  instance: UdfInstance,
  batch: RecordBatch,
): ReturnType<UdfInstance['apply']> {
  try {
    return await instance.apply(batch);
  } catch (error) {
    if (error instanceof LakeveilError) throw error;
    throw new LakeveilError(
      'UDF_THREW',
      `Nothing of this split was written: UDF ${udf.name} threw ${error instanceof Error ? className(error) : 'a value'}; its message is withheld because it may quote data. Let it report single bad rows in failed, or fix it.`,
      { details: { udf: udf.name } },
    );
  }
}

/** A class name could be made of anything; only the shape of one is shown. */
const className = (error: Error): string =>
  /^[A-Z][A-Za-z0-9]{0,40}$/.test(error.constructor.name) ? error.constructor.name : 'an error';

export const timedOut = (udf: { readonly name: string }, timeoutMs: number): LakeveilError =>
  new LakeveilError(
    'UDF_TIMEOUT',
    `Nothing of this split was written: UDF ${udf.name} did not answer a batch within ${timeoutMs} ms. Make it faster, lower limits.batchRows, or raise limits.udfTimeoutMs.`,
    { details: { udf: udf.name, timeoutMs } },
  );

/** The package may be present twice (a job's own copy of apache-arrow), so `instanceof` would refuse good answers. */
function isBatch(value: unknown): value is RecordBatch {
  const batch = value as RecordBatch | null | undefined;
  return (
    typeof batch === 'object' &&
    batch !== null &&
    typeof batch.numRows === 'number' &&
    Array.isArray(batch.schema?.fields) &&
    Array.isArray(batch.data?.children)
  );
}

function checkFailed(udf: Udf, failed: readonly RowFailure[] | undefined, rows: number): Map<number, string> {
  if (!Array.isArray(failed))
    throw wrongType(udf, 'the answer must list failed rows in an array, empty if there are none');
  const codes = new Map<number, string>();
  for (const failure of failed as readonly RowFailure[]) {
    const row = failure?.row;
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw new LakeveilError(
        'UDF_WRONG_ROWS',
        `Nothing of this split was written: UDF ${udf.name} reported a failed row that is not in its batch of ${rows}. Give the row's index from 0.`,
        { details: { udf: udf.name, given: rows } },
      );
    }
    codes.set(row, isCode(failure.code) ? failure.code : 'UDF_ROW_FAILED');
  }
  return codes;
}

/** Codes and labels are written down, so what could be text is not taken for one. */
const isCode = (code: unknown): code is string =>
  typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(code);

function cleanEntities(entities: Readonly<Record<string, number>> | undefined): Record<string, number> {
  const clean: Record<string, number> = {};
  for (const [label, count] of Object.entries(entities ?? {})) {
    if (!Number.isSafeInteger(count) || count < 0) continue;
    const shown = isCode(label) ? label : 'OTHER';
    clean[shown] = (clean[shown] ?? 0) + count;
  }
  return clean;
}

/** Null where all inputs are null; and of one input, not null where it is not, lest text vanish unseen. */
function checkNulls(udf: Udf, batch: RecordBatch, data: Data, failed: ReadonlyMap<number, string>): void {
  const inputs = batch.data.children;
  if (data.nullCount === 0 && inputs.some((input) => input.nullCount === 0)) return;
  for (let row = 0; row < data.length; row++) {
    if (failed.has(row)) continue;
    let given = false;
    for (const input of inputs) given ||= input.getValid(row);
    const answered = data.getValid(row);
    if (given === answered || (given && inputs.length > 1)) continue;
    throw new LakeveilError(
      'UDF_WRONG_NULLS',
      answered
        ? `Nothing of this split was written: UDF ${udf.name} answered a value for a null. A null input must give a null output.`
        : `Nothing of this split was written: UDF ${udf.name} answered null for a value. Report the row in failed instead.`,
      { details: { udf: udf.name } },
    );
  }
}

export const wrongType = (udf: { readonly name: string }, what: string): LakeveilError =>
  new LakeveilError('UDF_WRONG_TYPE', `Nothing of this split was written: UDF ${udf.name}: ${what}.`, {
    details: { udf: udf.name },
  });
