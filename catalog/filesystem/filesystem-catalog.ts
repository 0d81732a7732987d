import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LakeveilError } from '../../errors.js';
import type { Catalog, CommitOptions, Table, TableIdentifier } from '../catalog.js';
import { fileError } from '../file-io/file-error.js';
import type { FileIO } from '../file-io/file-io.js';
import { type FolderStore, inFolder } from '../file-io/folder-store.js';
import { localPath } from '../file-io/local-path.js';
import { isS3Location, openFileIO } from '../file-io/open-file-io.js';
import { openFolders } from '../file-io/open-folders.js';
import type { StorageOptions } from '../file-io/storage-options.js';
import { applyUpdates } from '../iceberg/apply-updates.js';
import { checkRequirements } from '../iceberg/check-requirements.js';
import { parseTableMetadata, serializeTableMetadata } from '../iceberg/metadata-json.js';
import type { TableMetadata } from '../iceberg/table-metadata.js';
import type { TableRequirement, TableUpdate } from '../iceberg/table-update.js';
import { checkIdentifier, checkNamespace, formatIdentifier } from '../identifier.js';
import { removeTable, retireTable } from './drop-table.js';
import { DATA, folderNames, kindOf, METADATA } from './folder-kind.js';
import { currentMetadata, versionOf } from './metadata-versions.js';
import { updateVersionHint } from './version-hint.js';

/**
 * A catalog that is a folder on local disk or a prefix on S3: `<warehouse>/<namespace levels>/<table>/metadata/vN.metadata.json`,
 * as Spark's `type=hadoop` catalog has it. The newest N is the table; a commit is the create-only write of `v(N+1)`. Tables
 * of other catalogs (`NNNNN-<uuid>.metadata.json`) can be read where they lie in the warehouse, not committed to.
 *
 * On S3 the create-only write is a conditional PUT. Engines whose own hadoop catalog renames files there do not notice
 * others' commits, so they may read such tables, and must not write them.
 *
 * `warehouse`: a path (relative ones from the working folder), a `file:` or an `s3:` location; it need not exist. `io` is
 * for tests.
 */
export function openFilesystemCatalog(options: {
  readonly warehouse: string;
  readonly storage?: StorageOptions;
  readonly io?: FileIO;
}): Catalog {
  const { warehouse: given, storage = {} } = options;
  const warehouse = isS3Location(given) ? given : /^file:\//i.test(given) ? localPath(given) : resolve(given);
  return new FilesystemCatalog(
    warehouse.replace(/(?<=[^/])\/+$/, ''),
    options.io ?? openFileIO(storage),
    openFolders(warehouse, storage),
    storage,
  );
}

class FilesystemCatalog implements Catalog {
  readonly description: string;
  readonly journalRoot: string;
  readonly #warehouse: string;
  readonly #io: FileIO;
  readonly #folders: FolderStore;

  constructor(
    warehouse: string,
    io: FileIO,
    folders: FolderStore,
    readonly storage: StorageOptions,
  ) {
    this.#warehouse = warehouse;
    this.#io = io;
    this.#folders = folders;
    this.description = `filesystem ${warehouse}`;
    this.journalRoot = inFolder(warehouse, '.lakeveil');
  }

  fileIO(location: string): FileIO {
    if (!isS3Location(location)) localPath(location);
    return this.#io;
  }

