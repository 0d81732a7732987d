import type { Table } from '../../../catalog/catalog.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import type { Schema, Type } from '../../../catalog/iceberg/schema.js';
import { selectSnapshot } from '../../../catalog/iceberg/select-snapshot.js';
import type { PartitionSpec, Snapshot } from '../../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../../catalog/identifier.js';
import { loadConfig } from '../../load-config.js';
import { loadTable } from '../../load-table.js';
import { facts } from '../../report/facts.js';
import { formatBytes, formatCount, formatTime } from '../../report/format.js';
import { textTable } from '../../report/text-table.js';
import { action } from '../command.js';
import { showFlags } from '../commands/show.js';
import { EXIT } from '../exit-codes.js';
import { openCatalog } from '../open-catalog.js';
import type { Output } from '../terminal.js';

/** `lakeveil show TABLE` */
export const showAction = action(showFlags, async ({ arguments: [reference = ''], flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const { table, selector } = await loadTable(catalog, reference, 'Nothing was shown');
  const { snapshot, schema } = selectSnapshot(table.metadata, selector);
  const files = snapshot === undefined ? noFiles() : await liveFiles(table, snapshot, flags.files);
  if (flags.json) {
    stdout.print(
      `${toJson({ ...described(table, schema, snapshot, files), ...(flags.files ? { fileList: files.list } : {}) })}\n`,
    );
  } else await print(stdout, table, schema, snapshot, files, flags.files);
  return EXIT.done;
});

interface LiveFiles {
  data: { files: number; rows: number; bytes: number };
  deletes: { files: number; rows: number; bytes: number };
  list: ListedFile[];
}
type ListedFile = Pick<DataFile, 'content' | 'filePath' | 'partition' | 'recordCount' | 'fileSizeInBytes'>;

const noFiles = (): LiveFiles => ({
  data: { files: 0, rows: 0, bytes: 0 },
  deletes: { files: 0, rows: 0, bytes: 0 },
  list: [],
});

async function liveFiles({ io, metadata }: Table, snapshot: Snapshot, listed: boolean): Promise<LiveFiles> {
  const found = noFiles();
  for (const manifest of await readManifestList(io, snapshot, metadata)) {
    for await (const { status, dataFile } of readManifest(io, manifest, metadata)) {
      if (status === 2) continue;
      const sum = dataFile.content === 0 ? found.data : found.deletes;
      sum.files += 1;
      sum.rows += dataFile.recordCount;
      sum.bytes += dataFile.fileSizeInBytes;
      if (!listed) continue;
      const { content, filePath, partition, recordCount, fileSizeInBytes } = dataFile;
      found.list.push({ content, filePath, partition, recordCount, fileSizeInBytes });
    }
  }
  return found;
}

function described(table: Table, schema: Schema, snapshot: Snapshot | undefined, files: LiveFiles) {
  const { metadata } = table;
  return {
    table: formatIdentifier(table.identifier),
    location: metadata.location,
    metadata: table.metadataLocation,
    formatVersion: metadata['format-version'],
    uuid: metadata['table-uuid'],
    snapshot: snapshot?.['snapshot-id'],
    schema,
    partitionSpec: currentSpec(table),
    sortOrder: metadata['sort-orders'].find((one) => one['order-id'] === metadata['default-sort-order-id']),
    files: { data: files.data, deletes: files.deletes },
    refs: metadata.refs,
    snapshots: metadata.snapshots.map((one) => ({
      id: one['snapshot-id'],
      parent: one['parent-snapshot-id'],
      time: new Date(one['timestamp-ms']).toISOString(),
      summary: one.summary,
    })),
    properties: metadata.properties,
  };
}

/** Snapshot ids have up to 63 bits: as digits, which JSON allows. */
function toJson(value: unknown): string {
  const marked = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? `\u0000${inner}\u0000` : inner,
  );
  return marked.replace(/"\\u0000(-?\d+)\\u0000"/g, '$1');
}

const currentSpec = ({ metadata }: Table): PartitionSpec | undefined =>
  metadata['partition-specs'].find((one) => one['spec-id'] === metadata['default-spec-id']);

