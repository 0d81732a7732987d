import { isDeepStrictEqual } from 'node:util';
import { LakeveilError } from '../../errors.js';
import type { Schema } from './schema.js';
import { highestFieldId, schemaColumns } from './schema-columns.js';
import type {
  PartitionField,
  PartitionSpec,
  Snapshot,
  SnapshotRef,
  SortOrder,
  TableMetadata,
} from './table-metadata.js';
import type { TableUpdate } from './table-update.js';

export interface UpdateContext {
  /** milliseconds since the epoch */
  readonly now: number;
  /** Where `base` was read from; it goes into the metadata log. */
  readonly metadataLocation?: string;
}

/**
 * The metadata after `updates`, in order, with the meaning that the Iceberg REST spec gives them. Pure. `base` undefined
 * makes a new v2 table, which needs `assign-uuid`, `set-location`, a schema and `set-current-schema`.
 *
 * Errors: INVALID_UPDATE (an update that cannot apply to any such table), COMMIT_CONFLICT (a snapshot whose sequence
 * number has been taken), UNSUPPORTED_FEATURE (writing format version 3).
 */
export function applyUpdates(
  base: TableMetadata | undefined,
  updates: readonly TableUpdate[],
  context: UpdateContext,
): TableMetadata {
  const state = new MetadataState(base, context);
  for (const update of updates) state.apply(update);
  return state.finish();
}

/** How many former metadata files the log names unless `write.metadata.previous-versions-max` says otherwise. */
const PREVIOUS_VERSIONS_MAX = 100;
const MAIN = 'main';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const EMPTY: TableMetadata = {
  'format-version': 2,
  'table-uuid': '',
  location: '',
  'last-sequence-number': 0,
  'last-updated-ms': 0,
  'last-column-id': 0,
  schemas: [],
  'current-schema-id': -1,
  'partition-specs': [],
  'default-spec-id': -1,
  'last-partition-id': 999,
  properties: {},
  snapshots: [],
  'snapshot-log': [],
  'metadata-log': [],
  'sort-orders': [],
  'default-sort-order-id': -1,
  refs: {},
};

class MetadataState {
  readonly #metadata: Mutable<TableMetadata>;
  readonly #addedSnapshots = new Set<bigint>();
  #lastAddedSchema: number | undefined;
  #lastAddedSpec: number | undefined;
  #lastAddedOrder: number | undefined;
  #updatedMs: number | undefined;

  constructor(
    readonly base: TableMetadata | undefined,
    readonly context: UpdateContext,
  ) {
    this.#metadata = { ...(base ?? EMPTY) };
  }

  apply(update: TableUpdate): void {
    const metadata = this.#metadata;
    switch (update.action) {
      case 'assign-uuid':
        if (metadata['table-uuid'] !== '' && metadata['table-uuid'] !== update.uuid) {
          throw invalid('assign-uuid', 'the table has another uuid');
        }
        metadata['table-uuid'] = update.uuid;
        return;
      case 'upgrade-format-version':
        this.#upgrade(update['format-version']);
        return;
      case 'add-schema':
        this.#addSchema(update.schema);
        return;
      case 'set-current-schema':
        metadata['current-schema-id'] = existing(
          'set-current-schema',
          update['schema-id'],
          this.#lastAddedSchema,
          metadata.schemas.map((schema) => schema['schema-id']),
        );
        return;
      case 'add-spec':
        this.#addSpec(update.spec);
        return;
      case 'set-default-spec':
        metadata['default-spec-id'] = existing(
          'set-default-spec',
          update['spec-id'],
          this.#lastAddedSpec,
          metadata['partition-specs'].map((spec) => spec['spec-id']),
        );
        return;
      case 'add-sort-order':
        this.#addSortOrder(update['sort-order']);
        return;
      case 'set-default-sort-order':
        metadata['default-sort-order-id'] = existing(
          'set-default-sort-order',
          update['sort-order-id'],
          this.#lastAddedOrder,
          metadata['sort-orders'].map((order) => order['order-id']),
        );
        return;
      case 'add-snapshot':
        this.#addSnapshot(update.snapshot);
        return;
      case 'set-snapshot-ref':
        this.#setRef(update);
        return;
      case 'remove-snapshots':
        this.#removeSnapshots(new Set(update['snapshot-ids']));
        return;
      case 'remove-snapshot-ref':
        this.#removeRef(update['ref-name']);
        return;
      case 'set-location':
        metadata.location = update.location.replace(/(?<=[^/])\/+$/, '');
        return;
      case 'set-properties':
        metadata.properties = { ...metadata.properties, ...update.updates };
        return;
      case 'remove-properties': {
        const removals = new Set(update.removals);
        metadata.properties = Object.fromEntries(
          Object.entries(metadata.properties).filter(([key]) => !removals.has(key)),
        );
        return;
      }
      default:
        throw new LakeveilError(
          'UNSUPPORTED_FEATURE',
          `Nothing was committed: the table update "${String((update as { action?: unknown }).action)}" is not implemented.`,
        );
    }
  }

