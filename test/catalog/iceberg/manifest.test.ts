import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { ManifestEntry, ManifestFile } from '../../../catalog/iceberg/manifest.js';
import { avroName } from '../../../catalog/iceberg/manifest-avro.js';
import { manifestListBytes } from '../../../catalog/iceberg/manifest-list-writer.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { ManifestWriter } from '../../../catalog/iceberg/manifest-writer.js';
import { parseTableMetadata } from '../../../catalog/iceberg/metadata-json.js';
import { partitionTypes } from '../../../catalog/iceberg/partition-type.js';
import type { Schema } from '../../../catalog/iceberg/schema.js';
import type { PartitionSpec, Snapshot, TableMetadata } from '../../../catalog/iceberg/table-metadata.js';
import { relocatedFileIO } from '../relocated-file-io.js';
import { dataFile } from '../tables.js';

const FIXTURES = fileURLToPath(new URL('../../../../test/catalog/fixtures/pyiceberg', import.meta.url));

interface Fixture {
  readonly io: FileIO;
  readonly metadata: TableMetadata;
  readonly expected: readonly Record<string, unknown>[];
  readonly folder: string;
}

async function fixture(name: string): Promise<Fixture> {
  const folder = join(FIXTURES, name);
  const file = (await readdir(join(folder, 'metadata'))).find((item) => item.endsWith('.metadata.json'))!;
  const location = join(folder, 'metadata', file);
  return {
    folder,
    io: relocatedFileIO(`/lakeveil-fixture/${name}/t`, folder),
    metadata: parseTableMetadata(await readFile(location), location),
    expected: JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** PyIceberg's values as our JSON form. */
function asOurs(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === 'date') return new Date((value as number) * 86_400_000).toISOString().slice(0, 10);
  if (type === 'long') return Number.isSafeInteger(value) ? value : '9223372036854775807';
  if (type.startsWith('timestamp')) {
    const micros = BigInt(value as number);
    const millis = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n);
    const text =
      new Date(Number(millis)).toISOString().slice(0, -1) +
      (micros - millis * 1000n).toString().padStart(3, '0');
    return type === 'timestamptz' ? `${text}+00:00` : text;
  }
  return value;
}

const hexes = (map: Readonly<Record<number, string>> | undefined) =>
  Object.fromEntries(
    Object.entries(map ?? {}).map(([id, text]) => [id, Buffer.from(text, 'base64').toString('hex')]),
  );

for (const name of await readdir(FIXTURES)) {
  await t.test(`PyIceberg's manifests: ${name}`, async (t) => {
    const { io, metadata, expected } = await fixture(name);
    const found: Record<string, unknown>[] = [];
    for (const snapshot of metadata.snapshots) {
      for (const manifest of await readManifestList(io, snapshot, metadata)) {
        const spec = metadata['partition-specs'].find(
          (item) => item['spec-id'] === manifest.partitionSpecId,
        )!;
        const types = partitionTypes(spec, metadata.schemas, metadata['current-schema-id'], '');
        t.equal(manifest.partitions.length, types.length);
        for await (const { dataFile: file, ...entry } of readManifest(io, manifest, metadata)) {
          found.push({
            snapshot: String(snapshot['snapshot-id']),
            manifest: manifest.manifestPath,
            status: entry.status,
            entrySnapshot: String(entry.snapshotId),
            sequence: entry.dataSequenceNumber,
            path: file.filePath,
            records: file.recordCount,
            size: file.fileSizeInBytes,
            partition: file.partition,
            nulls: file.nullValueCounts,
            lower: hexes(file.lowerBounds),
            splits: file.splitOffsets,
          });
        }
      }
    }
    const spec = metadata['partition-specs'][0]!;
    const types = partitionTypes(spec, metadata.schemas, metadata['current-schema-id'], '');
    const wanted = expected.map((entry) => ({
      ...entry,
      sequence: entry['sequence'] ?? 0,
      partition: (entry['partition'] as unknown[]).map((value, i) => asOurs(value, types[i]!.type)),
    }));
    t.same(found, wanted);
    t.ok(
      found.some((entry) => entry['status'] === 2),
      'deleted entries are among them',
    );
  });
}

await t.test('each codec is really there', async (t) => {
  for (const codec of ['null', 'deflate', 'snappy', 'zstandard']) {
    const { folder } = await fixture(`identity-${codec}`);
    const file = (await readdir(join(folder, 'metadata'))).find((item) => item.endsWith('-m0.avro'))!;
    const text = (await readFile(join(folder, 'metadata', file))).toString('latin1');
    t.match(text, new RegExp(`avro\\.codec.${codec}`));
  }
});

