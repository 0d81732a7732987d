import t, { type Test } from 'tap';
import { athenaSchema } from '../../jobs/athena/athena-config.js';
import { athenaCost, costText } from '../../jobs/athena/athena-cost.js';
import { queryFailure } from '../../jobs/athena/athena-failure.js';
import { AthenaQuery } from '../../jobs/athena/athena-query.js';
import { assertReadOnly } from '../../jobs/athena/read-only-sql.js';
import { child } from '../jobs/cli/child.js';
import { command } from '../jobs/cli/command.js';
import {
  type AthenaBackend,
  type AthenaShim,
  BackendFailure,
  type BackendResult,
  type ShimOptions,
  startAthenaShim,
} from './athena-shim.js';
import { duckdbBackend } from './duckdb-backend.js';

t.setTimeout(300_000);

const AWS = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
};
Object.assign(process.env, AWS);

async function shimOf(t: Test, backend: AthenaBackend, options: ShimOptions = {}) {
  const shim = await startAthenaShim(backend, options);
  t.teardown(() => shim.close());
  const folder = t.testdir({
    'lakeveil.config.json': JSON.stringify({
      athena: { endpoint: shim.endpoint, output: 's3://results/lakeveil/', workgroup: 'analysts' },
    }),
  });
  const query = (sql: string, ...flags: string[]) =>
    command('lakeveil', ['query', '--athena', sql, ...flags], { folder });
  return { shim, folder, query };
}

async function overDuckdb(t: Test, options: ShimOptions = {}) {
  const backend = await duckdbBackend(t.testdir());
  t.teardown(() => backend.close());
  return { backend, ...(await shimOf(t, backend, options)) };
}

const fixed = (result: Partial<BackendResult>): AthenaBackend => ({
  run: async () => ({ columns: [{ name: 'n', type: 'integer' }], rows: [['1']], bytesScanned: 0, ...result }),
});
/** A query that goes on until it is stopped. */
const endless: AthenaBackend = {
  run: (_sql, signal) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }),
    ),
};
const failing = (reason: string, retryable?: boolean): AthenaBackend => ({
  run: async () => {
    throw new BackendFailure(reason, retryable);
  },
});
const callsOf = (shim: AthenaShim, action: string) => shim.calls.filter((call) => call.action === action);
const reportOf = (stderr: string): string =>
  stderr.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');

t.test('a query: what is passed on, what is printed where, what it costs', async (t) => {
  const { shim, backend, query } = await overDuckdb(t);
  backend.bytesScanned = 1_234_567_890;
  const sql = "SELECT 1 AS one, 'a' AS name, CAST(NULL AS VARCHAR) AS nothing";
  const { code, stdout, stderr } = await query(sql);
  t.equal(code, 0);
  t.equal(stdout, 'one  name  nothing\n───  ────  ───────\n  1  a     NULL\n(1 row)\n');
  t.match(reportOf(stderr), /^Athena {2}query ID\nAthena {2}1\.2 GB scanned, \$0\.00618, [\d.]+ s\n$/);
  t.match(callsOf(shim, 'StartQueryExecution'), [
    {
      body: {
        QueryString: sql,
        WorkGroup: 'analysts',
        ResultConfiguration: { OutputLocation: 's3://results/lakeveil/' },
        ClientRequestToken: /^[0-9a-f-]{36}$/,
      },
    },
  ]);
});

t.test('flags lie over the configuration', async (t) => {
  const { shim, backend, query } = await overDuckdb(t);
  await backend.duckdb.connection.run('CREATE SCHEMA sales; CREATE VIEW sales.t AS SELECT 5 AS five');
  const flags = ['--workgroup', 'etl', '--output', 's3://other/', '--database', 'sales', '--json'];
  t.equal((await query('SELECT * FROM t', ...flags)).stdout, '{"five":5}\n');
  t.match(shim.calls[0]!.body, {
    WorkGroup: 'etl',
    ResultConfiguration: { OutputLocation: 's3://other/' },
    QueryExecutionContext: { Database: 'sales' },
  });
  t.match(await query('SELECT 1', '--output', 'results'), { code: 2, stderr: /--output is written s3:/ });
  t.match(await query('SELECT 1', '--workgroup', 'a b'), { code: 2, stderr: /--workgroup is the name/ });
  t.equal(callsOf(shim, 'StartQueryExecution').length, 1);
});

