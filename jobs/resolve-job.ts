import { availableParallelism } from 'node:os';
import { LakeveilError } from '../errors.js';
import { assertKnownEngine, engineObject, mergeEngines } from './engine-option.js';
import { type JobDefinition, jobSchema, type ParsedJob } from './job-schema.js';
import { isPlainObject, optionAt, withOption } from './option-path.js';
import type { ResolvedColumn, ResolvedJob, ResolvedSource, ResolvedTarget } from './resolved-job.js';
import { describeIssues, schemaError } from './schema-error.js';

/** Options that lie over a job: a part of one, and where it was set (`in lakeveil.config.ts`, `by a flag`), for messages. */
export interface JobLayer {
  readonly origin: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ResolveOptions {
  readonly name: string;
  readonly layers?: readonly JobLayer[];
  /** `--set path=value`, last. */
  readonly assignments?: readonly { readonly path: readonly string[]; readonly value: unknown }[];
  /** Threads if neither the job nor a layer says. */
  readonly threads?: number;
}

/**
 * Defaults → job → layers → assignments → zod → typed value, once.
 *
 * Errors: UNKNOWN_OPTION, INVALID_OPTION, UNKNOWN_ENGINE, NOT_AVAILABLE (named), TARGET_IS_SOURCE.
 */
export function resolveJob(
  job: JobDefinition | Readonly<Record<string, unknown>>,
  options: ResolveOptions,
): ResolvedJob {
  const base: Record<string, unknown> = { ...(job as Record<string, unknown>) };
  let merged: unknown = writtenOut(base);
  for (const layer of options.layers ?? []) merged = mergeJob(merged, writtenOut({ ...layer.options }));
  for (const { path, value } of options.assignments ?? [])
    merged = writtenOut(withOption(merged, path, value) as Record<string, unknown>);
  assertKnownEngine(optionAt(merged, ['engine']), `The job "${options.name}" was not run`);

  const parsed = jobSchema.safeParse(merged, { reportInput: true });
  if (!parsed.success) {
    throw schemaError(
      `The job "${options.name}" was not run`,
      describeIssues(jobSchema, parsed.error.issues),
      ({ path }) => originOf(path, options),
    );
  }
  return written(parsed.data, options, (job as JobDefinition).source);
}

function written(job: ParsedJob, options: ResolveOptions, ownSource: unknown): ResolvedJob {
  const source = resolveSource(job.source);
  const target = resolveTarget(job.target, options.name);
  if (source.kind === 'table' && source.table === target.table) {
    throw new LakeveilError(
      'TARGET_IS_SOURCE',
      `The job "${options.name}" was not run: it would write the table that it reads. Give --target another name.`,
    );
  }
  if (target.mode === 'incremental') assertFitsIncremental(job, source, options.name);
  const isOwnSource = JSON.stringify(resolveSourceOf(ownSource)) === JSON.stringify(source);
  return {
    name: options.name,
    ...(job.description === undefined ? {} : { description: job.description }),
    source,
    ...(job.sample !== undefined && isOwnSource ? { sample: job.sample } : {}),
    target,
    key: job.key,
    columns: resolveColumns(job, options.name),
    drop: job.drop,
    keepSource: job.keepSource,
    policy: job.policy,
    engine: job.engine,
    ...(job.where === undefined ? {} : { where: job.where }),
    ...(job.limit === undefined ? {} : { limit: job.limit }),
    ...(job.seed === undefined ? {} : { seed: job.seed }),
    ...(job.pseudonymKey === undefined ? {} : { pseudonymKey: job.pseudonymKey }),
    threads: job.threads ?? options.threads ?? availableParallelism(),
    limits: job.limits,
  };
}

function assertFitsIncremental(job: ParsedJob, source: ResolvedSource, name: string): void {
  const refusal = `The job "${name}" was not run: mode incremental reads what was added to a table since the last run`;
  if (source.kind === 'files') {
    throw new LakeveilError(
      'INVALID_OPTION',
      `${refusal}, and its source is files. Bring them into a table with lakeveil ingest --mode append, and read that.`,
    );
  }
  if (job.limit !== undefined) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `${refusal}, and what a limit leaves out no later run would read. Leave limit out, or try it with --mode create and another --target.`,
    );
  }
}