/** Reads everything below one snapshot. */
async function readAll({ io, metadata }: Fixture): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for (const snapshot of metadata.snapshots) {
    for (const manifest of await readManifestList(io, snapshot, metadata)) {
      entries.push(...(await all(readManifest(io, manifest, metadata))));
    }
  }
  return entries;
}

/** The fixture with one of its Avro files damaged. */
function damaged(base: Fixture, location: string, damage: (bytes: Buffer) => Buffer): Fixture {
  const io: FileIO = {
    ...base.io,
    async read(at, range) {
      const bytes = Buffer.from(await base.io.read(at));
      const shown = at === location ? damage(bytes) : bytes;
      return range === undefined ? shown : shown.subarray(range.start, range.end);
    },
  };
  return { ...base, io };
}

for (const name of ['identity-null', 'identity-deflate', 'identity-snappy', 'identity-zstandard']) {
  await t.test(`truncated at any byte: ${name}`, async (t) => {
    const base = await fixture(name);
    const list = base.metadata.snapshots[2]!['manifest-list']!;
    const manifest = (await readManifestList(base.io, base.metadata.snapshots[2]!, base.metadata))[0]!
      .manifestPath;
    for (const location of [list, manifest]) {
      const length = (await base.io.read(location)).length;
      let silent = 0;
      for (let cut = 0; cut < length; cut += cut > length - 60 ? 1 : 37) {
        try {
          await readAll(damaged(base, location, (bytes) => bytes.subarray(0, cut)));
          silent++;
        } catch (error) {
          const { code, message } = error as { code?: string; message: string };
          if (code !== 'CORRUPT_METADATA' || !message.includes(location))
            t.fail(`cut at ${cut}: ${code} ${message}`);
        }
      }
      // A list that ends behind its header is a sound list of nothing; a manifest has its count in the list.
      t.ok(silent <= (location === list ? 1 : 0), `${silent} cuts went unnoticed in ${location}`);
    }
  });
}

await t.test('flipped bits: a coded error or a whole answer, never a hang or a foreign error', async () => {
  const base = await fixture('identity-null');
  const manifest = (await readManifestList(base.io, base.metadata.snapshots[2]!, base.metadata))[0]!
    .manifestPath;
  const length = (await base.io.read(manifest)).length;
  await fc.assert(
    fc.asyncProperty(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      try {
        await readAll(
          damaged(base, manifest, (bytes) => {
            bytes[at]! ^= mask;
            return bytes;
          }),
        );
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (code !== 'CORRUPT_METADATA' && code !== 'UNSUPPORTED_FEATURE') throw error;
      }
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 400) },
  );
});

await t.test('a manifest that is missing, or is no Avro, or has a codec that nobody knows', async (t) => {
  const base = await fixture('identity-deflate');
  const manifest = (await readManifestList(base.io, base.metadata.snapshots[2]!, base.metadata))[0]!
    .manifestPath;
  const gone = { ...base.metadata.snapshots[0]!, 'manifest-list': '/no/such/list.avro' };
  await t.rejects(readManifestList(base.io, gone, base.metadata), {
    code: 'CORRUPT_METADATA',
    message: /\/no\/such\/list\.avro.*missing/,
  });
  await t.rejects(readAll(damaged(base, manifest, () => Buffer.from('PAR1PAR1'))), {
    code: 'CORRUPT_METADATA',
  });
  await t.rejects(readAll(damaged(base, manifest, () => Buffer.alloc(0))), { code: 'CORRUPT_METADATA' });
  await t.rejects(
    readAll(
      damaged(base, manifest, (bytes) =>
        Buffer.from(bytes.toString('latin1').replace('deflate', 'defl8te'), 'latin1'),
      ),
    ),
    { code: 'UNSUPPORTED_FEATURE', message: /defl8te/ },
  );
});

