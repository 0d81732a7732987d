import type { NestedField, Schema, Type } from '../../catalog/iceberg/schema.js';
import { LakeveilError } from '../../errors.js';
import { needsScopeColumn } from '../../udfs/generate/scope.js';
import { isReadyPolicyName, READY_POLICIES } from '../../udfs/policies/ready-policies.js';
import type { Policy } from '../../udfs/policy.js';
import { builtinUdf } from '../../udfs/registry.js';
import { deliveryShape } from '../../udfs/remote/delivery.js';
import type { CostEstimate, TextProfile } from '../../udfs/shared-part.js';
import type { Udf, UdfType } from '../../udfs/udf.js';
import type { UdfRef } from '../../workers/task.js';
import { assertKnownEngine, mergeEngines } from '../engine-option.js';
import { isPlainObject } from '../option-path.js';
import type { ResolvedColumn, ResolvedJob } from '../resolved-job.js';
import { describeIssues, schemaError } from '../schema-error.js';
import { didYouMean } from '../suggest.js';
import { holdsText } from '../text-columns.js';
import { type WantedColumn, writtenType } from './output-schema.js';

/** An output column bound to the source's schema. */
export interface BoundColumn extends WantedColumn {
  readonly from:
    | { readonly kind: 'keep'; readonly sourceFieldId: number }
    | {
        readonly kind: 'udf';
        readonly udf: UdfRef;
        readonly sourceFieldIds: readonly number[];
        readonly scopeFieldId?: number;
      };
  /** For the report: `transcript → redact`. */
  readonly origin: string;
  /** For the run id: name, version and options of the UDF. */
  readonly fact: unknown;
  /** Where its UDF sends text, besides this machine. */
  readonly destinations: readonly string[];
  /** How calls are made to what the column shares with others. */
  readonly pace?: { readonly part: string; readonly delivery: string; readonly maxDollars?: number };
  /** What its texts cost at a service; absent where they go to none. */
  estimate?(profile: TextProfile): CostEstimate | undefined;
  /** Of a redact column. */
  readonly policy?: Policy;
  /** Of a redact column: who makes tokens and surrogates, a service or Lakeveil's generators. */
  readonly replacedBy?: 'lakeveil' | 'service';
}

/**
 * Binds a job's columns to the schema of the snapshot that is read.
 *
 * Errors: NO_SUCH_COLUMN; UNNAMED_TEXT_COLUMN (a string, binary or nested column of which the job says nothing: it may
 * hold text that must not get out, and it may have been added since the job was written); NO_SUCH_UDF;
 * WRONG_COLUMN_TYPE; INVALID_OPTION (of a UDF; a key column that the target does not show), UNKNOWN_OPTION.
 */
export function bindColumns(job: ResolvedJob, schema: Schema, jobModule: string | undefined): BoundColumn[] {
  const bound = job.columns.map((column) => bindColumn(column, job, schema, jobModule));
  for (const name of [...job.drop, ...job.key]) findColumn(schema, name, job.name);
  assertOnePace(bound, job.name);
  assertTextIsNamed(job, schema);
  assertKeyIsKept(job, schema);
  return bound;
}

