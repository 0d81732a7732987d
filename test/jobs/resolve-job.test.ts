import t from 'tap';
import type { JobDefinition } from '../../jobs/job-schema.js';
import redactTranscripts from '../../jobs/redact-transcripts.js';
import { resolveJob } from '../../jobs/resolve-job.js';

const job: JobDefinition = {
  source: 'a.b',
  target: 'a.c',
  columns: {
    id: 'keep',
    n: { keep: 'name' },
    text: { udf: 'redact', from: 'raw' },
    who: { token: 'email', label: 'EMAIL' },
  },
};
const resolve = (change: Record<string, unknown> = {}, options = {}) =>
  resolveJob({ ...job, ...change }, { name: 'mine', threads: 3, ...options });

t.test('defaults are filled in and shorthands written out', async (t) => {
  const resolved = resolve();
  t.match(resolved, {
    name: 'mine',
    source: { kind: 'table', table: 'a.b' },
    target: { table: 'a.c', mode: 'create', partitionBy: [], compression: 'zstd' },
    columns: [
      { kind: 'keep', name: 'id', from: 'id' },
      { kind: 'keep', name: 'n', from: 'name' },
      { kind: 'udf', name: 'text', from: ['raw'], udf: 'redact', options: {} },
      { kind: 'udf', name: 'who', from: ['email'], udf: 'token', options: { scope: 'EMAIL' } },
    ],
    limits: { maxFailedRows: 0 },
    engine: { type: 'local' },
    threads: 3,
  });
  t.same(resolve({ source: 'a.b@2026-01-31T00:00:00Z' }).source, {
    kind: 'table',
    table: 'a.b',
    ref: '2026-01-31T00:00:00Z',
  });
  t.same(resolve({ source: { table: 'a.b', ref: 'main' } }).source, {
    kind: 'table',
    table: 'a.b',
    ref: 'main',
  });
  t.same(resolve({ source: { files: 'x/*.csv' } }).source, { kind: 'files', files: ['x/*.csv'] });
});

t.test('unknown keys are refused at every depth, by full path and with a suggestion', async (t) => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ colums: {} }, /option colums\. Did you mean "columns"/],
    [{ limits: { maxFailedRow: 1 } }, /limits\.maxFailedRow\. Did you mean "maxFailedRows"/],
    [{ target: { table: 'a.c', moed: 'create' } }, /target\.moed\. Did you mean "mode"/],
    [{ source: { tabel: 'a.b' } }, /source\.tabel\. Did you mean "table"/],
    [
      { columns: { x: { udf: 'redact', form: 'y' } } },
      /columns\.x\.form\. Did you mean "from"|columns\.x\.from is missing/,
    ],
    [{ columns: { x: { keep: 'y', lable: 'z' } } }, /columns\.x\.lable/],
    [{ pseudonymKey: { evn: 'X' } }, /pseudonymKey\.evn\. Did you mean "env"/],
    [
      { policy: { generator_defualt: 'Off' } },
      /policy\.generator_defualt\. Did you mean "generator_default"/,
    ],
    [
      { policy: { generator_config: { NAME_GIVN: 'Off' } } },
      /policy\.generator_config\.NAME_GIVN.*NAME_GIVEN/,
    ],
  ];
  for (const [change, message] of cases) {
    t.throws(() => resolve(change), { message }, JSON.stringify(change));
  }
});