const SCHEMA: Schema = {
  type: 'struct',
  'schema-id': 4,
  fields: [
    { id: 1, name: 'l', required: true, type: 'long' },
    { id: 2, name: 's', required: false, type: 'string' },
    { id: 3, name: 'u', required: false, type: 'uuid' },
    { id: 4, name: 'u2', required: false, type: 'uuid' },
    { id: 5, name: 'n', required: false, type: 'decimal(20,3)' },
    { id: 6, name: 'f', required: false, type: 'double' },
    { id: 7, name: 'g', required: false, type: 'fixed[3]' },
    {
      id: 8,
      name: 'in',
      required: false,
      type: { type: 'struct', fields: [{ id: 9, name: 'ner', required: false, type: 'date' }] },
    },
  ],
};
const identity = (source: number, name: string) => ({
  'source-id': source,
  'field-id': 999 + source,
  name,
  transform: 'identity',
});
const SPEC: PartitionSpec = {
  'spec-id': 2,
  fields: [
    identity(1, 'l'),
    identity(2, 'ein Name/mit 1'),
    identity(3, 'u'),
    identity(4, 'u2'),
    identity(5, 'n'),
    identity(6, 'f'),
    identity(7, 'g'),
    { ...identity(9, 'in.ner_bucket'), transform: 'bucket[8]' },
  ],
};
const METADATA = {
  'format-version': 2,
  schemas: [SCHEMA],
  'current-schema-id': 4,
  'partition-specs': [SPEC],
  'default-spec-id': 2,
} as unknown as TableMetadata;
const UUID = 'f79c3e09-677c-4bbd-a479-3f349cb785e7';

