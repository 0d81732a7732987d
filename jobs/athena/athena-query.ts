import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AthenaClient, QueryExecution } from '@aws-sdk/client-athena';
import { awsClientSettings } from '../../catalog/aws/client-settings.js';
import { LakeveilError } from '../../errors.js';
import type { AthenaConfig } from './athena-config.js';
import { athenaCallFailure, queryFailure } from './athena-failure.js';

/** Of a call: all of them may be repeated. A start carries a token, so that Athena runs it once. */
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 2000;
/** Polls that may fail one after the other, each after all its attempts. */
const FAILED_POLLS = 5;
/** For a query that was stopped to say so. */
const STOP_MS = 15_000;
const PAGE_ROWS = 1000;
/** Athena's quota of a query's text, in bytes. */
const MOST_BYTES = 262_144;

export type AthenaState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface AthenaProgress {
  readonly state: AthenaState;
  readonly bytesScanned: number;
  /** `DML`, `DDL` or `UTILITY`. */
  readonly statementType: string | undefined;
}

export interface AthenaColumn {
  readonly name: string;
  /** Athena's: `varchar`, `bigint`, `array`, … */
  readonly type: string;
}

export interface AthenaPage {
  readonly columns: readonly AthenaColumn[];
  /** As text; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A query that Athena has taken on. */
export class AthenaQuery {
  readonly #client: AthenaClient;
  readonly #sql: string;
  /** As Athena numbers it. */
  readonly id: string;
  #progress: AthenaProgress = { state: 'QUEUED', bytesScanned: 0, statementType: undefined };

  private constructor(client: AthenaClient, sql: string, id: string) {
    this.#client = client;
    this.#sql = sql;
    this.id = id;
  }