t.test('each option refuses what it is not', async (t) => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ source: undefined }, /source/],
    [{ source: '' }, /source must not be empty/],
    [{ source: 7 }, /Option source has none of the allowed forms/],
    [{ source: { files: [] } }, /source\.files/],
    [{ source: { files: 'x', format: 'xml' } }, /source\.format must be one of "parquet", "csv", "jsonl"/],
    [{ sample: 'other' }, /sample must be "support-calls"/],
    [{ target: { table: 'a.c', mode: 'creat' } }, /target\.mode must be one of .*Did you mean "create"/],
    [{ target: { table: 'a.c', partitionBy: ['month('] } }, /target\.partitionBy\[0\]: expected a column/],
    [{ target: { table: 'a.c', partitionBy: ['bucket(0, x)'] } }, /target\.partitionBy\[0\]/],
    [{ target: { table: 'a.c', targetFileBytes: 1 } }, /target\.targetFileBytes must be at least 65536/],
    [{ target: { table: 'a.c', compression: 'lz4' } }, /target\.compression must be one of/],
    [{ target: { table: 'a.c', properties: { a: 1 } } }, /target\.properties\.a must be a string/],
    [{ target: 'a.c@main' }, /takes no @ref/],
    [{ key: 'id' }, /key must be an array/],
    [{ columns: {} }, /columns: at least one output column/],
    [{ columns: { x: 'kept' } }, /columns\.x/],
    [{ columns: { x: { udf: {}, from: 'y' } } }, /columns\.x\.udf/],
    [{ columns: { x: { udf: 'redact', from: [] } } }, /columns\.x\.from/],
    [{ drop: [1] }, /drop\[0\] must be a string/],
    [{ keepSource: 'yes' }, /keepSource must be a boolean/],
    [
      { policy: { generator_default: 'Of' } },
      /policy\.generator_default must be one of .*Did you mean "Off"/,
    ],
    [{ where: '' }, /where must not be empty/],
    [{ limit: -1 }, /limit must be at least 0/],
    [{ limit: 1.5 }, /limit must be an int/],
    [{ seed: 'x' }, /seed must be a/],
    [{ pseudonymKey: 'secret' }, /pseudonymKey has none of the allowed forms/],
    [{ threads: 0 }, /threads must be at least 1/],
    [{ limits: { maxFailedRows: -1 } }, /limits\.maxFailedRows must be at least 0/],
    [{ limits: { batchRows: 0 } }, /limits\.batchRows must be at least 1/],
    [{ limits: { batchBytes: 0 } }, /limits\.batchBytes/],
    [{ limits: { splitBytes: 0 } }, /limits\.splitBytes/],
    [{ limits: { maxCellBytes: 0 } }, /limits\.maxCellBytes/],
    [{ limits: { udfTimeoutSeconds: 0 } }, /limits\.udfTimeoutSeconds must be more than 0/],
    [{ limits: { memoryMb: 1 } }, /limits\.memoryMb must be at least 64/],
  ];
  for (const [change, message] of cases) {
    t.throws(() => resolve(change), { code: 'INVALID_OPTION', message }, JSON.stringify(change));
  }
  t.throws(() => resolve({ engine: 'comprehent' }), {
    code: 'UNKNOWN_ENGINE',
    message: /Did you mean "comprehend"/,
  });
  const incremental = { table: 'a.c', mode: 'incremental' } as const;
  t.equal(resolve({ target: incremental }).target.mode, 'incremental');
  t.throws(() => resolve({ target: incremental, limit: 3 }), { code: 'INVALID_OPTION' });
  t.throws(() => resolve({ target: incremental, source: { files: 'a.csv' } }), { code: 'INVALID_OPTION' });
  t.throws(() => resolve({ target: 'a.b' }), { code: 'TARGET_IS_SOURCE' });
  t.throws(
    () => resolve({ source: 'a.c@1' }),
    { code: 'TARGET_IS_SOURCE' },
    'a snapshot of it is the same table',
  );
});

t.test('no given value is repeated in a message', async (t) => {
  for (const change of [
    { pseudonymKey: { env: 7, file: 'Sesame-7741' } },
    { pseudonymKey: 'Sesame-7741' },
    { where: ['Sesame-7741'] },
    { target: { table: 'a.c', compression: 'Sesame-7741' } },
  ]) {
    try {
      resolve(change);
      t.fail('it should be refused');
    } catch (error) {
      t.notMatch((error as Error).message, 'Sesame');
      t.notMatch(JSON.stringify((error as { details?: unknown }).details), 'Sesame');
    }
  }
});

t.test('layers lie over the job in order, and errors name the layer', async (t) => {
  const layers = [
    {
      origin: 'in lakeveil.config.json',
      options: { limits: { batchRows: 10, batchBytes: 4096 }, threads: 5 },
    },
    { origin: 'by --threads', options: { threads: 7 } },
  ];
  const resolved = resolve(
    { limits: { maxFailedRows: 2, batchRows: 1 } },
    { layers, assignments: [{ path: ['limits', 'batchRows'], value: 20 }] },
  );
  t.match(resolved, { threads: 7, limits: { maxFailedRows: 2, batchRows: 20, batchBytes: 4096 } });
  t.throws(
    () =>
      resolve({}, { layers: [{ origin: 'in lakeveil.config.json', options: { limits: { batchRow: 1 } } }] }),
    {
      message: /It is set in lakeveil\.config\.json/,
    },
  );
  t.throws(() => resolve({}, { assignments: [{ path: ['limit'], value: 'x' }] }), {
    message: /It is set by --set/,
  });
  const replaced = resolve(
    {},
    { layers: [{ origin: 'x', options: { columns: { text: { keep: 'raw' }, n: null } } }] },
  );
  t.same(
    replaced.columns.map(({ name, kind }) => [name, kind]),
    [
      ['id', 'keep'],
      ['text', 'keep'],
      ['who', 'udf'],
    ],
    'a column is replaced as a whole, and null removes one',
  );
});

t.test('where the key lies is replaced as a whole, its epoch can be set alone', async (t) => {
  const own = { pseudonymKey: { env: 'KEY', epoch: 2 } };
  const over = (options: Record<string, unknown>) =>
    resolve(own, { layers: [{ origin: 'x', options }] }).pseudonymKey;
  t.strictSame(over({}), { env: 'KEY', epoch: 2 });
  t.strictSame(over({ pseudonymKey: { file: 'key' } }), { file: 'key', epoch: 0 });
  const assignments = [{ path: ['pseudonymKey', 'epoch'], value: 3 }];
  t.strictSame(resolve(own, { assignments }).pseudonymKey, { env: 'KEY', epoch: 3 });
});

