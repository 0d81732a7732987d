import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AvroContainerWriter } from '../../../catalog/avro/container-writer.js';
import { fieldIdType } from '../../../catalog/avro/field-id-type.js';
import type { Catalog, Table, TableIdentifier } from '../../../catalog/catalog.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import type { ManifestFile } from '../../../catalog/iceberg/manifest.js';
import { manifestEntrySchema } from '../../../catalog/iceberg/manifest-avro.js';
import { manifestListBytes } from '../../../catalog/iceberg/manifest-list-writer.js';
import type { Snapshot, SnapshotOperation } from '../../../catalog/iceberg/table-metadata.js';
import type { TableUpdate } from '../../../catalog/iceberg/table-update.js';
import { SCHEMA, UNPARTITIONED } from '../tables.js';

interface Entry {
  readonly status: 0 | 1 | 2;
  readonly path: string;
  /** Null: inherited. */
  readonly snapshotId: bigint | null;
  readonly sequence: number | null;
  readonly content?: 0 | 1;
}
interface Manifest {
  readonly file: ManifestFile;
  /** As they read: with what they inherit. */
  readonly entries: readonly (Entry & { snapshotId: bigint; sequence: number })[];
}

const TYPE = fieldIdType(manifestEntrySchema([]), (id) => id === 1 || id === 102);
const files = localFileIO();

/**
 * A table whose history is written manifest by manifest, as any engine might: appends that merge manifests, compactions,
 * deletes. Its data files hold no Parquet; `rowsOf` knows the rows that each stands for.
 */
export class History {
  readonly snapshots: bigint[] = [];
  readonly identifier: TableIdentifier = { namespace: ['ns'], name: 't' };
  readonly #rows = new Map<string, readonly number[]>();
  #manifests: Manifest[] = [];
  #sequence = 0;
  #files = 0;
  #rowsMade = 0;
  #head: bigint | undefined;

  /** Entries name their snapshot, also where they could inherit it. */
  explicitIds = false;

  private constructor(readonly catalog: Catalog) {}

  static async at(warehouse: string): Promise<History> {
    const history = new History(openFilesystemCatalog({ warehouse }));
    const location = await history.catalog.defaultLocation(history.identifier);
    await history.catalog.commit(
      history.identifier,
      [{ type: 'assert-create' }],
      [
        { action: 'assign-uuid', uuid: '00000000-0000-4000-8000-000000000000' },
        { action: 'upgrade-format-version', 'format-version': 2 },
        { action: 'set-location', location },
        { action: 'add-schema', schema: SCHEMA },
        { action: 'set-current-schema', 'schema-id': -1 },
        { action: 'add-spec', spec: UNPARTITIONED },
        { action: 'set-default-spec', 'spec-id': -1 },
      ],
    );
    return history;
  }

  table(): Promise<Table> {
    return this.catalog.load(this.identifier);
  }

  rowsOf(path: string): readonly number[] {
    return this.#rows.get(path)!;
  }

  /** Live data files, oldest first. */
  get live(): string[] {
    return this.#liveEntries().map(({ path }) => path);
  }

