import t from 'tap';
import type { NestedField, Schema, Type } from '../../../catalog/iceberg/schema.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { bindColumns } from '../../../jobs/run/bind-columns.js';
import { outputSchema } from '../../../jobs/run/output-schema.js';
import { textFieldIds } from '../../../jobs/text-columns.js';
import { CALLS_JOB } from './run-here.js';

const field = (id: number, name: string, type: Type): NestedField => ({ id, name, required: false, type });
const SOURCE = [field(1, 'id', 'long'), field(2, 'customer_id', 'long'), field(3, 'transcript', 'string')];
const schemaOf = (...more: NestedField[]): Schema => ({
  type: 'struct',
  'schema-id': 0,
  fields: [...SOURCE, ...more],
});
const bind = (schema: Schema, more: Record<string, unknown> = {}) =>
  bindColumns(resolveJob({ ...CALLS_JOB, ...more }, { name: 'test-job' }), schema, undefined);

const HOLDERS: Record<string, Type> = {
  string: 'string',
  binary: 'binary',
  fixed: 'fixed[16]',
  struct: { type: 'struct', fields: [field(11, 'n', 'long')] },
  list: { type: 'list', 'element-id': 11, element: 'string', 'element-required': false },
  map: { type: 'map', 'key-id': 11, key: 'int', 'value-id': 12, value: 'string', 'value-required': false },
};

t.test('every type that can hold text must be named', async (t) => {
  for (const [name, type] of Object.entries(HOLDERS)) {
    const schema = schemaOf(field(10, 'extra', type));
    t.throws(() => bind(schema), { code: 'UNNAMED_TEXT_COLUMN', message: /extra/ }, name);
    t.doesNotThrow(() => bind(schema, { drop: ['extra'] }), `${name}, dropped`);
  }
  for (const type of [
    'boolean',
    'int',
    'long',
    'double',
    'date',
    'timestamptz',
    'uuid',
    'decimal(9,2)',
  ] as const) {
    t.doesNotThrow(() => bind(schemaOf(field(10, 'extra', type))), type);
  }
});

t.test('a key is nothing that the target has only redacted', async (t) => {
  const refused = { code: 'INVALID_OPTION', message: /quarantine/ };
  t.throws(() => bind(schemaOf(), { key: ['transcript'] }), refused, 'redacted');
  t.throws(() => bind(schemaOf(), { key: ['transcript'], keepSource: true }), refused, 'kept by keepSource');
  const email = schemaOf(field(10, 'email', 'string'));
  t.throws(() => bind(email, { key: ['id', 'email'], drop: ['email'] }), refused, 'dropped');
  const columns = { ...CALLS_JOB.columns, email: { token: 'email' } };
  t.throws(() => bind(email, { key: ['email'], columns }), refused, 'a token');
  t.doesNotThrow(
    () => bind(email, { key: ['email'], columns: { ...CALLS_JOB.columns, email: 'keep' } }),
    'kept',
  );
  const tokens = { ...CALLS_JOB.columns, customer_id: { token: 'customer_id' } };
  t.throws(
    () => bind(schemaOf(), { key: ['customer_id'], columns: tokens }),
    refused,
    'a number, as a token',
  );
  const { customer_id: _, ...others } = CALLS_JOB.columns;
  t.doesNotThrow(
    () => bind(schemaOf(), { key: ['customer_id'], columns: others }),
    'a number that is left out',
  );
});

t.test('a UDF is given the types that it takes, and as many', async (t) => {
  const wrong = (from: string | string[], schema = schemaOf()): void => {
    const columns = { ...CALLS_JOB.columns, x: { udf: 'redact', from } };
    t.throws(() => bind(schema, { columns }), { code: 'WRONG_COLUMN_TYPE' }, String(from));
  };
  wrong('id');
  wrong(['transcript', 'transcript']);
  for (const [name, type] of Object.entries(HOLDERS)) {
    if (name !== 'string') wrong('extra', schemaOf(field(10, 'extra', type)));
  }
});

t.test('neither comments nor defaults of the source reach the target', async (t) => {
  const quoting = { doc: 'Zyx', 'initial-default': 'Zyx', 'write-default': 'Zyx', note: 'Zyx' };
  const nested: Type = {
    type: 'map',
    'key-id': 21,
    key: 'string',
    'value-id': 22,
    value: {
      type: 'list',
      'element-id': 23,
      element: { type: 'struct', fields: [{ ...field(24, 'n', 'string'), ...quoting }] },
      'element-required': false,
    },
    'value-required': false,
  };
  const source = schemaOf(
    { ...field(10, 'city', 'string'), ...quoting },
    { ...field(20, 'deep', nested), ...quoting },
  );
  const columns = { ...CALLS_JOB.columns, city: 'keep', deep: 'keep' };
  const made = outputSchema(bind(source, { columns }), undefined);
  t.strictSame(
    made.fields.map((one) => one.name),
    ['id', 'customer_id', 'transcript_redacted', 'city', 'deep'],
  );
  t.notMatch(JSON.stringify(made), 'Zyx');
});

t.test('all ids of a nested column are left without bounds', async (t) => {
  const nested: Type = {
    type: 'struct',
    fields: [
      field(21, 'n', 'long'),
      field(22, 'list', { type: 'list', 'element-id': 23, element: 'string', 'element-required': false }),
      field(24, 'map', HOLDERS['map']!),
    ],
  };
  t.strictSame(textFieldIds(schemaOf(field(20, 'deep', nested)).fields), [3, 20, 21, 22, 23, 24, 11, 12]);
});

t.test('a kept column of type fixed becomes binary, in nested types too', async (t) => {
  const nested: Type = { type: 'struct', fields: [field(11, 'n', 'fixed[4]'), field(12, 'm', 'long')] };
  const bound = bind(schemaOf(field(10, 'hash', 'fixed[16]'), field(13, 'extra', nested)), {
    columns: { ...CALLS_JOB.columns, hash: 'keep', extra: 'keep' },
  });
  t.equal(bound.find((column) => column.name === 'hash')?.type, 'binary');
  t.match(bound.find((column) => column.name === 'extra')?.type, {
    fields: [{ type: 'binary' }, { type: 'long' }],
  });
});
