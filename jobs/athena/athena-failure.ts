import { awsError, awsErrorName } from '../../catalog/aws/aws-error.js';
import { LakeveilError } from '../../errors.js';

/** `Status` of a query execution that did not succeed, as far as it is looked at. */
export interface FailedStatus {
  readonly StateChangeReason?: string | undefined;
  readonly AthenaError?: { readonly Retryable?: boolean | undefined } | undefined;
}

/** Names of errors in Trino's StandardErrorCode, and of its connectors, that Athena puts before its reasons. */
const KNOWN =
  /^(?:SYNTAX_ERROR|(?:TABLE|COLUMN|SCHEMA|CATALOG|FUNCTION|TYPE|PROPERTY)_NOT_FOUND|(?:MISSING|DUPLICATE|AMBIGUOUS|MISMATCHED|INVALID|EXPRESSION|NESTED|EXCEEDED|NUMERIC|TOO|NOT|PERMISSION|ACCESS|GENERIC|QUERY|CLUSTER|COMPILER|REMOTE|PAGE|NO|SERVER|ADMINISTRATIVELY|USER|UNSUPPORTED|TYPE|DIVISION|CONSTRAINT|INSUFFICIENT|HIVE|ICEBERG|GLUE|FEDERATED|SUBQUERY|ABANDONED|OUT|OPTIMIZER|UNKNOWN|STACK|VIEW|FILESYSTEM)_[A-Z_]{2,60}|ALREADY_EXISTS)(?=:|\s|$)/;

const INVALID =
  /^(?:TYPE_MISMATCH|FUNCTION_NOT_FOUND|TYPE_NOT_FOUND|MISSING_\w+|DUPLICATE_\w+|AMBIGUOUS_NAME|MISMATCHED_\w+|EXPRESSION_\w+|NESTED_\w+|NOT_SUPPORTED|INVALID_(?:ARGUMENTS|COLUMN_REFERENCE|LITERAL|LIMIT_CLAUSE|PARAMETER_USAGE))$/;
const DATA =
  /^(?:INVALID_CAST_ARGUMENT|INVALID_FUNCTION_ARGUMENT|DIVISION_BY_ZERO|NUMERIC_VALUE_OUT_OF_RANGE|SUBQUERY_MULTIPLE_ROWS)$/;

/**
 * Why a query FAILED. Athena's reason may quote values of rows: of it are told the name of the error, the place in the
 * query, and a name that the query itself holds.
 *
 * Codes: QUERY_SYNTAX, QUERY_INVALID, NO_SUCH_TABLE, NO_SUCH_COLUMN, ACCESS_DENIED, ATHENA_FAILED.
 */
