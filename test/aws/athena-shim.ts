import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What runs the SQL that the shim is given: DuckDB, or a Trino. */
export interface AthenaBackend {
  /** Throws a `BackendFailure` for a query that fails. `signal` fires when the query is stopped. */
  run(sql: string, signal: AbortSignal, context: QueryContext): Promise<BackendResult>;
}

/** `QueryExecutionContext` of the request. */
export interface QueryContext {
  readonly database?: string;
  readonly catalog?: string;
}

export interface BackendResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** As Athena writes values: text, null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly bytesScanned: number;
  /** `DML` if absent. */
  readonly statementType?: 'DML' | 'DDL' | 'UTILITY';
  /** Whether the names of the columns come as a first row; they do for DML if absent. */
  readonly hasHeading?: boolean;
}

/** A query that failed: `reason` becomes its StateChangeReason, word for word. */
export class BackendFailure extends Error {
  constructor(
    readonly reason: string,
    readonly retryable = false,
  ) {
    super(reason);
  }
}

/** A request as it came. */
export interface ShimCall {
  /** `StartQueryExecution`, … */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ShimOptions {
  /** What a call is answered with in place of its answer, before it has had an effect, or `after` it. */
  fault?(call: ShimCall, nth: number): ShimFault | undefined;
}

export interface ShimFault {
  /** None: the connection is cut. */
  readonly status?: number;
  /** `ThrottlingException`, … */
  readonly type?: string;
  readonly message?: string;
  readonly after?: boolean;
}

export interface AthenaShim {
  readonly endpoint: string;
  readonly calls: readonly ShimCall[];
  /** Queries that were begun, by id. */
  readonly queries: ReadonlyMap<string, { readonly sql: string; readonly state: string }>;
  close(): Promise<void>;
}

interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly begun: number;
  readonly stop: AbortController;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
  retryable?: boolean;
  result?: BackendResult;
}

/**
 * Athena's API, as far as queries need it (https://docs.aws.amazon.com/athena/latest/APIReference/), in AWS's JSON 1.1
 * protocol on 127.0.0.1. A start with a token that was seen gives the query that it began.
 */
export async function startAthenaShim(
  backend: AthenaBackend,
  options: ShimOptions = {},
): Promise<AthenaShim> {
  const calls: ShimCall[] = [];
  const executions = new Map<string, Execution>();
  const byToken = new Map<string, Execution>();

  const actions: Record<string, (body: Record<string, unknown>) => unknown> = {
    StartQueryExecution(body) {
      const token = String(body['ClientRequestToken']);
      if (!/^.{32,128}$/.test(token)) throw invalid('ClientRequestToken is too short');
      const found = byToken.get(token);
      if (found !== undefined) {
        if (found.sql !== body['QueryString']) throw invalid('Idempotent parameters do not match');
        return { QueryExecutionId: found.id };
      }
      const execution = begin(String(body['QueryString']), token, body['QueryExecutionContext']);
      byToken.set(token, execution);
      return { QueryExecutionId: execution.id };
    },
    GetQueryExecution(body) {
      const { id, sql, state, reason, retryable, result } = known(body);
      return {
        QueryExecution: {
          QueryExecutionId: id,
          Query: sql,
          StatementType: result?.statementType ?? 'DML',
          Status: {
            State: state,
            ...(reason === undefined
              ? {}
              : { StateChangeReason: reason, AthenaError: { ErrorCategory: 2, Retryable: retryable } }),
          },
          Statistics: { DataScannedInBytes: result?.bytesScanned ?? 0 },
        },
      };
    },
    GetQueryResults(body) {
      const execution = known(body);
      if (execution.state !== 'SUCCEEDED')
        throw invalid(`Query has not yet finished. Current state: ${execution.state}`);
      const {
        columns,
        rows,
        statementType = 'DML',
        hasHeading = statementType === 'DML',
      } = execution.result!;
      const all = hasHeading ? [columns.map((one) => one.name), ...rows] : rows;
      const most = Number(body['MaxResults'] ?? 1000);
      if (!(most >= 1 && most <= 1000)) throw invalid('MaxResults is not within 1 and 1000');
      const from =
        body['NextToken'] === undefined ? 0 : Number(String(body['NextToken']).replace('page-', ''));
      const next = from + most;
      return {
        ResultSet: {
          ResultSetMetadata: {
            ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Label: name, Type: type })),
          },
          Rows: all
            .slice(from, next)
            .map((row) => ({ Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) })),
        },
        ...(next < all.length ? { NextToken: `page-${next}` } : {}),
      };
    },
    StopQueryExecution(body) {
      const execution = known(body);
      execution.stop.abort();
      if (['QUEUED', 'RUNNING'].includes(execution.state)) {
        execution.state = 'CANCELLED';
        execution.reason = 'Query cancelled by user';
      }
      return {};
    },
  };

  function begin(sql: string, token: string, context: unknown): Execution {
    const { Database, Catalog } = (context ?? {}) as { Database?: string; Catalog?: string };
    const hash = createHash('sha256').update(token).digest('hex');
    const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`;
    const execution: Execution = {
      id,
      sql,
      begun: Date.now(),
      stop: new AbortController(),
      state: 'RUNNING',
    };
    executions.set(id, execution);
    backend
      .run(sql, execution.stop.signal, {
        ...(Database === undefined ? {} : { database: Database }),
        ...(Catalog === undefined ? {} : { catalog: Catalog }),
      })
      .then(
        (result) => {
          if (execution.state === 'CANCELLED') return;
          execution.result = result;
          execution.state = 'SUCCEEDED';
        },
        (error: unknown) => {
          if (execution.state === 'CANCELLED') return;
          execution.state = 'FAILED';
          execution.reason =
            error instanceof BackendFailure ? error.reason : `GENERIC_INTERNAL_ERROR: ${String(error)}`;
          execution.retryable = error instanceof BackendFailure && error.retryable;
        },
      );
    return execution;
  }

  function known(body: Record<string, unknown>): Execution {
    const found = executions.get(String(body['QueryExecutionId']));
    if (found === undefined) throw invalid('QueryExecution was not found');
    return found;
  }

  const counts = new Map<string, number>();
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const call = { action, body };
    calls.push(call);
    const nth = counts.get(action) ?? 0;
    counts.set(action, nth + 1);
    const fault = options.fault?.(call, nth);
    const fail = ({ status, type = 'InternalServerException', message = '' }: ShimFault): void => {
      if (status === undefined) void request.socket.destroy();
      else send(response, status, { __type: type, message, Message: message });
    };
    if (fault !== undefined && fault.after !== true) return fail(fault);
    let answer: unknown;
    try {
      answer = actions[action]!(body);
    } catch (error) {
      return fail({ status: 400, type: 'InvalidRequestException', message: (error as Error).message });
    }
    if (fault !== undefined) return fail(fault);
    send(response, 200, answer);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    queries: executions,
    async close() {
      for (const { stop } of executions.values()) stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const invalid = (message: string): Error => new Error(message);

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
