import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseInt64Json, stringifyInt64Json } from '../json/int64-json.js';
import { corruptMetadata, unsupportedFeature } from './corrupt-metadata.js';
import { type MetadataFile, metadataFile } from './metadata-schema.js';
import { isPrimitiveType } from './primitive-type.js';
import type { Schema, Type } from './schema.js';
import type { PartitionSpec, Snapshot, SnapshotRef, TableMetadata } from './table-metadata.js';

/** Partition field ids begin here (spec: partition specs). */
const FIRST_PARTITION_ID = 1000;

/**
 * A metadata file, v1 to v3, plain or gzipped, in v2's shape. Members that Lakeveil does not know are kept as they are.
 *
 * Errors: CORRUPT_METADATA with the location, UNSUPPORTED_FEATURE for what is refused by name.
 */
export function parseTableMetadata(bytes: Uint8Array | string, location: string): TableMetadata {
  const parsed = metadataFile.safeParse(parseJson(bytes, location));
  if (!parsed.success) {
    const version = formatVersionOf(bytes, location);
    if (version !== undefined && (version < 1 || version > 3)) {
      throw unsupportedFeature(location, `Iceberg format version ${version}`);
    }
    const path = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw corruptMetadata(
      location,
      path === '' ? 'it is no table metadata' : `its member "${path}" is missing or malformed`,
    );
  }
  const file = parsed.data;
  refuseUnsupported(file, location);
  const metadata = normalise(file, location);
  checkReferences(metadata, location);
  return metadata;
}

/** JSON text of the metadata, as the spec has it for its format version (v1 is written with its singletons too). */
export function serializeTableMetadata(metadata: TableMetadata): string {
  const { 'current-snapshot-id': current, ...rest } = metadata;
  const v1 =
    metadata['format-version'] === 1
      ? {
          schema: metadata.schemas.find((schema) => schema['schema-id'] === metadata['current-schema-id']),
          'partition-spec': metadata['partition-specs'].find(
            (spec) => spec['spec-id'] === metadata['default-spec-id'],
          )?.fields,
        }
      : {};
  // Readers older than Iceberg 1.4 demand the member; −1 is what Iceberg writes for "none".
  return stringifyInt64Json({ ...rest, ...v1, 'current-snapshot-id': current ?? -1 });
}

function parseJson(bytes: Uint8Array | string, location: string): unknown {
  let text: string;
  if (typeof bytes === 'string') {
    text = bytes;
  } else {
    let plain = bytes;
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      try {
        plain = gunzipSync(bytes);
      } catch {
        throw corruptMetadata(location, 'its gzip data is damaged or truncated');
      }
    }
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(plain);
    } catch {
      throw corruptMetadata(location, 'it is not valid UTF-8');
    }
  }
  try {
    return parseInt64Json(text);
  } catch {
    throw corruptMetadata(location, 'it is not valid JSON (truncated?)');
  }
}

/** A version from the future may have any shape, so it is looked for before the shape is complained about. */
function formatVersionOf(bytes: Uint8Array | string, location: string): number | undefined {
  const version = (parseJson(bytes, location) as { 'format-version'?: unknown } | null)?.['format-version'];
  return typeof version === 'number' ? version : undefined;
}

function refuseUnsupported(file: MetadataFile, location: string): void {
  const version = file['format-version'];
  if (version < 1 || version > 3) throw unsupportedFeature(location, `Iceberg format version ${version}`);
  const encrypted =
    (file['encryption-keys']?.length ?? 0) > 0 || file.properties?.['encryption.key-id'] !== undefined;
  if (encrypted) throw unsupportedFeature(location, 'table encryption');
  for (const schema of [...(file.schemas ?? []), ...(file.schema === undefined ? [] : [file.schema])]) {
    for (const field of schema.fields) refuseUnknownTypes(field.type as Type, location);
  }
}

function refuseUnknownTypes(type: Type, location: string): void {
  if (typeof type === 'string') {
    if (isPrimitiveType(type)) return;
    const name = /^[a-z_]{1,30}/.exec(type)?.[0] ?? 'unknown';
    throw unsupportedFeature(location, `the column type "${name}"`);
  }
  if (type.type === 'struct') for (const field of type.fields) refuseUnknownTypes(field.type, location);
  if (type.type === 'list') refuseUnknownTypes(type.element, location);
  if (type.type === 'map') {
    refuseUnknownTypes(type.key, location);
    refuseUnknownTypes(type.value, location);
  }
}