export function queryFailure(status: FailedStatus, sql: string, id: string): LakeveilError {
  const reason = status.StateChangeReason ?? '';
  const name = KNOWN.exec(reason)?.[0];
  const at = /\bline (\d{1,6}):(\d{1,6}):/.exec(reason);
  const where = at === null ? '' : ` at line ${at[1]}, character ${at[2]}`;
  const subject = ownName(reason, sql);
  const details = { queryExecutionId: id, ...(name === undefined ? {} : { athenaError: name }) };
  const failed = (code: string, message: string, retryable = false): LakeveilError =>
    new LakeveilError(code, `The query was not finished: ${message} (query ${id})`, { details, retryable });

  if (name === 'COLUMN_NOT_FOUND' || /\bColumn '[^']*' cannot be resolved/.test(reason))
    return failed('NO_SUCH_COLUMN', `there is no column${subject}${where}, or it may not be read.`);
  if (name !== undefined && /^(?:TABLE|SCHEMA|CATALOG)_NOT_FOUND$/.test(name))
    return failed(
      'NO_SUCH_TABLE',
      `there is no ${name.split('_')[0]!.toLowerCase()}${subject}${where}, or it may not be read. Check its database and the data catalog (athena.catalog).`,
    );
  if (name === 'SYNTAX_ERROR')
    return failed(
      'QUERY_SYNTAX',
      `there is a syntax error${where}. Athena speaks Trino's SQL. Mend it there.`,
    );
  if (name !== undefined && INVALID.test(name))
    return failed('QUERY_INVALID', `Athena found ${name}${subject}${where}. Mend it there.`);
  if (name !== undefined && DATA.test(name))
    return failed(
      'ATHENA_FAILED',
      `a value of the data can't be computed with (${name}); it is withheld. Use try(…) or try_cast(…) to get NULL for such values.`,
    );
  if (
    name === 'PERMISSION_DENIED' ||
    name === 'ACCESS_DENIED' ||
    /^(?:access denied|insufficient permissions)/i.test(reason)
  )
    return failed(
      'ACCESS_DENIED',
      'these credentials may not read the table, or not write to the place of results. They need glue:GetTable, s3:GetObject on the table, and s3:PutObject on the output.',
    );
  if (name === 'EXCEEDED_TIME_LIMIT' || /^query timeout/i.test(reason))
    return failed(
      'ATHENA_FAILED',
      'it took longer than Athena allows. Let it read less: fewer columns, or a WHERE.',
    );
  if (/^(?:bytes scanned limit|query cancelled! : .*bytes scanned)/i.test(reason))
    return failed(
      'ATHENA_FAILED',
      'it would scan more than the workgroup allows. Let it read less, or use another --workgroup.',
    );
  if (/^query exhausted resources/i.test(reason) || /^EXCEEDED_\w*MEMORY/.test(name ?? ''))
    return failed(
      'ATHENA_FAILED',
      'it needs more memory than Athena gives one. Let it read less, or sort less.',
    );
  const isRetryable = status.AthenaError?.Retryable === true;
  return failed(
    'ATHENA_FAILED',
    `Athena reports ${name ?? 'an error'}; the rest of its message is withheld because it may quote data. ${isRetryable ? 'Run it again.' : 'The console of Athena shows it, under History.'}`,
    isRetryable,
  );
}

/** The name that a message is about, if it is a plain one that the query itself holds: ` "transcript"`. */
function ownName(reason: string, sql: string): string {
  const name = /'([A-Za-z_][\w.$]{0,160})'/.exec(reason)?.[1];
  const last = name?.split('.').at(-1);
  if (last === undefined) return '';
  return sql.toLowerCase().includes(last.toLowerCase()) ? ` "${last}"` : '';
}

/**
 * A call of Athena that failed.
 *
 * Codes: NO_ATHENA_OUTPUT, NO_SUCH_WORKGROUP, QUERY_SYNTAX, INTERRUPTED, those of `awsError`.
 */
export function athenaCallFailure(error: unknown, call: string, resource: string): LakeveilError {
  const what = call === 'GetQueryResults' ? 'The results were not read' : 'The query was not run';
  const name = awsErrorName(error);
  const text = error instanceof Error ? error.message : '';
  if (name === 'AbortError') return new LakeveilError('INTERRUPTED', `${what}: it was interrupted.`);
  if (name === 'InvalidRequestException') {
    if (/output (?:location|bucket)|outputlocation/i.test(text))
      return new LakeveilError(
        'NO_ATHENA_OUTPUT',
        `${what}: Athena has no place to write results to, or can't write there. Give --output s3://bucket/prefix/, a workgroup that has one, or athena.output in lakeveil.config.*. The bucket must be in Athena's region.`,
      );
    if (/workgroup/i.test(text))
      return new LakeveilError(
        'NO_SUCH_WORKGROUP',
        `${what}: the workgroup is not there, is disabled, or does not let queries choose their settings. Check --workgroup, or athena.workgroup in lakeveil.config.*.`,
      );
    const at = /\bline (\d{1,6}):(\d{1,6})/.exec(text);
    if (at !== null)
      return new LakeveilError(
        'QUERY_SYNTAX',
        `${what}: there is a syntax error at line ${at[1]}, character ${at[2]}. Athena speaks Trino's SQL. Mend it there.`,
      );
  }
  return awsError(error, { what, action: `athena:${call}`, resource });
}