  finish(): TableMetadata {
    const metadata = this.#metadata;
    if (metadata['table-uuid'] === '') throw invalid('create', 'assign-uuid is missing');
    if (metadata.location === '') throw invalid('create', 'set-location is missing');
    if (metadata['current-schema-id'] < 0) throw invalid('create', 'set-current-schema is missing');
    if (metadata['partition-specs'].length === 0) this.#addSpec({ 'spec-id': 0, fields: [] });
    if (metadata['default-spec-id'] < 0)
      metadata['default-spec-id'] = metadata['partition-specs'][0]!['spec-id'];
    if (metadata['sort-orders'].length === 0) metadata['sort-orders'] = [{ 'order-id': 0, fields: [] }];
    if (metadata['default-sort-order-id'] < 0) metadata['default-sort-order-id'] = 0;
    this.#checkSources();
    metadata['snapshot-log'] = this.#withoutTransientSnapshots();
    // Time travel searches the log by time, so time must not run backwards when the clock does.
    metadata['last-updated-ms'] = Math.max(
      this.#updatedMs ?? this.context.now,
      this.base?.['last-updated-ms'] ?? 0,
    );
    if (this.base !== undefined && this.context.metadataLocation !== undefined) {
      metadata['metadata-log'] = this.#metadataLog(this.base, this.context.metadataLocation);
    }
    return metadata;
  }