function bindColumn(
  column: ResolvedColumn,
  job: ResolvedJob,
  schema: Schema,
  jobModule: string | undefined,
): BoundColumn {
  if (column.kind === 'keep') {
    const field = findColumn(schema, column.from, job.name);
    return {
      name: column.name,
      type: writtenType(field.type),
      from: { kind: 'keep', sourceFieldId: field.id },
      origin: `${column.from} (kept)`,
      destinations: [],
      fact: { name: column.name, keep: field.id },
    };
  }
  const fields = column.from.map((name) => findColumn(schema, name, job.name));
  const builtin = typeof column.udf === 'string' ? variantFor(column.udf, fields) : undefined;
  const udf = typeof column.udf === 'string' ? findUdf(builtin!, column.name, job.name) : column.udf;
  assertInput(udf, fields, column.name, job.name);
  const scope = bindScope(udf, column, job, schema);
  const given = typeof column.udf === 'string' ? withPolicy(column.udf, column.options, job) : column.options;
  const parsed = udf.options.safeParse(given);
  if (!parsed.success) {
    throw schemaError(
      `The job "${job.name}" was not run: the options of column ${JSON.stringify(column.name)} are not what ${udf.name} takes`,
      describeIssues(udf.options, parsed.error.issues),
    );
  }
  const policy = isRedact(column.udf) ? (parsed.data as { policy: Policy }).policy : undefined;
  if (policy !== undefined) assertScopeFits(policy, scope, column.name, job.name);
  const destinations = udf.destinations?.(parsed.data) ?? [];
  const isPriced = destinations.length > 0 && udf.estimate !== undefined && isOneText(udf);
  return {
    name: column.name,
    type: icebergType(udf.output),
    from: {
      kind: 'udf',
      udf: udfRef(column, builtin, given, jobModule),
      sourceFieldIds: fields.map((field) => field.id),
      ...(scope === undefined ? {} : { scopeFieldId: scope.id }),
    },
    origin: `${column.from.join(', ')} → ${udf.name}${scope === undefined ? '' : ` by ${scope.name}`}`,
    destinations,
    ...paceOf(udf, column, parsed.data),
    ...(isPriced ? { estimate: (profile) => udf.estimate?.(parsed.data, profile) } : {}),
    ...(policy === undefined ? {} : { policy, replacedBy: replacedBy(parsed.data) }),
    fact: {
      name: column.name,
      udf: udf.name,
      version: udf.version,
      from: fields.map((f) => f.id),
      ...(scope === undefined ? {} : { scope: scope.id }),
      options: udf.identity?.(parsed.data) ?? given,
    },
  };
}

function udfRef(
  column: Extract<ResolvedColumn, { kind: 'udf' }>,
  builtin: string | undefined,
  options: Readonly<Record<string, unknown>>,
  jobModule: string | undefined,
): UdfRef {
  if (builtin !== undefined) return { builtin, options };
  if (jobModule === undefined) {
    throw new LakeveilError(
      'BAD_UDF',
      `The column ${JSON.stringify(column.name)} was not planned: its UDF is an object, which worker threads find only in ` +
        'a job file. Put the job in a file in jobs/ and run it by name.',
    );
  }
  return { module: jobModule, column: column.name, options };
}

/** A UDF has one type for each input: `token` over integers is another one. */
function variantFor(name: string, [field]: readonly NestedField[]): string {
  return name === 'token' && (field?.type === 'int' || field?.type === 'long') ? 'token-int64' : name;
}

/** The job's policy, engine and seed lie under the options of each `redact` column. */
function withPolicy(
  udf: string,
  options: Readonly<Record<string, unknown>>,
  job: ResolvedJob,
): Readonly<Record<string, unknown>> {
  if (!isRedact(udf)) return options;
  const seed = job.seed === undefined ? {} : { random_seed: job.seed };
  const given = options['policy'];
  // A ready policy stands for itself; a written one lies over the job's.
  const engine = engineOf(options['engine'], job);
  if (isReadyPolicyName(given)) return { ...options, engine, policy: { ...READY_POLICIES[given], ...seed } };
  const own = (given ?? {}) as Record<string, unknown>;
  return { ...options, engine, policy: { ...job.policy, ...seed, ...own } };
}

/** A column's engine lies over the job's. The local one, which has no settings, is written by its name alone. */
function engineOf(own: unknown, job: ResolvedJob): unknown {
  const engine = mergeEngines(job.engine, own);
  assertKnownEngine(engine, `The job "${job.name}" was not run`);
  const isLocal = isPlainObject(engine) && engine['type'] === 'local' && Object.keys(engine).length === 1;
  return isLocal ? 'local' : engine;
}