  async listNamespaces(): Promise<string[][]> {
    const namespaces: string[][] = [];
    for await (const found of this.#walk([])) if (found.kind === 'namespace') namespaces.push(found.levels);
    return namespaces;
  }

  async createNamespace(namespace: readonly string[]): Promise<void> {
    this.#checkLevels(namespace);
    await this.#refuseInsideTable(namespace);
    const folder = inFolder(this.#warehouse, ...namespace);
    if ((await kindOf(this.#folders, folder)) !== 'nothing') {
      throw new LakeveilError(
        'NAMESPACE_EXISTS',
        `The namespace ${namespace.join('.')} was not created: the name is taken.`,
      );
    }
    await this.#folders.create(folder);
  }

  async listTables(namespace?: readonly string[]): Promise<TableIdentifier[]> {
    if (namespace !== undefined && namespace.length > 0) {
      this.#checkLevels(namespace);
      if ((await kindOf(this.#folders, inFolder(this.#warehouse, ...namespace))) !== 'namespace') {
        throw new LakeveilError(
          'NO_SUCH_NAMESPACE',
          `Nothing was listed: there is no namespace ${namespace.join('.')} in ${this.#warehouse}.`,
        );
      }
    }
    const tables: TableIdentifier[] = [];
    for await (const { kind, levels } of this.#walk(namespace ?? [], namespace === undefined)) {
      if (kind === 'table') tables.push({ namespace: levels.slice(0, -1), name: levels.at(-1)! });
    }
    return tables;
  }

  async load(identifier: TableIdentifier): Promise<Table> {
    this.#check(identifier);
    const current = await currentMetadata(this.#folders, this.#metadataFolder(identifier));
    if (current === undefined) throw await this.#noSuchTable(identifier);
    return this.#loadFile(identifier, current.fileName);
  }

  async #loadFile(identifier: TableIdentifier, fileName: string): Promise<Table> {
    const metadataLocation = inFolder(this.#metadataFolder(identifier), fileName);
    const metadata = parseTableMetadata(await this.#io.read(metadataLocation), metadataLocation);
    return { identifier, metadataLocation, metadata, io: this.#io };
  }

  async defaultLocation(identifier: TableIdentifier): Promise<string> {
    this.#check(identifier);
    return this.#folder(identifier);
  }

  async commit(
    identifier: TableIdentifier,
    requirements: readonly TableRequirement[],
    updates: readonly TableUpdate[],
    { fence }: CommitOptions = {},
  ): Promise<Table> {
    this.#check(identifier);
    const current = await currentMetadata(this.#folders, this.#metadataFolder(identifier));
    if (current === undefined) {
      if (!requirements.some((requirement) => requirement.type === 'assert-create')) {
        throw await this.#noSuchTable(identifier);
      }
      checkRequirements(undefined, requirements);
      await this.#refuseInsideTable(identifier.namespace);
      if (
        (await kindOf(this.#folders, this.#folder(identifier))) === 'namespace' &&
        (await this.#hasFolders(this.#folder(identifier)))
      ) {
        throw new LakeveilError(
          'NAMESPACE_EXISTS',
          `The table ${formatIdentifier(identifier)} was not created: there is a namespace of that name.`,
        );
      }
      const made = applyUpdates(undefined, updates, { now: Date.now() });
      return this.#write(identifier, 1, made, { isNew: true, fence });
    }
    const base = await this.#loadFile(identifier, current.fileName);
    checkRequirements(base.metadata, requirements);
    if (current.naming === 'catalog') {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `Nothing was committed to ${formatIdentifier(identifier)}: its metadata files are named by another catalog, which would not notice. Commit through that catalog, or write to another table.`,
        { details: { feature: 'committing to a table of another catalog' } },
      );
    }
    const metadata = applyUpdates(base.metadata, updates, {
      now: Date.now(),
      metadataLocation: base.metadataLocation,
    });
    const version = versionOf(base.metadataLocation);
    return this.#write(identifier, version + 1, metadata, { isNew: false, fence });
  }

  async drop(identifier: TableIdentifier, options: { purge?: boolean } = {}): Promise<void> {
    this.#check(identifier);
    const folder = this.#metadataFolder(identifier);
    if ((await currentMetadata(this.#folders, folder)) === undefined)
      throw await this.#noSuchTable(identifier);
    if (options.purge === true) await removeTable(this.#folders, this.#folder(identifier));
    else await retireTable(this.#folders, this.#folder(identifier));
  }

  /** The commit itself: only one writer can create the file. */
  async #write(
    identifier: TableIdentifier,
    version: number,
    metadata: TableMetadata,
    { isNew, fence }: { readonly isNew: boolean } & CommitOptions,
  ): Promise<Table> {
    const folder = this.#metadataFolder(identifier);
    const gzip = metadata.properties['write.metadata.compression-codec'] === 'gzip';
    const metadataLocation = inFolder(folder, `v${version}${gzip ? '.gz' : ''}.metadata.json`);
    const text = serializeTableMetadata(metadata);
    const bytes = gzip ? gzipSync(text) : Buffer.from(text, 'utf8');
    const table: Table = { identifier, metadataLocation, metadata, io: this.#io };
    // Another writer may compress and we not, or the other way round: the two names would not collide.
    const taken = await currentMetadata(this.#folders, folder);
    if (taken !== undefined && taken.naming === 'hadoop' && taken.version >= version) {
      throw lostTo(identifier, isNew);
    }
    if (isNew) await this.#folders.create(inFolder(this.#warehouse, ...identifier.namespace));
    await this.#createMetadata(table, bytes, { isNew, fence });
    await updateVersionHint(folder, undefined, this.#folders);
    return table;
  }

  /** Returns if the file holds these bytes, whatever was reported of the write: it may have happened although it failed. */
  async #createMetadata(
    { identifier, metadataLocation }: Table,
    bytes: Uint8Array,
    { isNew, fence }: { readonly isNew: boolean } & CommitOptions,
  ): Promise<void> {
    try {
      await this.#io.create(metadataLocation, bytes, { fence });
    } catch (error) {
      const found = await this.#look(identifier, metadataLocation);
      if (found !== undefined && Buffer.from(bytes).equals(found)) return;
      // The name is another's, so ours can't take it any more.
      if (found !== undefined) throw lostTo(identifier, isNew);
      // It is not there, and may yet come to be there.
      if (codeOf(error) === 'WRITE_STATE_UNKNOWN') throw unknownState(identifier, metadataLocation);
      if (codeOf(error) === 'FILE_EXISTS') throw lostTo(identifier, isNew);
      throw fileError(error, 'not committed', metadataLocation);
    }
  }

  /** What the file holds, undefined if there is none. Throws COMMIT_STATE_UNKNOWN if that cannot be seen. */
  async #look(identifier: TableIdentifier, location: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#io.read(location);
    } catch (error) {
      if (codeOf(error) === 'FILE_NOT_FOUND') return undefined;
      throw unknownState(identifier, location);
    }
  }

  #folder(identifier: TableIdentifier): string {
    return inFolder(this.#warehouse, ...identifier.namespace, identifier.name);
  }

  #metadataFolder(identifier: TableIdentifier): string {
    return inFolder(this.#folder(identifier), METADATA);
  }

  #check(identifier: TableIdentifier): void {
    checkIdentifier(identifier);
    this.#checkLevels([...identifier.namespace, identifier.name]);
  }

  /** A folder named `metadata` inside another is what makes that other a table. */
  #checkLevels(levels: readonly string[]): void {
    checkNamespace(levels);
    if (levels.includes(METADATA)) {
      throw new LakeveilError(
        'BAD_TABLE_NAME',
        'Nothing was done: "metadata" cannot be a name in a filesystem catalog; tables keep their metadata in folders of that name.',
      );
    }
  }

  async #refuseInsideTable(namespace: readonly string[]): Promise<void> {
    for (let depth = 1; depth <= namespace.length; depth++) {
      const levels = namespace.slice(0, depth);
      if ((await kindOf(this.#folders, inFolder(this.#warehouse, ...levels))) === 'table') {
        throw new LakeveilError(
          'TABLE_EXISTS',
          `Nothing was created: ${levels.join('.')} is a table, so it cannot be a namespace.`,
        );
      }
    }
  }

  async #noSuchTable(identifier: TableIdentifier): Promise<LakeveilError> {
    const name = formatIdentifier(identifier);
    const why = !(await this.#folders.exists(this.#warehouse))
      ? `the warehouse folder ${this.#warehouse} does not exist. Check --warehouse`
      : `there is no table ${name} in ${this.#warehouse}. See which there are with "lakeveil tables"`;
    return new LakeveilError('NO_SUCH_TABLE', `Nothing was done: ${why}.`, { details: { table: name } });
  }

  async #hasFolders(folder: string): Promise<boolean> {
    return (await folderNames(this.#folders, folder)).some((name) => name !== DATA);
  }

  async *#walk(
    levels: readonly string[],
    deep = true,
  ): AsyncGenerator<{ kind: 'table' | 'namespace'; levels: string[] }> {
    for (const name of await folderNames(this.#folders, inFolder(this.#warehouse, ...levels))) {
      const found = [...levels, name];
      const kind = await kindOf(this.#folders, inFolder(this.#warehouse, ...found));
      if (kind === 'table' || kind === 'namespace') yield { kind, levels: found };
      if (kind === 'namespace' && deep) yield* this.#walk(found);
    }
  }
}

function lostTo(identifier: TableIdentifier, isNew: boolean): LakeveilError {
  const name = formatIdentifier(identifier);
  return isNew
    ? new LakeveilError('TABLE_EXISTS', `The table ${name} was not created: it exists.`, {
        details: { table: name },
      })
    : new LakeveilError(
        'COMMIT_CONFLICT',
        `Nothing was committed to ${name}: another commit was first. Start again from the table's current state.`,
        { retryable: true, details: { table: name } },
      );
}

function unknownState(identifier: TableIdentifier, location: string): LakeveilError {
  return new LakeveilError(
    'COMMIT_STATE_UNKNOWN',
    `It is not known whether the commit to ${formatIdentifier(identifier)} happened: writing its metadata failed, and so did finding out. When ${location} can be read again, start the same run again: it looks first.`,
    { details: { location } },
  );
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof LakeveilError ? error.code : undefined;