  #upgrade(version: number): void {
    const metadata = this.#metadata;
    if (version !== 2) {
      if (version === 3) throw noVersion3();
      throw invalid('upgrade-format-version', `there is no way to version ${version}`);
    }
    if (metadata['format-version'] > 2)
      throw invalid('upgrade-format-version', 'a table cannot be downgraded');
    metadata['format-version'] = 2;
  }

  #addSchema(schema: Schema): void {
    checkFieldIds(schema);
    const metadata = this.#metadata;
    const same = metadata.schemas.find((other) => sameSchema(other, schema));
    this.#lastAddedSchema =
      same?.['schema-id'] ?? nextId(metadata.schemas.map((other) => other['schema-id']));
    if (same === undefined) {
      metadata.schemas = [...metadata.schemas, { ...schema, 'schema-id': this.#lastAddedSchema }];
    }
    metadata['last-column-id'] = Math.max(metadata['last-column-id'], highestFieldId(schema));
  }

  #addSpec(spec: PartitionSpec): void {
    const metadata = this.#metadata;
    const same = metadata['partition-specs'].find((other) => samePartitioning(other, spec));
    this.#lastAddedSpec =
      same?.['spec-id'] ?? nextId(metadata['partition-specs'].map((other) => other['spec-id']));
    if (same !== undefined) return;
    let last = metadata['last-partition-id'];
    const used = new Set<number>();
    const names = new Set<string>();
    const fields = spec.fields.map((field) => {
      if (names.has(field.name)) throw invalid('add-spec', 'two of its fields have one name');
      names.add(field.name);
      const id = this.#partitionFieldId(field, used) ?? last + 1;
      used.add(id);
      last = Math.max(last, id);
      return { ...field, 'field-id': id };
    });
    metadata['partition-specs'] = [
      ...metadata['partition-specs'],
      { 'spec-id': this.#lastAddedSpec, fields },
    ];
    metadata['last-partition-id'] = last;
  }

  /** A field that an older spec had keeps its id (spec: partition evolution); an id of another field is not taken over. */
  #partitionFieldId(field: PartitionField, used: ReadonlySet<number>): number | undefined {
    const known = this.#metadata['partition-specs'].flatMap((spec) => spec.fields);
    const same = known.find((other) => samePartitionField(other, field) && !used.has(other['field-id']));
    if (same !== undefined) return same['field-id'];
    const wanted = field['field-id'] as number | undefined;
    if (wanted === undefined || wanted < 1000 || used.has(wanted)) return undefined;
    return known.some((other) => other['field-id'] === wanted) ? undefined : wanted;
  }

  #addSortOrder(order: SortOrder): void {
    const metadata = this.#metadata;
    if (order.fields.length === 0) {
      this.#lastAddedOrder = 0;
      if (!metadata['sort-orders'].some((other) => other['order-id'] === 0)) {
        metadata['sort-orders'] = [...metadata['sort-orders'], { 'order-id': 0, fields: [] }];
      }
      return;
    }
    const same = metadata['sort-orders'].find((other) => isDeepStrictEqual(other.fields, order.fields));
    // 0 is the unsorted order's (spec: sorting).
    this.#lastAddedOrder =
      same?.['order-id'] ?? nextId([0, ...metadata['sort-orders'].map((other) => other['order-id'])]);
    if (same === undefined) {
      metadata['sort-orders'] = [...metadata['sort-orders'], { ...order, 'order-id': this.#lastAddedOrder }];
    }
  }

  #addSnapshot(snapshot: Snapshot): void {
    const metadata = this.#metadata;
    if (metadata['format-version'] >= 3) throw noVersion3();
    const id = snapshot['snapshot-id'];
    if (metadata.snapshots.some((other) => other['snapshot-id'] === id)) {
      throw invalid('add-snapshot', 'the table has a snapshot with its id');
    }
    if (
      metadata['format-version'] >= 2 &&
      snapshot['parent-snapshot-id'] !== undefined &&
      snapshot['sequence-number'] <= metadata['last-sequence-number']
    ) {
      throw new LakeveilError(
        'COMMIT_CONFLICT',
        `Nothing was committed: the snapshot's sequence number ${snapshot['sequence-number']} has been taken. Somebody else changed the table; start again from its current state.`,
        { retryable: true, details: { requirement: 'sequence-number' } },
      );
    }
    metadata.snapshots = [...metadata.snapshots, snapshot];
    metadata['last-sequence-number'] = Math.max(
      metadata['last-sequence-number'],
      snapshot['sequence-number'],
    );
    this.#updatedMs = Math.max(this.#updatedMs ?? 0, snapshot['timestamp-ms']);
    this.#addedSnapshots.add(id);
  }

  #setRef(update: { readonly 'ref-name': string } & SnapshotRef): void {
    const metadata = this.#metadata;
    const { 'ref-name': name, ...rest } = update;
    const { action: _action, ...ref } = rest as typeof rest & { action?: string };
    const snapshot = metadata.snapshots.find((other) => other['snapshot-id'] === ref['snapshot-id']);
    if (snapshot === undefined) throw invalid('set-snapshot-ref', 'the table has no such snapshot');
    if (name === MAIN && ref.type !== 'branch') throw invalid('set-snapshot-ref', 'main is a branch');
    const before = Object.hasOwn(metadata.refs, name) ? metadata.refs[name] : undefined;
    if (isDeepStrictEqual(before, ref)) return;
    metadata.refs = { ...metadata.refs, [name]: ref };
    if (name !== MAIN || metadata['current-snapshot-id'] === ref['snapshot-id']) return;
    metadata['current-snapshot-id'] = ref['snapshot-id'];
    const time = this.#addedSnapshots.has(ref['snapshot-id']) ? snapshot['timestamp-ms'] : this.context.now;
    const latest = metadata['snapshot-log'].at(-1)?.['timestamp-ms'] ?? 0;
    metadata['snapshot-log'] = [
      ...metadata['snapshot-log'],
      { 'timestamp-ms': Math.max(time, latest), 'snapshot-id': ref['snapshot-id'] },
    ];
  }

  #removeRef(name: string): void {
    const metadata = this.#metadata;
    metadata.refs = Object.fromEntries(Object.entries(metadata.refs).filter(([other]) => other !== name));
    if (name === MAIN) delete metadata['current-snapshot-id'];
  }

  #removeSnapshots(ids: ReadonlySet<bigint>): void {
    const metadata = this.#metadata;
    metadata.snapshots = metadata.snapshots.filter((snapshot) => !ids.has(snapshot['snapshot-id']));
    for (const [name, ref] of Object.entries(metadata.refs))
      if (ids.has(ref['snapshot-id'])) this.#removeRef(name);
    // What lies before a removed snapshot has a gap, and a time inside the gap would find the wrong snapshot.
    const log = metadata['snapshot-log'];
    let first = 0;
    log.forEach((entry, index) => {
      if (ids.has(entry['snapshot-id'])) first = index + 1;
    });
    metadata['snapshot-log'] = log.slice(first);
  }

  /** Snapshots that were current only between two updates of one commit were never seen. */
  #withoutTransientSnapshots(): TableMetadata['snapshot-log'] {
    const metadata = this.#metadata;
    const known = this.base?.['snapshot-log'].length ?? 0;
    return metadata['snapshot-log'].filter(
      (entry, index) =>
        index < Math.min(known, metadata['snapshot-log'].length) ||
        !this.#addedSnapshots.has(entry['snapshot-id']) ||
        entry['snapshot-id'] === metadata['current-snapshot-id'],
    );
  }

  #metadataLog(base: TableMetadata, location: string): TableMetadata['metadata-log'] {
    const wanted = Number(this.#metadata.properties['write.metadata.previous-versions-max']);
    const max = Number.isInteger(wanted) && wanted >= 1 ? wanted : PREVIOUS_VERSIONS_MAX;
    return [
      ...base['metadata-log'],
      { 'timestamp-ms': base['last-updated-ms'], 'metadata-file': location },
    ].slice(-max);
  }

  /** The specs and orders in force must have their columns. */
  #checkSources(): void {
    const metadata = this.#metadata;
    const schema = metadata.schemas.find((other) => other['schema-id'] === metadata['current-schema-id'])!;
    const ids = new Set<number>();
    for (const column of schemaColumns(schema)) ids.add(column.id);
    const spec = metadata['partition-specs'].find(
      (other) => other['spec-id'] === metadata['default-spec-id'],
    )!;
    for (const field of spec.fields) {
      if (field.transform !== 'void' && !ids.has(field['source-id'])) {
        throw invalid('set-default-spec', 'a column that it partitions by is not in the current schema');
      }
    }
    const order = metadata['sort-orders'].find(
      (other) => other['order-id'] === metadata['default-sort-order-id'],
    );
    for (const field of order?.fields ?? []) {
      if (!ids.has(field['source-id'])) {
        throw invalid('set-default-sort-order', 'a column that it sorts by is not in the current schema');
      }
    }
  }
}