t.test('keepSource adds the raw columns that UDFs read and nothing else keeps', async (t) => {
  const raw = resolve({ keepSource: true }).columns.filter((column) => column.kind === 'keep' && column.raw);
  t.same(
    raw.map(({ name }) => name),
    ['raw', 'email'],
  );
  t.throws(() => resolve({ keepSource: true, columns: { raw: { udf: 'redact', from: 'raw' } } }), {
    code: 'INVALID_OPTION',
    message: /keepSource/,
  });
});

t.test('redact-transcripts', async (t) => {
  const main = resolveJob(redactTranscripts as JobDefinition, { name: 'redact-transcripts' });
  t.equal(main.sample, 'support-calls');
  t.equal(main.target.mode, 'replace');
  t.equal(main.policy.generator_default, 'Off');
  t.same(Object.keys(main.policy.generator_config).sort(), [
    'CC_EXP',
    'CREDIT_CARD',
    'CVV',
    'EMAIL_ADDRESS',
    'LOCATION_ADDRESS',
    'LOCATION_CITY',
    'LOCATION_STATE',
    'LOCATION_ZIP',
    'NAME_FAMILY',
    'NAME_GIVEN',
    'NUMERIC_PII',
    'ORGANIZATION',
    'PHONE_NUMBER',
    'US_SSN',
  ]);
  t.same(
    main.columns.map(({ name }) => name),
    ['id', 'customer_id', 'transcript_redacted'],
    'no raw text',
  );
  const other = resolveJob(redactTranscripts as JobDefinition, {
    name: 'redact-transcripts',
    layers: [{ origin: 'by --source', options: { source: 'x.y' } }],
  });
  t.equal(other.sample, undefined, 'an overridden source never gets the sample');
});

t.test('an engine is a name, or an object with settings that are laid over each other', async (t) => {
  const own = { type: 'textual', url: 'https://a.test', maxItems: 3 };
  const engineOf = (
    change: Record<string, unknown>,
    options: Partial<Parameters<typeof resolveJob>[1]> = {},
  ) => resolve(change, options).engine as unknown as Record<string, unknown>;
  t.match(engineOf({ engine: 'textual' }), { type: 'textual', url: 'https://textual.tonic.ai', guard: true });
  t.match(
    engineOf({ engine: own }, { layers: [{ origin: 'by --engine', options: { engine: 'textual' } }] }),
    own,
  );
  t.match(engineOf({ engine: own }, { layers: [{ origin: 'x', options: { engine: { maxItems: 4 } } }] }), {
    ...own,
    maxItems: 4,
  });
  t.strictSame(
    engineOf({ engine: own }, { layers: [{ origin: 'by --engine', options: { engine: 'local' } }] }),
    {
      type: 'local',
    },
  );
  t.match(
    engineOf(
      { engine: 'textual' },
      { assignments: [{ path: ['engine', 'url'], value: 'http://127.0.0.1:9' }] },
    ),
    { type: 'textual', url: 'http://127.0.0.1:9' },
  );
  t.match(
    engineOf(
      {},
      {
        assignments: [['engine', 'comprehend'] as const, ['engine.language', 'es'] as const].map(
          ([path, value]) => ({ path: path.split('.'), value }),
        ),
      },
    ),
    { type: 'comprehend', language: 'es' },
  );
});

t.test('what is wrong with an engine is told by its option, and of the engine that was chosen', async (t) => {
  const cases: readonly (readonly [engine: unknown, code: string, message: RegExp])[] = [
    [{ type: 'textul' }, 'UNKNOWN_ENGINE', /Did you mean "textual"/],
    [{ type: 'textual', urll: 'x' }, 'UNKNOWN_OPTION', /engine\.urll\. Did you mean "url"/],
    [{ type: 'comprehend', url: 'x' }, 'UNKNOWN_OPTION', /engine\.url\. Known here: type, region, endpoint/],
    [{ type: 'local', url: 'x' }, 'UNKNOWN_OPTION', /engine\.url\. Known here: type\./],
    [{ type: 'textual', maxConcurrency: 0 }, 'INVALID_OPTION', /engine\.maxConcurrency must be at least 1/],
    [
      { type: 'textual', apiKey: { env: 'sk-CANARY' } },
      'INVALID_OPTION',
      /apiKey\.env: .*never the key itself/,
    ],
    [{ type: 'textual', apiKey: 'sk-CANARY' }, 'INVALID_OPTION', /engine\.apiKey has none/],
    [{ url: 'x' }, 'INVALID_OPTION', /engine\.type is missing/],
    [3, 'INVALID_OPTION', /engine has none/],
  ];
  for (const [engine, code, message] of cases) {
    t.throws(() => resolve({ engine }), { code, message }, JSON.stringify(engine));
    try {
      resolve({ engine });
    } catch (error) {
      t.notMatch(`${error}`, /CANARY/);
    }
  }
});