async function scratch(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-manifest-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function writerIn(folder: string, content: 0 | 1 = 0): ManifestWriter {
  return new ManifestWriter({
    io: localFileIO(),
    locationOf: (n) => `${folder}/m${n}.avro`,
    snapshotId: 9223372036854775807n,
    content,
    schema: SCHEMA,
    specId: 2,
    partition: partitionTypes(SPEC, [SCHEMA], 4, ''),
  });
}

const full: DataFile = {
  content: 0,
  filePath: '/w/data/a=b/ü.parquet',
  fileFormat: 'PARQUET',
  specId: 2,
  partition: ['9223372036854775807', 'Zürich', UUID, null, '-0.001', 'NaN', '00ff01', 3],
  recordCount: 12,
  fileSizeInBytes: 345678901234,
  columnSizes: { 1: 10, 2: 20 },
  valueCounts: { 1: 12 },
  nullValueCounts: { 1: 0 },
  nanValueCounts: { 6: 2 },
  lowerBounds: { 1: 'AAAAAAAAAAA=', 2: '' },
  upperBounds: { 1: '/////////38=' },
  splitOffsets: [4, 123456789012],
  equalityIds: [1, 2],
  sortOrderId: 0,
  referencedDataFile: '/w/data/other.parquet',
};

await t.test('what is written comes back, every field', async (t) => {
  const folder = await scratch(t);
  const writer = writerIn(folder);
  const other: DataFile = dataFile('/w/data/b.parquet', {
    specId: 2,
    partition: ['-9223372036854775808', 'Ab', null, UUID, '12345678901234567.891', -0.5, 'ffffff', null],
  });
  await writer.append({ status: 1, dataFile: full });
  await writer.append({ status: 1, dataFile: other });
  await writer.append({ status: 2, dataFile: full, dataSequenceNumber: 3, fileSequenceNumber: 5 });
  const [unlisted, ...none] = await writer.finish();
  t.same(none, []);
  t.match(unlisted, {
    addedFilesCount: 2,
    deletedFilesCount: 1,
    existingFilesCount: 0,
    addedRowsCount: 22,
    deletedRowsCount: 12,
    addedSnapshotId: 9223372036854775807n,
    manifestLength: (await readFile(`${folder}/m0.avro`)).length,
  });
  const bounds = unlisted!.partitions.map(({ lowerBound, upperBound, containsNull, containsNan }) => [
    containsNull,
    containsNan,
    lowerBound === undefined ? undefined : Buffer.from(lowerBound, 'base64').toString('hex'),
    upperBound === undefined ? undefined : Buffer.from(upperBound, 'base64').toString('hex'),
  ]);
  const uuidHex = UUID.replaceAll('-', '');
  t.same(bounds, [
    [false, false, '0000000000000080', 'ffffffffffffff7f'],
    [false, false, '4162', '5ac3bc72696368'],
    [true, false, uuidHex, uuidHex],
    [true, false, uuidHex, uuidHex],
    [false, false, 'ff', '00ab54a98ceb1f0ad3'],
    [false, true, '000000000000e0bf', '000000000000e0bf'],
    [false, false, '00ff01', 'ffffff'],
    [true, false, '03000000', '03000000'],
  ]);
  const manifest: ManifestFile = { ...unlisted!, sequenceNumber: 7, minSequenceNumber: 7 };
  const list = `${folder}/list.avro`;
  await writeFile(list, manifestListBytes([manifest], { id: 5n, parentId: undefined, sequenceNumber: 7 }));
  const snapshot = { 'snapshot-id': 5n, 'manifest-list': list } as unknown as Snapshot;
  const read = await readManifestList(localFileIO(), snapshot, METADATA);
  t.same(read, [manifest]);
  t.same(await all(readManifest(localFileIO(), read[0]!, METADATA)), [
    {
      status: 1,
      snapshotId: 9223372036854775807n,
      dataSequenceNumber: 7,
      fileSequenceNumber: 7,
      dataFile: full,
    },
    {
      status: 1,
      snapshotId: 9223372036854775807n,
      dataSequenceNumber: 7,
      fileSequenceNumber: 7,
      dataFile: other,
    },
    {
      status: 2,
      snapshotId: 9223372036854775807n,
      dataSequenceNumber: 3,
      fileSequenceNumber: 5,
      dataFile: full,
    },
  ]);
});

await t.test('a data file that cannot be listed', async (t) => {
  const folder = await scratch(t);
  const bad: Partial<DataFile>[] = [
    { partition: [] },
    { partition: [...full.partition.slice(0, -1), 'Ann Smith'] },
    { recordCount: 1.5 },
    { filePath: undefined as unknown as string },
    { fileSizeInBytes: 2 ** 60 },
  ];
  for (const change of bad) {
    const writer = writerIn(folder);
    const error = await t.rejects(writer.append({ status: 1, dataFile: { ...full, ...change } }), {
      code: 'INVALID_DATA_FILE',
    });
    t.notMatch(String((error as unknown as Error)?.stack), 'Ann Smith');
  }
});

await t.test('large manifests roll over', async (t) => {
  const folder = await scratch(t);
  const writer = writerIn(folder);
  const random = () => randomBytes(600).toString('base64');
  const files = Array.from({ length: 22_000 }, (_, i) => ({
    ...full,
    filePath: `/w/${i}`,
    lowerBounds: { 2: random() },
  }));
  for (const file of files) await writer.append({ status: 1, dataFile: file });
  const manifests = await writer.finish();
  t.ok(manifests.length >= 2, `${manifests.length} manifests`);
  for (const manifest of manifests) t.ok(manifest.manifestLength < 9_000_000);
  const paths: string[] = [];
  for (const manifest of manifests) {
    const listed: ManifestFile = { ...manifest, sequenceNumber: 1, minSequenceNumber: 1 };
    for await (const entry of readManifest(localFileIO(), listed, METADATA))
      paths.push(entry.dataFile.filePath);
  }
  t.same(
    paths,
    files.map((file) => file.filePath),
  );
});

await t.test('inheritance', async (t) => {
  const folder = await scratch(t);
  const writer = writerIn(folder);
  await writer.append({ status: 1, dataFile: full });
  const [unlisted] = await writer.finish();
  const read = async (sequenceNumber: number) =>
    (
      await all(readManifest(localFileIO(), { ...unlisted!, sequenceNumber, minSequenceNumber: 0 }, METADATA))
    )[0]!;
  t.match(await read(42), { dataSequenceNumber: 42, fileSequenceNumber: 42 });
  t.match(await read(0), { dataSequenceNumber: 0, fileSequenceNumber: 0 });
});

await t.test('guards: a wrong count, a wrong kind of content, an unknown spec', async (t) => {
  const folder = await scratch(t);
  const writer = writerIn(folder);
  await writer.append({ status: 1, dataFile: full });
  const [unlisted] = await writer.finish();
  const manifest: ManifestFile = { ...unlisted!, sequenceNumber: 1, minSequenceNumber: 1 };
  const attempt = (change: Partial<ManifestFile>, metadata = METADATA) =>
    all(readManifest(localFileIO(), { ...manifest, ...change }, metadata));
  await t.resolves(attempt({}));
  await t.rejects(attempt({ addedFilesCount: 2 }), { code: 'CORRUPT_METADATA' });
  await t.rejects(attempt({ deletedFilesCount: 1 }), { code: 'CORRUPT_METADATA' });
  await t.rejects(attempt({ content: 1 }), { code: 'CORRUPT_METADATA' });
  await t.rejects(attempt({ partitionSpecId: 9 }), { code: 'CORRUPT_METADATA' });
  const unknown = { ...SPEC, fields: SPEC.fields.map((field) => ({ ...field, transform: 'zorder' })) };
  await t.rejects(attempt({}, { ...METADATA, 'partition-specs': [unknown] }), {
    code: 'UNSUPPORTED_FEATURE',
    message: /zorder/,
  });
});

await t.test("Avro's names", async (t) => {
  t.equal(avroName('plain_1'), 'plain_1');
  t.equal(avroName('1st'), '_1st');
  t.equal(avroName('a.b c'), 'a_x2Eb_x20c');
});