function findUdf(name: string, column: string, job: string): Udf {
  const udf = builtinUdf(name);
  if (udf !== undefined) return udf as Udf;
  throw new LakeveilError(
    'NO_SUCH_UDF',
    `The job "${job}" was not run: column ${JSON.stringify(column)} names the UDF ${JSON.stringify(name)}, which is not built in. ` +
      'Use redact, redact-json or token, or give the UDF itself (defineUdf).',
  );
}

function findColumn(schema: Schema, name: string, job: string): NestedField {
  const field = schema.fields.find((one) => one.name === name);
  if (field !== undefined) return field;
  const names = schema.fields.map((one) => one.name);
  throw new LakeveilError(
    'NO_SUCH_COLUMN',
    `The job "${job}" was not run: the source has no column ${JSON.stringify(name)}.${didYouMean(name, names)} ` +
      `It has ${names.join(', ')}. For other columns, write a job of your own, jobs/NAME.ts (docs/jobs.md).`,
  );
}

const ACCEPTS: Readonly<Record<UdfType, readonly string[]>> = {
  utf8: ['string'],
  int64: ['int', 'long'],
  float64: ['float', 'double'],
  bool: ['boolean'],
};

const icebergType = (type: UdfType): Type =>
  ({ utf8: 'string', int64: 'long', float64: 'double', bool: 'boolean' })[type];

function assertInput(udf: Udf, fields: readonly NestedField[], column: string, job: string): void {
  if (udf.input.length !== fields.length) {
    throw new LakeveilError(
      'WRONG_COLUMN_TYPE',
      `The job "${job}" was not run: ${udf.name} takes ${udf.input.length} column(s), and column ${JSON.stringify(column)} ` +
        `gives it ${fields.length}. Correct its from.`,
    );
  }
  udf.input.forEach((type, i) => {
    const field = fields[i]!;
    if (typeof field.type === 'string' && ACCEPTS[type].includes(field.type)) return;
    const is = typeof field.type === 'string' ? field.type : field.type.type;
    throw new LakeveilError(
      'WRONG_COLUMN_TYPE',
      `The job "${job}" was not run: ${udf.name} takes ${ACCEPTS[type].join(' or ')}, and the source column ` +
        `${JSON.stringify(field.name)} is ${is}. Name another column, or cast it in the source.`,
    );
  });
}

function paceOf(
  udf: Udf,
  column: Extract<ResolvedColumn, { kind: 'udf' }>,
  options: unknown,
): Pick<BoundColumn, 'pace'> {
  const part = isRedact(column.udf) ? udf.shared?.(options)?.id : undefined;
  if (part === undefined) return {};
  const engine = (options as { engine: Record<string, unknown> & { maxDollars?: number } }).engine;
  const { maxDollars } = engine;
  return {
    pace: {
      part,
      delivery: JSON.stringify(Object.keys(deliveryShape).map((key) => engine[key] ?? null)),
      ...(maxDollars === undefined ? {} : { maxDollars }),
    },
  };
}

/** Tonic Textual detects and replaces; the other engines only detect. */
function replacedBy(options: unknown): 'lakeveil' | 'service' {
  const { engine } = options as { engine?: unknown };
  return isPlainObject(engine) && engine['type'] === 'textual' ? 'service' : 'lakeveil';
}

/** One service has one budget in a run: which of two would count? */
function assertOnePace(columns: readonly BoundColumn[], job: string): void {
  const first = new Map<string, BoundColumn>();
  for (const column of columns) {
    if (column.pace === undefined) continue;
    const other = first.get(column.pace.part);
    first.set(column.pace.part, other ?? column);
    if (other === undefined || other.pace?.delivery === column.pace.delivery) continue;
    throw new LakeveilError(
      'INVALID_OPTION',
      `The job "${job}" was not run: columns ${JSON.stringify(other.name)} and ${JSON.stringify(column.name)} send text to one service, and ` +
        "their engines differ in how calls are made (rates, caps, times). Set these in the job's engine, for both.",
    );
  }
}