t.test('without a workgroup and output, Athena has its own', async (t) => {
  const shim = await startAthenaShim(fixed({}));
  t.teardown(() => shim.close());
  const folder = t.testdir({
    'lakeveil.config.json': JSON.stringify({ athena: { endpoint: shim.endpoint } }),
  });
  t.equal((await command('lakeveil', ['query', '--athena', 'SELECT 1'], { folder })).code, 0);
  t.notOk('WorkGroup' in shim.calls[0]!.body);
  t.notOk('ResultConfiguration' in shim.calls[0]!.body);
});

t.test('options are checked', async (t) => {
  for (const [athena, message] of [
    [{ workgrop: 'a' }, /Unknown option athena\.workgrop\. Did you mean "workgroup"/],
    [{ output: 'results' }, /athena\.output: is written s3:/],
    [{ dollarsPerTerabyte: -1 }, /athena\.dollarsPerTerabyte must be at least 0/],
    [{ endpoint: 'athena' }, /athena\.endpoint/],
    [{ workgroup: 'a b' }, /athena\.workgroup: is the name/],
    [{ database: '' }, /athena\.database must not be empty/],
    [{ catalog: 5 }, /athena\.catalog must be a string/],
    [{ region: '' }, /athena\.region must not be empty/],
  ] as const) {
    const folder = t.testdir({ 'lakeveil.config.json': JSON.stringify({ athena }) });
    const { code, stderr } = await command('lakeveil', ['query', '--athena', 'SELECT 1'], { folder });
    t.equal(code, 2);
    t.match(stderr.replaceAll(/\s+/g, ' '), message);
  }
});