  /**
   * StartQueryExecution. It is not interrupted, because a query whose number did not arrive could not be stopped; it is
   * bounded in time.
   *
   * @throws LakeveilError BAD_USAGE (too long), NO_ATHENA_OUTPUT, NO_SUCH_WORKGROUP, QUERY_SYNTAX, those of `awsError`
   */
  static async start(sql: string, config: AthenaConfig): Promise<AthenaQuery> {
    if (Buffer.byteLength(sql) > MOST_BYTES)
      throw new LakeveilError('BAD_USAGE', `The query was not run: it has more than ${MOST_BYTES} bytes.`);
    const { region, endpoint, workgroup, output, database, catalog } = config;
    try {
      const { AthenaClient, StartQueryExecutionCommand } = await import('@aws-sdk/client-athena');
      const client = new AthenaClient(awsClientSettings('ATHENA', { region, endpoint, attempts: ATTEMPTS }));
      const { QueryExecutionId } = await client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          ClientRequestToken: randomUUID(),
          QueryExecutionContext: { Database: database, Catalog: catalog },
          ...(workgroup === undefined ? {} : { WorkGroup: workgroup }),
          ...(output === undefined ? {} : { ResultConfiguration: { OutputLocation: output } }),
        }),
      );
      return new AthenaQuery(client, sql, QueryExecutionId ?? '');
    } catch (error) {
      throw athenaCallFailure(error, 'StartQueryExecution', `the workgroup ${workgroup ?? 'primary'}`);
    }
  }

  /** What Athena said last. */
  get progress(): AthenaProgress {
    return this.#progress;
  }

  /**
   * Waits until the query has succeeded. Whatever else ends the waiting, the query is stopped first if it still runs.
   *
   * @throws LakeveilError INTERRUPTED; ATHENA_CANCELLED (somebody else stopped it); those of `queryFailure`, `awsError`
   */
  async wait(onProgress: (progress: AthenaProgress) => void, signal: AbortSignal): Promise<void> {
    let delay = FIRST_DELAY_MS;
    let failures = 0;
    for (;;) {
      let status: QueryExecution['Status'];
      try {
        signal.throwIfAborted();
        status = await this.#poll(signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) throw await this.#stopped();
        const failure = athenaCallFailure(error, 'GetQueryExecution', `the query ${this.id}`);
        if (failure.retryable && ++failures < FAILED_POLLS) status = undefined;
        else throw await this.#givenUp(failure);
      }
      onProgress(this.#progress);
      switch (this.#progress.state) {
        case 'SUCCEEDED':
          return;
        case 'FAILED':
          throw queryFailure(status ?? {}, this.#sql, this.id);
        case 'CANCELLED':
          if (/bytes scanned/i.test(status?.StateChangeReason ?? ''))
            throw queryFailure(status ?? {}, this.#sql, this.id);
          throw new LakeveilError(
            'ATHENA_CANCELLED',
            `The query was not finished: it was stopped at Athena, by somebody else or by a limit of the workgroup (query ${this.id})`,
            { details: { queryExecutionId: this.id } },
          );
        default:
          await sleep(delay, undefined, { signal }).catch(() => {});
          delay = Math.min(LONGEST_DELAY_MS, delay * 1.5);
      }
    }
  }

  /**
   * GetQueryResults, page by page, of a query that succeeded.
   *
   * @throws LakeveilError INTERRUPTED, those of `awsError`
   */
  async *pages(signal: AbortSignal): AsyncIterable<AthenaPage> {
    const { GetQueryResultsCommand } = await import('@aws-sdk/client-athena');
    let token: string | undefined;
    let isFirst = true;
    do {
      const command = new GetQueryResultsCommand({
        QueryExecutionId: this.id,
        MaxResults: PAGE_ROWS,
        NextToken: token,
      });
      const { ResultSet, NextToken } = await this.#client
        .send(command, { abortSignal: signal })
        .catch((error: unknown) => {
          throw athenaCallFailure(error, 'GetQueryResults', `the query ${this.id} and its output`);
        });
      const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name, Label, Type }) => ({
        name: Label ?? Name ?? '',
        type: Type ?? 'varchar',
      }));
      const rows = (ResultSet?.Rows ?? []).map(({ Data }) =>
        columns.map((_, i) => Data?.[i]?.VarCharValue ?? null),
      );
      if (isFirst && this.#hasHeading(columns, rows[0])) rows.shift();
      isFirst = false;
      token = NextToken;
      yield { columns, rows };
    } while (token !== undefined);
  }

  /** The first row of a SELECT has the columns' names; of other statements, it has none of its own. */
  #hasHeading(columns: readonly AthenaColumn[], row: readonly (string | null)[] | undefined): boolean {
    return (
      row !== undefined &&
      this.#progress.statementType !== 'DDL' &&
      this.#progress.statementType !== 'UTILITY' &&
      columns.every(({ name }, i) => row[i] === name)
    );
  }

  async #poll(signal: AbortSignal): Promise<QueryExecution['Status']> {
    const { GetQueryExecutionCommand } = await import('@aws-sdk/client-athena');
    const command = new GetQueryExecutionCommand({ QueryExecutionId: this.id });
    const { QueryExecution: found } = await this.#client.send(command, { abortSignal: signal });
    this.#progress = {
      state: (found?.Status?.State ?? this.#progress.state) as AthenaState,
      bytesScanned: found?.Statistics?.DataScannedInBytes ?? this.#progress.bytesScanned,
      statementType: found?.StatementType ?? this.#progress.statementType,
    };
    return found?.Status;
  }

  /** Stops the query at Athena, and waits until Athena says that it stands. */
  async #stopped(): Promise<LakeveilError> {
    const stands = await this.#stop();
    const details = { queryExecutionId: this.id, bytesScanned: this.#progress.bytesScanned };
    return new LakeveilError(
      'INTERRUPTED',
      stands
        ? `The query was stopped at Athena (query ${this.id})`
        : `The query could not be stopped at Athena: it may go on there, and be billed. Stop it with: aws athena stop-query-execution --query-execution-id ${this.id}`,
      { details: { ...details, stopped: stands } },
    );
  }

  async #givenUp(failure: LakeveilError): Promise<LakeveilError> {
    const stands = await this.#stop();
    return new LakeveilError(
      failure.code,
      `${failure.message} ${stands ? `The query was stopped at Athena (query ${this.id})` : `The query may go on at Athena, and be billed. Stop it with: aws athena stop-query-execution --query-execution-id ${this.id}`}`,
      { retryable: failure.retryable, details: { ...failure.details, queryExecutionId: this.id } },
    );
  }

  async #stop(): Promise<boolean> {
    const patience = AbortSignal.timeout(STOP_MS);
    try {
      const { StopQueryExecutionCommand } = await import('@aws-sdk/client-athena');
      const command = new StopQueryExecutionCommand({ QueryExecutionId: this.id });
      await this.#client.send(command, { abortSignal: patience });
      for (let delay = FIRST_DELAY_MS; ; delay = Math.min(LONGEST_DELAY_MS, delay * 1.5)) {
        await this.#poll(patience);
        if (!['QUEUED', 'RUNNING'].includes(this.#progress.state)) return true;
        await sleep(delay, undefined, { signal: patience });
      }
    } catch {
      return false;
    }
  }
}