function normalise(file: MetadataFile, location: string): TableMetadata {
  // v1's singletons are not carried on: they would go stale at the first schema change.
  const { schema: _schema, 'partition-spec': _spec, ...rest } = file;
  const schemas = normaliseSchemas(file, location);
  const specs = normaliseSpecs(file, location);
  const current = file['current-snapshot-id'];
  const currentId = current === null || current === undefined || current === -1n ? undefined : current;
  const refs: Record<string, SnapshotRef> = {};
  for (const [name, ref] of Object.entries(file.refs ?? {}))
    refs[name] = withoutNulls(ref) as unknown as SnapshotRef;
  if (refs['main'] === undefined && currentId !== undefined) {
    refs['main'] = { 'snapshot-id': currentId, type: 'branch' };
  }
  const { 'current-snapshot-id': _current, ...others } = rest;
  return {
    ...withoutNulls(others),
    'format-version': file['format-version'] as 1 | 2 | 3,
    'table-uuid': file['table-uuid'] ?? uuidOf(file.location),
    location: file.location.replace(/(?<=[^/])\/+$/, ''),
    'last-sequence-number': file['last-sequence-number'] ?? 0,
    'last-updated-ms': file['last-updated-ms'] ?? 0,
    'last-column-id': file['last-column-id'],
    schemas,
    'current-schema-id': file['current-schema-id'] ?? schemas[0]!['schema-id'],
    'partition-specs': specs,
    'default-spec-id': file['default-spec-id'] ?? specs[0]!['spec-id'],
    'last-partition-id':
      file['last-partition-id'] ??
      Math.max(
        FIRST_PARTITION_ID - 1,
        ...specs.flatMap((spec) => spec.fields.map((field) => field['field-id'])),
      ),
    properties: file.properties ?? {},
    ...(currentId === undefined ? {} : { 'current-snapshot-id': currentId }),
    snapshots: (file.snapshots ?? []).map(normaliseSnapshot),
    'snapshot-log': file['snapshot-log'] ?? [],
    'metadata-log': file['metadata-log'] ?? [],
    'sort-orders': (file['sort-orders'] ?? [{ 'order-id': 0, fields: [] }]) as TableMetadata['sort-orders'],
    'default-sort-order-id': file['default-sort-order-id'] ?? 0,
    refs,
  } as TableMetadata;
}

function normaliseSchemas(file: MetadataFile, location: string): Schema[] {
  const schemas = file.schemas ?? (file.schema === undefined ? [] : [file.schema]);
  if (schemas.length === 0) throw corruptMetadata(location, 'it has no schema');
  return schemas.map((schema) => ({ ...schema, 'schema-id': schema['schema-id'] ?? 0 })) as Schema[];
}

function normaliseSpecs(file: MetadataFile, location: string): PartitionSpec[] {
  const specs = file['partition-specs'] ?? [{ 'spec-id': 0, fields: file['partition-spec'] }];
  if (specs.length === 0 || specs.some((spec) => spec.fields === undefined)) {
    throw corruptMetadata(location, 'it has no partition spec');
  }
  return specs.map((spec) => ({
    'spec-id': spec['spec-id'],
    fields: spec.fields!.map((field, index) => {
      const source =
        field['source-id'] ?? (field['source-ids']?.length === 1 ? field['source-ids'][0] : undefined);
      if (source === undefined) throw unsupportedFeature(location, 'partition transforms of several columns');
      return {
        'source-id': source,
        // Old v1 writers left the ids out; they count up from 1000 (spec: partition specs, v1).
        'field-id': field['field-id'] ?? FIRST_PARTITION_ID + index,
        name: field.name,
        transform: field.transform,
      };
    }),
  }));
}

function normaliseSnapshot(snapshot: NonNullable<MetadataFile['snapshots']>[number]): Snapshot {
  return {
    ...withoutNulls(snapshot),
    'sequence-number': snapshot['sequence-number'] ?? 0,
    // v1 may lack a summary. "overwrite" is the operation from which least can be concluded.
    summary: { operation: 'overwrite', ...snapshot.summary },
  } as unknown as Snapshot;
}

function withoutNulls(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([, member]) => member !== null && member !== undefined),
  );
}

/** v1 tables may lack a uuid; each load must give the same one. Version 8 (vendor-specific) as in RFC 9562. */
function uuidOf(location: string): string {
  const hex = createHash('sha256').update(location).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function checkReferences(metadata: TableMetadata, location: string): void {
  const has = <T>(items: readonly T[], matches: (item: T) => boolean, what: string) => {
    if (!items.some(matches)) throw corruptMetadata(location, `${what} is not in it`);
  };
  has(
    metadata.schemas,
    (schema) => schema['schema-id'] === metadata['current-schema-id'],
    'its current schema',
  );
  has(
    metadata['partition-specs'],
    (spec) => spec['spec-id'] === metadata['default-spec-id'],
    'its default partition spec',
  );
  if (metadata['default-sort-order-id'] !== 0) {
    has(
      metadata['sort-orders'],
      (order) => order['order-id'] === metadata['default-sort-order-id'],
      'its default sort order',
    );
  }
  const ids = new Set(metadata.snapshots.map((snapshot) => snapshot['snapshot-id']));
  for (const ref of Object.values(metadata.refs)) {
    if (!ids.has(ref['snapshot-id']))
      throw corruptMetadata(location, 'a snapshot that a branch or tag points to is not in it');
  }
  // Without its current snapshot a table reads as empty: a wrong answer without an error.
  if (metadata.refs['main']?.['snapshot-id'] !== metadata['current-snapshot-id']) {
    throw corruptMetadata(location, 'its current snapshot and its main branch differ');
  }
}