t.test('results of many pages, every row once, and no heading among them', async (t) => {
  const { shim, query } = await overDuckdb(t);
  const sql = 'SELECT i AS n, i * 2 AS twice FROM range(2500) AS r(i) ORDER BY i';
  const { stdout } = await query(sql, '--json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.strictSame(
    rows,
    Array.from({ length: 2500 }, (_, n) => ({ n, twice: 2 * n })),
  );
  t.strictSame(
    callsOf(shim, 'GetQueryResults').map(({ body }) => body['NextToken']),
    [undefined, 'page-1000', 'page-2000'],
  );
  const table = await query(sql, '--rows', '1200');
  t.match(table.stdout, /\(the first 1,200 rows; --rows shows more, --json all\)\n$/);
  t.match(table.stdout, /\n1199 +2398\n\(/);
  t.equal(callsOf(shim, 'GetQueryResults').length, 5, 'no page more than is shown');
});

t.test('a heading is left out only where there is one', async (t) => {
  const { query } = await shimOf(
    t,
    fixed({
      columns: [{ name: 'tab_name', type: 'string' }],
      rows: [['calls'], ['tab_name']],
      statementType: 'UTILITY',
    }),
  );
  t.equal((await query('SHOW TABLES', '--json')).stdout, '{"tab_name":"calls"}\n{"tab_name":"tab_name"}\n');
  const utility = { columns: [{ name: 'tab_name', type: 'string' }], rows: [['tab_name']] };
  const first = await shimOf(t, fixed({ ...utility, statementType: 'UTILITY' }));
  t.equal((await first.query('SHOW TABLES', '--json')).stdout, '{"tab_name":"tab_name"}\n');
  const bare = await shimOf(t, fixed({ hasHeading: false }));
  t.equal((await bare.query('EXPLAIN SELECT 1', '--json')).stdout, '{"n":1}\n');
  const like = fixed({ columns: [{ name: 'a', type: 'varchar' }], rows: [['a'], ['a']] });
  const select = await shimOf(t, like);
  t.equal((await select.query("SELECT 'a' AS a", '--json')).stdout, '{"a":"a"}\n{"a":"a"}\n');
  const none = await shimOf(t, fixed({ rows: [] }));
  t.equal((await none.query('SELECT n FROM t')).stdout, 'n\n─\n(0 rows)\n');
  t.equal((await none.query('SELECT n FROM t', '--json')).stdout, '');
});

t.test('values by type', async (t) => {
  const types = [
    'bigint',
    'decimal',
    'double',
    'double',
    'double',
    'boolean',
    'varchar',
    'varchar',
    'array',
    'bigint',
  ];
  const values = [
    '9223372036854775807',
    '1.10',
    '1.0E10',
    'NaN',
    '-Infinity',
    'true',
    '',
    '"x"\n',
    '[1, 2]',
    null,
  ];
  const columns = types.map((type, i) => ({ name: i === 9 ? 'c0' : `c${i}`, type }));
  const { query } = await shimOf(t, fixed({ columns, rows: [values] }));
  t.equal(
    (await query('SELECT 1', '--json')).stdout,
    '{"c0":9223372036854775807,"c1":1.10,"c2":1.0E10,"c3":"NaN","c4":"-Infinity","c5":true,"c6":"","c7":"\\"x\\"\\n","c8":"[1, 2]","c0_1":null}\n',
  );
});

t.test('a start whose answer was lost, or that was throttled, begins one query', async (t) => {
  const faults: ShimOptions['fault'][] = [
    ({ action }, nth) => (action === 'StartQueryExecution' && nth === 0 ? { after: true } : undefined),
    ({ action }, nth) =>
      action === 'StartQueryExecution' && nth < 2 ? { status: 500, after: true } : undefined,
    ({ action }, nth) =>
      action === 'StartQueryExecution' && nth < 2
        ? { status: 400, type: 'TooManyRequestsException' }
        : undefined,
  ];
  for (const fault of faults) {
    const { shim, query } = await shimOf(t, fixed({}), { fault: fault! });
    t.equal((await query('SELECT 1', '--json')).stdout, '{"n":1}\n');
    t.equal(shim.queries.size, 1);
    const starts = callsOf(shim, 'StartQueryExecution');
    t.ok(starts.length > 1);
    t.equal(new Set(starts.map(({ body }) => body['ClientRequestToken'])).size, 1);
  }
});

t.test('polls and pages that are throttled or cut off are asked for again', async (t) => {
  const { shim, query } = await shimOf(t, fixed({}), {
    fault: ({ action }, nth) =>
      action === 'StartQueryExecution' || nth > 2
        ? undefined
        : nth === 0
          ? { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' }
          : nth === 1
            ? {}
            : { status: 503, type: 'ServiceUnavailable' },
  });
  t.match(await query('SELECT 1', '--json'), { code: 0, stdout: '{"n":1}\n' });
  t.equal(callsOf(shim, 'GetQueryResults').length, 4);
});

t.test('an outage while a query runs is waited out', async (t) => {
  // More than the SDK tries one call for.
  const { shim, query } = await shimOf(t, fixed({}), {
    fault: ({ action }, nth) => (action === 'GetQueryExecution' && nth < 8 ? {} : undefined),
  });
  t.match(await query('SELECT 1', '--json'), { code: 0, stdout: '{"n":1}\n' });
  t.equal(callsOf(shim, 'GetQueryExecution').length, 9);
  t.equal(callsOf(shim, 'StopQueryExecution').length, 0);
});

t.test('polls that stay away end the wait; the query is stopped, or it is said how', async (t) => {
  const denied = (action: string) => ({
    status: 400,
    type: 'AccessDeniedException',
    message: `CANARY ${action}`,
  });
  const one = await shimOf(t, endless, {
    fault: ({ action }, nth) => (action === 'GetQueryExecution' && nth === 0 ? denied(action) : undefined),
  });
  const first = await one.query('SELECT 1');
  t.match(first, { code: 1, stdout: '' });
  t.match(
    first.stderr.replaceAll(/\s+/g, ' '),
    /ACCESS_DENIED The query was not run: .*athena:GetQueryExecution.*The query was stopped at Athena \(query/,
  );
  t.notMatch(first.stderr, /CANARY/);
  t.strictSame(
    [...one.shim.queries.values()].map(({ state }) => state),
    ['CANCELLED'],
  );

  const two = await shimOf(t, endless, {
    fault: ({ action }) => (action === 'StartQueryExecution' ? undefined : denied(action)),
  });
  const second = await two.query('SELECT 1');
  const [id] = two.shim.queries.keys();
  t.match(
    second.stderr.replaceAll(/\s+/g, ' '),
    new RegExp(
      `may go on at Athena, and be billed.*aws athena stop-query-execution --query-execution-id ${id}`,
    ),
  );
});

t.test('reasons of failures, without what they quote', async (t) => {
  const sql = 'SELECT transcript, count(*) FROM support.calls';
  const cases: [reason: string, code: string, message: RegExp][] = [
    [
      "INVALID_CAST_ARGUMENT: Cannot cast 'CANARY Jane Roe' to INT",
      'ATHENA_FAILED',
      /INVALID_CAST_ARGUMENT.*try_cast/,
    ],
    ['DIVISION_BY_ZERO', 'ATHENA_FAILED', /DIVISION_BY_ZERO/],
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'transcript' cannot be resolved",
      'NO_SUCH_COLUMN',
      /no column "transcript" at line 1, character 8/,
    ],
    ["SYNTAX_ERROR: line 1:8: Column 'CANARY' cannot be resolved", 'NO_SUCH_COLUMN', /no column at line 1/],
    [
      "TABLE_NOT_FOUND: line 1:20: Table 'awsdatacatalog.support.calls' does not exist",
      'NO_SUCH_TABLE',
      /no table "calls" at line 1, character 20/,
    ],
    ["SYNTAX_ERROR: line 2:3: mismatched input 'CANARY'", 'QUERY_SYNTAX', /at line 2, character 3/],
    ["FUNCTION_NOT_FOUND: line 1:8: Function 'CANARY' not registered", 'QUERY_INVALID', /FUNCTION_NOT_FOUND/],
    ['Access denied when writing output to url: s3://CANARY/x', 'ACCESS_DENIED', /s3:PutObject/],
    ['PERMISSION_DENIED: CANARY is not authorized', 'ACCESS_DENIED', /glue:GetTable/],
    ['Query exhausted resources at this scale factor', 'ATHENA_FAILED', /memory/],
    ['Query timeout', 'ATHENA_FAILED', /longer than Athena allows/],
    ['Bytes scanned limit was exceeded', 'ATHENA_FAILED', /--workgroup/],
    ['HIVE_BAD_DATA: Field CANARY in s3://x is corrupt', 'ATHENA_FAILED', /HIVE_BAD_DATA; the rest/],
    ['CANARY_NAME: what it means', 'ATHENA_FAILED', /reports an error; the rest/],
    ['Row CANARY Jane Roe is bad', 'ATHENA_FAILED', /reports an error; the rest/],
    ['', 'ATHENA_FAILED', /reports an error/],
  ];
  for (const [reason, code, message] of cases) {
    const error = queryFailure({ StateChangeReason: reason }, sql, 'ID');
    t.match(error, { code, message, details: { queryExecutionId: 'ID' } }, reason);
    t.notMatch(`${error.stack}${JSON.stringify(error.details)}`, /CANARY|Jane/, reason);
  }
  const { query } = await shimOf(t, failing("INVALID_CAST_ARGUMENT: Cannot cast 'CANARY' to INT"));
  const { code, stdout, stderr } = await query('SELECT 1');
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /ATHENA_FAILED/);
  t.notMatch(stderr, /CANARY|scanned/);
  t.equal(
    queryFailure({ StateChangeReason: 'x', AthenaError: { Retryable: true } }, sql, 'ID').retryable,
    true,
  );
});

t.test('a start that is refused', async (t) => {
  const cases: [type: string, message: string, code: string, says: RegExp][] = [
    ['InvalidRequestException', 'No output location provided. CANARY', 'NO_ATHENA_OUTPUT', /--output s3:/],
    ['InvalidRequestException', 'Unable to verify/create output bucket CANARY', 'NO_ATHENA_OUTPUT', /region/],
    ['InvalidRequestException', 'WorkGroup CANARY is not found.', 'NO_SUCH_WORKGROUP', /--workgroup/],
    ['InvalidRequestException', "line 1:3: mismatched input 'CANARY'", 'QUERY_SYNTAX', /line 1, character 3/],
    [
      'AccessDeniedException',
      'User CANARY',
      'ACCESS_DENIED',
      /athena:StartQueryExecution on the workgroup analysts/,
    ],
    ['InvalidRequestException', 'CANARY', 'AWS_ERROR', /InvalidRequestException/],
  ];
  for (const [type, message, code, says] of cases) {
    const { query } = await shimOf(t, fixed({}), { fault: () => ({ status: 400, type, message }) });
    const { stderr, stdout } = await query('SELECT 1');
    t.match(stderr.replaceAll(/\s+/g, ' '), new RegExp(`^${code} The query was not run`), message);
    t.match(stderr.replaceAll(/\s+/g, ' '), says);
    t.notMatch(stderr, /CANARY/);
    t.equal(stdout, '');
  }
  const { shim, query } = await shimOf(t, fixed({}));
  t.match(await query(`SELECT '${'x'.repeat(262_144)}'`), { code: 2, stderr: /262144 bytes/ });
  t.equal(shim.calls.length, 0);
});

t.test('a query that somebody else stops', async (t) => {
  const { shim, query } = await shimOf(t, endless, {
    fault({ action }, nth) {
      if (action === 'GetQueryExecution' && nth === 2) {
        const [execution] = shim.queries.values() as Iterable<{ state: string }>;
        execution!.state = 'CANCELLED';
      }
      return undefined;
    },
  });
  t.match(await query('SELECT 1'), { code: 1, stderr: /ATHENA_CANCELLED/ });
  t.equal(callsOf(shim, 'StopQueryExecution').length, 0);
});

t.test(
  'aborted: the query is stopped, also if Athena is slow to say so, and it is told if it is not',
  async (t) => {
    const config = (endpoint: string) => athenaSchema.parse({ endpoint, region: 'us-east-1' });
    const { shim } = await shimOf(t, endless);
    const stop = new AbortController();
    const running = await AthenaQuery.start('SELECT 1', config(shim.endpoint));
    const states: string[] = [];
    const waiting = running.wait(({ state }) => {
      states.push(state);
      stop.abort();
    }, stop.signal);
    await t.rejects(waiting, {
      code: 'INTERRUPTED',
      message: /was stopped at Athena/,
      details: { stopped: true },
    });
    t.strictSame(states, ['RUNNING']);
    t.equal(shim.queries.get(running.id)?.state, 'CANCELLED');

    const deaf = await shimOf(t, endless, {
      fault: ({ action }) =>
        action === 'StopQueryExecution' ? { status: 400, type: 'AccessDeniedException' } : undefined,
    });
    const other = await AthenaQuery.start('SELECT 1', config(deaf.shim.endpoint));
    await t.rejects(
      other.wait(() => {}, AbortSignal.abort()),
      {
        code: 'INTERRUPTED',
        message: new RegExp(`may go on there, and be billed.*${other.id}`),
        details: { stopped: false },
      },
    );
  },
);

t.test('Ctrl-C stops the query at Athena and says what it scanned', async (t) => {
  const { shim, folder } = await shimOf(t, endless);
  const ended = await child('lakeveil', ['query', '--athena', 'SELECT 1'], {
    cwd: folder,
    env: AWS,
    onStderr(text, running) {
      if (/^Athena {2}query /m.test(text) && !running.killed) running.kill('SIGINT');
    },
  });
  t.match(ended, { code: 130, stdout: '' });
  t.match(
    reportOf(ended.stderr),
    /The query was stopped at Athena \(query ID\); 0 B scanned, \$0\.00005, at most\n/,
  );
  t.notMatch(ended.stderr, /NodeVersionSupportWarning/);
  t.strictSame(
    [...shim.queries.values()].map(({ state }) => state),
    ['CANCELLED'],
  );
  t.equal(callsOf(shim, 'GetQueryResults').length, 0);
});

t.test('a reader that goes away ends the paging', async (t) => {
  const { shim, folder } = await shimOf(
    t,
    fixed({ rows: Array.from({ length: 50_000 }, (_, i) => [`${i}${'0'.repeat(100)}`]) }),
  );
  const ended = await child('lakeveil', ['query', '--athena', '--json', 'SELECT 1'], {
    cwd: folder,
    env: AWS,
    lines: 1,
  });
  t.equal(ended.code, 0);
  t.ok(callsOf(shim, 'GetQueryResults').length < 50);
});

t.test('only what reads is run', async (t) => {
  for (const sql of [
    'SELECT 1',
    '  with a as (select 1) select * from a',
    '(SELECT 1) UNION (SELECT 2)',
    '-- a note; DROP\n/* and\nanother */ select 1',
    'VALUES 1',
    'TABLE a.b',
    'SHOW TABLES',
    'DESCRIBE a.b',
    'EXPLAIN SELECT 1',
    'EXPLAIN (TYPE DISTRIBUTED) SELECT 1',
    'explain analyze verbose select 1',
  ])
    t.doesNotThrow(() => assertReadOnly(sql), sql);
  for (const sql of [
    'INSERT INTO a.b SELECT 1',
    'DELETE FROM a.b',
    'DROP TABLE a.b',
    'CREATE TABLE a.b AS SELECT 1',
    "UNLOAD (SELECT 1) TO 's3://x/'",
    'UPDATE a.b SET c = 1',
    'MERGE INTO a.b USING c ON true WHEN MATCHED THEN DELETE',
    'EXPLAIN ANALYZE INSERT INTO a.b SELECT 1',
    'EXPLAIN ANALYZE VERBOSE DELETE FROM a.b',
    '/* SELECT */ VACUUM a.b',
    '-- SELECT 1\nOPTIMIZE a.b REWRITE DATA USING BIN_PACK',
    'EXECUTE q',
    'selection',
    '',
  ])
    t.throws(() => assertReadOnly(sql), { code: 'READ_ONLY_QUERY' }, sql);
  const { shim, query } = await shimOf(t, fixed({}));
  t.match(await query('DROP TABLE a.b'), { stderr: /^READ_ONLY_QUERY/ });
  t.equal(shim.calls.length, 0);
});

t.test('what a query is billed', async (t) => {
  t.equal(athenaCost(1e12, 'DML', 5), 5);
  t.equal(athenaCost(0, 'DML', 5), 0.00005, 'ten megabytes at least');
  t.equal(athenaCost(1, undefined, 5), 0.00005);
  t.equal(athenaCost(20_000_001, 'DML', 5), 0.000105, 'begun megabytes count');
  t.equal(athenaCost(1e12, 'UTILITY', 5), 0);
  t.equal(athenaCost(1e12, 'DDL', 5), 0);
  t.equal(athenaCost(2e12, 'DML', 9), 18);
  t.equal(costText(2e12, 18), '2.0 TB scanned, $18.00');
  t.equal(costText(3e9, 0.015), '3.0 GB scanned, $0.015');
});

t.test("a named query goes there in Athena's SQL", async (t) => {
  const { shim, query } = await shimOf(t, fixed({}));
  const params = [
    'table=support.calls_safe',
    'key=id',
    'column=note',
    'known=crm.people',
    'known_column=name',
  ];
  const { code } = await query('leak-audit', ...params.flatMap((one) => ['--param', one]));
  t.equal(code, 0);
  t.match(shim.calls[0]!.body['QueryString'], /array_join\(regexp_extract_all\(/);
  t.match(shim.calls[0]!.body['QueryString'], /FROM "support"\."calls_safe"/);
});

t.test('the progress of a query on a terminal is drawn over itself', async (t) => {
  const { athenaProgressLine } = await import('../../jobs/cli/actions/athena-progress.js');
  let text = '';
  const stderr = { isTerminal: true, print: (more: string) => (text += more) };
  const line = athenaProgressLine(stderr as never, performance.now() - 3000);
  line.show({ state: 'QUEUED', bytesScanned: 0, statementType: undefined });
  line.show({ state: 'RUNNING', bytesScanned: 5e9, statementType: 'DML' });
  line.clear();
  line.clear();
  t.match(
    text,
    /^Athena {2}queued, 0 B scanned, 3\.\d s\r\u001b\[2KAthena {2}running, 5\.0 GB scanned, 3\.\d s\r\u001b\[2K$/,
  );
});