  /**
   * `merge`: the manifests there are become one with the new one; `relabel`: and say that this snapshot added them all.
   * `told`: what the summary says of added files.
   */
  async append(
    count: number,
    { merge = false, relabel = false, told = count, operation = 'append' as SnapshotOperation } = {},
  ) {
    const added = await this.#newFiles(count);
    const entries = added.map((path): Entry => ({ status: 1, path, snapshotId: null, sequence: null }));
    const kept = merge
      ? this.#dataEntries().map((entry) => ({
          ...entry,
          ...(relabel && { snapshotId: null }),
          status: 0 as const,
        }))
      : [];
    const own = [[...kept, ...entries]];
    const others = merge ? this.#manifests.filter(({ file }) => file.content === 1) : this.#manifests;
    return this.#commit(operation, own, others, { 'added-data-files': String(told) });
  }

  /** Puts the rows of some files into one new file. */
  async compact(paths: readonly string[]) {
    const rows = paths.flatMap((path) => this.rowsOf(path));
    const [into] = await this.#newFiles(1, rows);
    return this.#commit('replace', [
      this.#without(paths),
      [{ status: 1, path: into!, snapshotId: null, sequence: null }],
    ]);
  }

  /** The same entries in one manifest. */
  rewriteManifests() {
    return this.#commit('replace', [this.#dataEntries().map((entry) => ({ ...entry, status: 0 as const }))]);
  }

  /** Takes files out, and puts new ones in. */
  async remove(paths: readonly string[], operation: SnapshotOperation, added = 0) {
    const entries = (await this.#newFiles(added)).map(
      (path): Entry => ({ status: 1, path, snapshotId: null, sequence: null }),
    );
    return this.#commit(operation, [[...this.#without(paths), ...entries]]);
  }

  /** A position delete file. */
  async deleteRows(operation: SnapshotOperation = 'delete') {
    const [path] = await this.#newFiles(1, []);
    const entries: Entry[] = [{ status: 1, path: path!, snapshotId: null, sequence: null, content: 1 }];
    return this.#commit(operation, [entries], this.#manifests);
  }

  /** An append of a file that is said to be as old as `sequence`. */
  async appendDatedBack(sequence: number) {
    const [path] = await this.#newFiles(1);
    return this.#commit(
      'append',
      [[{ status: 1, path: path!, snapshotId: null, sequence }]],
      this.#manifests,
    );
  }

  async update(...updates: TableUpdate[]): Promise<void> {
    await this.catalog.commit(this.identifier, [], updates);
  }

  #liveEntries() {
    return this.#dataEntries().toSorted((a, b) => a.sequence - b.sequence);
  }

  #dataEntries() {
    return this.#manifests
      .filter(({ file }) => file.content === 0)
      .flatMap(({ entries }) => entries.filter(({ status }) => status !== 2));
  }

  #without(paths: readonly string[]): Entry[] {
    const gone = new Set(paths);
    return this.#dataEntries().map((entry) =>
      gone.has(entry.path)
        ? { ...entry, status: 2 as const, snapshotId: null }
        : { ...entry, status: 0 as const },
    );
  }

  async #newFiles(count: number, rows?: readonly number[]): Promise<string[]> {
    const paths: string[] = [];
    for (let i = 0; i < count; i++) {
      const { location } = (await this.table()).metadata;
      const path = `${location}/data/${++this.#files}.parquet`;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'x');
      // One or two rows a file.
      const own = rows ?? Array.from({ length: 1 + (this.#files % 2) }, () => ++this.#rowsMade);
      this.#rows.set(path, own);
      paths.push(path);
    }
    return paths;
  }

  /** `own`: entries of the manifests that the snapshot writes. */
  async #commit(
    operation: SnapshotOperation,
    own: readonly (readonly Entry[])[],
    others: readonly Manifest[] = this.#manifests.filter(({ file }) => file.content === 1),
    summary: Record<string, string> = {},
  ): Promise<bigint> {
    const { metadata } = await this.table();
    const id = BigInt(1000 + this.snapshots.length);
    const sequence = ++this.#sequence;
    const written: Manifest[] = [];
    for (const [i, entries] of own.entries()) {
      if (entries.length > 0)
        written.push(
          await this.#manifest(`${metadata.location}/metadata/${id}-m${i}.avro`, id, sequence, entries),
        );
    }
    this.#manifests = [...written, ...others];
    const list = `${metadata.location}/metadata/snap-${id}.avro`;
    const parentId = this.#head;
    await files.create(
      list,
      manifestListBytes(
        this.#manifests.map(({ file }) => file),
        { id, parentId, sequenceNumber: sequence },
      ),
    );
    const snapshot: Snapshot = {
      'snapshot-id': id,
      ...(parentId === undefined ? {} : { 'parent-snapshot-id': parentId }),
      'sequence-number': sequence,
      'timestamp-ms': metadata['last-updated-ms'] + 1,
      'manifest-list': list,
      summary: { ...summary, operation },
      'schema-id': 0,
    };
    await this.update(
      { action: 'add-snapshot', snapshot },
      { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': id },
    );
    this.snapshots.push(id);
    this.#head = id;
    return id;
  }

  async #manifest(path: string, id: bigint, sequence: number, entries: readonly Entry[]): Promise<Manifest> {
    const content = entries[0]!.content ?? 0;
    const container = new AvroContainerWriter(manifestEntrySchema([]), TYPE, {
      schema: JSON.stringify(SCHEMA),
      'schema-id': '0',
      'partition-spec': '[]',
      'partition-spec-id': '0',
      'format-version': '2',
      content: content === 0 ? 'data' : 'deletes',
    });
    const counts = [0, 0, 0];
    const rows = [0, 0, 0];
    for (const { status, path: filePath, snapshotId, sequence: own } of entries) {
      counts[status]!++;
      rows[status]! += this.rowsOf(filePath).length;
      const nothing = { f108: null, f109: null, f110: null, f137: null, f125: null, f128: null, f131: null };
      container.append({
        f0: status,
        // As v1 wants it; not inherited.
        f1: this.explicitIds ? (snapshotId ?? id) : snapshotId,
        f3: own,
        f4: own,
        f2: {
          f134: content,
          f100: filePath,
          f101: 'PARQUET',
          f102: {},
          f103: this.rowsOf(filePath).length,
          f104: 1,
          ...nothing,
          ...{ f132: null, f135: null, f140: null, f143: null },
        },
      });
    }
    const bytes = container.finish();
    await files.create(path, bytes);
    return {
      file: {
        manifestPath: path,
        manifestLength: bytes.length,
        partitionSpecId: 0,
        content,
        sequenceNumber: sequence,
        minSequenceNumber: Math.min(sequence, ...entries.map((entry) => entry.sequence ?? sequence)),
        addedSnapshotId: id,
        addedFilesCount: counts[1]!,
        existingFilesCount: counts[0]!,
        deletedFilesCount: counts[2]!,
        addedRowsCount: rows[1]!,
        existingRowsCount: rows[0]!,
        deletedRowsCount: rows[2]!,
        partitions: [],
      },
      entries: entries.map((entry) => ({
        ...entry,
        snapshotId: entry.snapshotId ?? id,
        sequence: entry.sequence ?? sequence,
      })),
    };
  }
}