const SNAPSHOTS_SHOWN = 10;

async function print(
  stdout: Output,
  table: Table,
  schema: Schema,
  snapshot: Snapshot | undefined,
  files: LiveFiles,
  listed: boolean,
): Promise<void> {
  const { metadata } = table;
  const size = (sum: LiveFiles['data']): string => `${formatCount(sum.files)}, ${formatBytes(sum.bytes)}`;
  await stdout.write(
    `${stdout.bold(formatIdentifier(table.identifier))}\n\n${facts([
      ['location', metadata.location],
      ['format', `Iceberg v${metadata['format-version']}`],
      ['snapshot', snapshot === undefined ? 'none' : String(snapshot['snapshot-id'])],
      [
        'rows',
        `${formatCount(files.data.rows)}${files.deletes.rows > 0 ? `, before ${formatCount(files.deletes.rows)} deletes` : ''}`,
      ],
      ['data files', size(files.data)],
      ['delete files', files.deletes.files > 0 ? size(files.deletes) : undefined],
      ['partitions', partitionText(currentSpec(table), metadata.schemas)],
      [
        'references',
        Object.entries(metadata.refs).map(([name, ref]) => `${ref.type} ${name} → ${ref['snapshot-id']}`),
      ],
      ['properties', Object.entries(metadata.properties).map(([name, value]) => `${name} = ${value}`)],
    ])}\n`,
  );
  await stdout.write(
    textTable(
      ['id', 'column', 'type', '', 'comment'],
      schema.fields.map((field) => [
        String(field.id),
        field.name,
        typeText(field.type),
        field.required ? 'required' : '',
        field.doc ?? '',
      ]),
      { alignRight: [0], heading: stdout.bold, maxCellWidth: 80 },
    ),
  );
  const snapshots = [...metadata.snapshots].sort((a, b) => b['timestamp-ms'] - a['timestamp-ms']);
  if (snapshots.length > 0) {
    await stdout.write(
      `\n${textTable(
        ['snapshot', 'time', 'operation', 'added rows', 'rows', 'run'],
        snapshots
          .slice(0, SNAPSHOTS_SHOWN)
          .map(({ 'snapshot-id': id, 'timestamp-ms': time, summary }) => [
            String(id),
            formatTime(time),
            summary.operation,
            counted(summary['added-records'] ?? '0'),
            counted(summary['total-records']),
            summary['lakeveil.run-id'] ?? '',
          ]),
        { alignRight: [0, 3, 4], heading: stdout.bold },
      )}`,
    );
    const more = snapshots.length - SNAPSHOTS_SHOWN;
    if (more > 0) await stdout.write(`… and ${formatCount(more)} before them; --json has all.\n`);
  }
  if (!listed) return;
  const kinds = ['data', 'position deletes', 'equality deletes'];
  await stdout.write(
    `\n${textTable(
      ['file', 'kind', 'rows', 'size'],
      files.list.map((file) => [
        file.filePath.startsWith(`${metadata.location}/`)
          ? file.filePath.slice(metadata.location.length + 1)
          : file.filePath,
        kinds[file.content] ?? '',
        formatCount(file.recordCount),
        formatBytes(file.fileSizeInBytes),
      ]),
      { alignRight: [2, 3], heading: stdout.bold },
    )}`,
  );
}

const counted = (text: string | undefined): string => (text === undefined ? '' : formatCount(Number(text)));

function partitionText(spec: PartitionSpec | undefined, schemas: readonly Schema[]): string {
  if (spec === undefined || spec.fields.length === 0) return 'none';
  const names = new Map(schemas.flatMap((schema) => schema.fields.map((field) => [field.id, field.name])));
  return spec.fields
    .map((field) => {
      const column = names.get(field['source-id']) ?? `field ${field['source-id']}`;
      return field.transform === 'identity' ? column : `${field.transform}(${column})`;
    })
    .join(', ');
}

/** `list<struct<a: string>>` */
function typeText(type: Type): string {
  if (typeof type === 'string') return type;
  if (type.type === 'list') return `list<${typeText(type.element)}>`;
  if (type.type === 'map') return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
  return `struct<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`;
}