/** `wanted` if it exists, and what was added last for −1. */
function existing(
  action: string,
  wanted: number,
  lastAdded: number | undefined,
  ids: readonly number[],
): number {
  const id = wanted === -1 ? lastAdded : wanted;
  if (id === undefined) throw invalid(action, '−1 means the one just added, and none was');
  if (!ids.includes(id)) throw invalid(action, `there is no id ${id}`);
  return id;
}

function nextId(ids: readonly number[]): number {
  return ids.reduce((highest, id) => Math.max(highest, id), -1) + 1;
}

function checkFieldIds(schema: Schema): void {
  const seen = new Set<number>();
  for (const { id } of schemaColumns(schema)) {
    if (seen.has(id)) throw invalid('add-schema', `the field id ${id} occurs twice`);
    seen.add(id);
  }
  const names = new Set(schema.fields.map((field) => field.name));
  if (names.size !== schema.fields.length) throw invalid('add-schema', 'two columns have one name');
}

function sameSchema(a: Schema, b: Schema): boolean {
  return (
    isDeepStrictEqual(a.fields, b.fields) &&
    isDeepStrictEqual(a['identifier-field-ids'] ?? [], b['identifier-field-ids'] ?? [])
  );
}

/** The same fields in the same order, whatever their ids: the REST spec's reuse of specs. */
export function samePartitioning(a: PartitionSpec, b: PartitionSpec): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, index) => {
      const other = b.fields[index]!;
      return samePartitionField(field, other) && field.name === other.name;
    })
  );
}

function samePartitionField(a: PartitionField, b: PartitionField): boolean {
  return a['source-id'] === b['source-id'] && a.transform === b.transform;
}

function invalid(action: string, why: string): LakeveilError {
  return new LakeveilError('INVALID_UPDATE', `Nothing was committed: ${action} cannot be applied: ${why}.`, {
    details: { action },
  });
}

function noVersion3(): LakeveilError {
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    'Nothing was committed: Lakeveil reads Iceberg format version 3 but writes version 2 only. Write to another table.',
    { details: { feature: 'writing format version 3' } },
  );
}

export { checkRequirements } from './check-requirements.js';