/** A profile is of one text column. */
const isOneText = ({ input }: Udf): boolean => input.length === 1 && input[0] === 'utf8';

/** UDFs that take a policy. */
const isRedact = (udf: unknown): boolean => udf === 'redact' || udf === 'redact-json';

/** Types whose text is the same on every machine. */
const SCOPE_TYPES = /^(?:string|int|long|uuid|date|decimal\(.*)$/;

/** The column of a row's conversation or subject; it need not be in the output. */
function bindScope(
  udf: Udf,
  column: Extract<ResolvedColumn, { kind: 'udf' }>,
  job: ResolvedJob,
  schema: Schema,
): NestedField | undefined {
  if (column.scope === undefined) return undefined;
  const field = findColumn(schema, column.scope, job.name);
  const refusal = `The job "${job.name}" was not run: column ${JSON.stringify(column.name)}`;
  if (udf.takesScope !== true) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `${refusal} names a scope column, which ${udf.name} does not take. Leave scope out.`,
    );
  }
  if (typeof field.type !== 'string' || !SCOPE_TYPES.test(field.type)) {
    const is = typeof field.type === 'string' ? field.type : field.type.type;
    throw new LakeveilError(
      'WRONG_COLUMN_TYPE',
      `${refusal} has the scope column ${JSON.stringify(field.name)}, which is ${is}: a scope is a string, an integer, ` +
        'a uuid, a date or a decimal. Name another column, or cast it in the source.',
    );
  }
  return field;
}

function assertScopeFits(
  { consistency }: Policy,
  scope: NestedField | undefined,
  column: string,
  job: string,
): void {
  if (needsScopeColumn(consistency) === (scope !== undefined)) return;
  throw new LakeveilError(
    'INVALID_OPTION',
    `The job "${job}" was not run: column ${JSON.stringify(column)} ${
      scope === undefined
        ? `is to be consistent by ${consistency}, and no column says which ${consistency} a row belongs to. Name it as scope, beside udf and from`
        : `names a scope column, and its policy is consistent by ${consistency}, which has no use for one. Set consistency to conversation or subject, or leave scope out`
    }.`,
  );
}

function assertTextIsNamed(job: ResolvedJob, schema: Schema): void {
  const named = new Set([
    ...job.drop,
    ...job.columns.flatMap((column) => {
      if (column.kind === 'keep') return [column.from];
      return column.scope === undefined ? column.from : [...column.from, column.scope];
    }),
  ]);
  const forgotten = schema.fields.filter((field) => holdsText(field.type) && !named.has(field.name));
  if (forgotten.length === 0) return;
  const names = forgotten.map((field) => field.name).join(', ');
  throw new LakeveilError(
    'UNNAMED_TEXT_COLUMN',
    `The job "${job.name}" was not run: the source has columns that can hold text and that the job does not name: ${names}. ` +
      'Say what becomes of each: in columns (kept, token or udf), or in drop.',
    { details: { columns: names } },
  );
}

/** The quarantine table shows keys as they are: what the target has only redacted or as tokens is not for it, nor is other text. */
function assertKeyIsKept(job: ResolvedJob, schema: Schema): void {
  const kept = new Set(
    job.columns.flatMap((column) => (column.kind === 'keep' && column.raw !== true ? [column.from] : [])),
  );
  const changed = new Set(job.columns.flatMap((column) => (column.kind === 'udf' ? column.from : [])));
  const raw = job.key.find(
    (name) => !kept.has(name) && (changed.has(name) || holdsText(findColumn(schema, name, job.name).type)),
  );
  if (raw === undefined) return;
  throw new LakeveilError(
    'INVALID_OPTION',
    `The job "${job.name}" was not run: its key column ${JSON.stringify(raw)} is not kept as it is in the target, and ` +
      'the quarantine table would show it as it is. Use an id as the key, or keep that column.',
  );
}