function resolveSourceOf(source: unknown): ResolvedSource | undefined {
  const parsed = jobSchema.shape.source.safeParse(source);
  return parsed.success ? resolveSource(parsed.data) : undefined;
}

function resolveSource(source: ParsedJob['source']): ResolvedSource {
  if (typeof source === 'object' && 'files' in source) {
    return {
      kind: 'files',
      files: typeof source.files === 'string' ? [source.files] : source.files,
      ...(source.format === undefined ? {} : { format: source.format }),
    };
  }
  const reference =
    typeof source === 'string'
      ? source
      : source.ref === undefined
        ? source.table
        : `${source.table}@${source.ref}`;
  const at = reference.indexOf('@');
  if (at < 0) return { kind: 'table', table: reference };
  return { kind: 'table', table: reference.slice(0, at), ref: reference.slice(at + 1) };
}

function resolveTarget(target: ParsedJob['target'], name: string): ResolvedTarget {
  if (typeof target === 'string') throw new LakeveilError('INTERNAL', 'The target was not written out.');
  if (target.table.includes('@')) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `The job "${name}" was not run: a target is written on its main branch, so it takes no @ref. Leave it out.`,
    );
  }
  return target;
}

function resolveColumns(job: ParsedJob, name: string): ResolvedColumn[] {
  const columns: ResolvedColumn[] = Object.entries(job.columns).map(([column, definition]) => {
    if (definition === 'keep') return { kind: 'keep', name: column, from: column };
    if ('keep' in definition) return { kind: 'keep', name: column, from: definition.keep };
    if ('token' in definition) {
      const options = definition.label === undefined ? {} : { scope: definition.label };
      return { kind: 'udf', name: column, from: [definition.token], udf: 'token', options };
    }
    const from = typeof definition.from === 'string' ? [definition.from] : definition.from;
    const { udf, scope, options = {} } = definition;
    return { kind: 'udf', name: column, from, udf, options, ...(scope === undefined ? {} : { scope }) };
  });
  if (!job.keepSource) return columns;

  const kept = new Set(columns.flatMap((column) => (column.kind === 'keep' ? [column.from] : [])));
  const names = new Set(columns.map((column) => column.name));
  const raw = new Set(columns.flatMap((column) => (column.kind === 'udf' ? column.from : [])));
  for (const source of raw) {
    if (kept.has(source)) continue;
    if (names.has(source)) {
      throw new LakeveilError(
        'INVALID_OPTION',
        `The job "${name}" was not run: keepSource would add the source column ${JSON.stringify(source)}, whose name an output column already has. Rename that column.`,
      );
    }
    columns.push({ kind: 'keep', name: source, from: source, raw: true });
  }
  return columns;
}

/** A target or engine given by name only leaves the other options of it in the layer below as they are. */
function writtenOut(options: Record<string, unknown>): Record<string, unknown> {
  const target = options['target'];
  return {
    ...options,
    ...(typeof target === 'string' ? { target: { table: target } } : {}),
    ...(Object.hasOwn(options, 'engine') ? { engine: engineObject(options['engine']) } : {}),
  };
}

/**
 * `over` on top of `under`: objects merge key by key; lists, and the source, the key's place and each column as a whole,
 * are replaced, and so is an engine of another type; null removes.
 */
function mergeJob(under: unknown, over: unknown, path: readonly string[] = []): unknown {
  const whole =
    path[0] === 'source' || path[0] === 'pseudonymKey' || (path[0] === 'columns' && path.length === 2);
  if (path[0] === 'engine' && path.length === 1) return mergeEngines(under, over);
  if (whole || !isPlainObject(under) || !isPlainObject(over)) return over;
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergeJob(merged[key], value, [...path, key]);
  }
  return merged;
}

function originOf(path: readonly string[], options: ResolveOptions): string {
  const starts = (a: readonly string[], b: readonly string[]) => b.every((part, index) => a[index] === part);
  const set = (options.assignments ?? []).some(
    (entry) => starts(path, entry.path) || starts(entry.path, path),
  );
  if (set) return 'by --set';
  const layer = [...(options.layers ?? [])]
    .reverse()
    .find((one) => optionAt(one.options, path) !== undefined);
  return layer?.origin ?? '';
}
