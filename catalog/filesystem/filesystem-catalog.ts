import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LakeveilError } from '../../errors.js';
import type { Catalog, Table, TableIdentifier } from '../catalog.js';
import { fileError, systemCodeOf } from '../file-io/file-error.js';
import type { FileIO } from '../file-io/file-io.js';
import { localFileIO } from '../file-io/local.js';
import { localPath } from '../file-io/local-path.js';
import type { StorageOptions } from '../file-io/storage-options.js';
import { applyUpdates } from '../iceberg/apply-updates.js';
import { checkRequirements } from '../iceberg/check-requirements.js';
import { parseTableMetadata, serializeTableMetadata } from '../iceberg/metadata-json.js';
import type { TableMetadata } from '../iceberg/table-metadata.js';
import type { TableRequirement, TableUpdate } from '../iceberg/table-update.js';
import { checkIdentifier, checkNamespace, formatIdentifier } from '../identifier.js';
import { currentMetadata } from './metadata-versions.js';
import { updateVersionHint, VERSION_HINT } from './version-hint.js';

const METADATA = 'metadata';
const DATA = 'data';

/**
 * A catalog that is a folder on local disk: `<warehouse>/<namespace levels>/<table>/metadata/vN.metadata.json`, as
 * Spark's `type=hadoop` catalog has it. The newest N is the table; a commit is the create-only write of `v(N+1)`. Tables
 * of other catalogs (`NNNNN-<uuid>.metadata.json`) can be read where they lie in the warehouse, not committed to.
 *
 * `warehouse`: a path (relative ones from the working folder) or a `file:` location; it need not exist. `io` is for tests.
 */
export function openFilesystemCatalog(options: {
  readonly warehouse: string;
  readonly storage?: StorageOptions;
  readonly io?: FileIO;
}): Catalog {
  const warehouse = /^file:\//i.test(options.warehouse)
    ? localPath(options.warehouse)
    : resolve(options.warehouse);
  return new FilesystemCatalog(
    warehouse.replace(/(?<=[^/])\/+$/, ''),
    options.io ?? localFileIO(),
    options.storage ?? {},
  );
}

class FilesystemCatalog implements Catalog {
  readonly description: string;
  readonly journalRoot: string;
  readonly #warehouse: string;
  readonly #io: FileIO;

  constructor(
    warehouse: string,
    io: FileIO,
    readonly storage: StorageOptions,
  ) {
    this.#warehouse = warehouse;
    this.#io = io;
    this.description = `filesystem ${warehouse}`;
    this.journalRoot = join(warehouse, '.lakeveil');
  }

  fileIO(location: string): FileIO {
    localPath(location);
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
    const folder = join(this.#warehouse, ...namespace);
    if ((await kindOf(folder)) !== 'nothing') {
      throw new LakeveilError(
        'NAMESPACE_EXISTS',
        `The namespace ${namespace.join('.')} was not created: the name is taken.`,
      );
    }
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw fileError(error, 'not made', folder);
    }
  }

  async listTables(namespace?: readonly string[]): Promise<TableIdentifier[]> {
    if (namespace !== undefined && namespace.length > 0) {
      this.#checkLevels(namespace);
      if ((await kindOf(join(this.#warehouse, ...namespace))) !== 'namespace') {
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
    const current = await currentMetadata(this.#metadataFolder(identifier));
    if (current === undefined) throw await this.#noSuchTable(identifier);
    const metadataLocation = join(this.#metadataFolder(identifier), current.fileName);
    const metadata = parseTableMetadata(await this.#read(metadataLocation), metadataLocation);
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
  ): Promise<Table> {
    this.#check(identifier);
    const current = await currentMetadata(this.#metadataFolder(identifier));
    if (current === undefined) {
      if (!requirements.some((requirement) => requirement.type === 'assert-create')) {
        throw await this.#noSuchTable(identifier);
      }
      checkRequirements(undefined, requirements);
      await this.#refuseInsideTable(identifier.namespace);
      if (
        (await kindOf(this.#folder(identifier))) === 'namespace' &&
        (await hasFolders(this.#folder(identifier)))
      ) {
        throw new LakeveilError(
          'NAMESPACE_EXISTS',
          `The table ${formatIdentifier(identifier)} was not created: there is a namespace of that name.`,
        );
      }
      return this.#write(identifier, 1, applyUpdates(undefined, updates, { now: Date.now() }), true);
    }
    const base = await this.load(identifier);
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
    return this.#write(identifier, version + 1, metadata, false);
  }

  async drop(identifier: TableIdentifier, options: { purge?: boolean } = {}): Promise<void> {
    this.#check(identifier);
    const folder = this.#metadataFolder(identifier);
    if ((await currentMetadata(folder)) === undefined) throw await this.#noSuchTable(identifier);
    try {
      if (options.purge === true) await this.#purge(identifier);
      else await retireMetadata(folder);
    } catch (error) {
      throw fileError(error, 'not dropped', this.#folder(identifier));
    }
  }

  /** The folder leaves in one step, so that no reader sees half of it. */
  async #purge(identifier: TableIdentifier): Promise<void> {
    const graveyard = join(this.#warehouse, ...identifier.namespace, `.dropped-${randomUUID()}`);
    await rename(this.#folder(identifier), graveyard);
    await rm(graveyard, { recursive: true, force: true });
  }

  /** The commit itself: only one writer can create the file. */
  async #write(
    identifier: TableIdentifier,
    version: number,
    metadata: TableMetadata,
    isNew: boolean,
  ): Promise<Table> {
    const folder = this.#metadataFolder(identifier);
    const gzip = metadata.properties['write.metadata.compression-codec'] === 'gzip';
    const metadataLocation = join(folder, `v${version}${gzip ? '.gz' : ''}.metadata.json`);
    const text = serializeTableMetadata(metadata);
    const bytes = gzip ? gzipSync(text) : Buffer.from(text, 'utf8');
    const table: Table = { identifier, metadataLocation, metadata, io: this.#io };
    // Another writer may compress and we not, or the other way round: the two names would not collide.
    const taken = await currentMetadata(folder);
    if (taken !== undefined && taken.naming === 'hadoop' && taken.version >= version) {
      throw lostTo(identifier, isNew);
    }
    try {
      await this.#io.create(metadataLocation, bytes);
    } catch (error) {
      if (!(await this.#landed(identifier, metadataLocation, bytes))) {
        if (error instanceof LakeveilError && error.code === 'FILE_EXISTS') throw lostTo(identifier, isNew);
        throw fileError(error, 'not committed', metadataLocation);
      }
    }
    await updateVersionHint(folder);
    return table;
  }

  /**
   * Whether the file at `location` is what we tried to write: the write may have happened although it was reported
   * as failed. Throws COMMIT_STATE_UNKNOWN if that cannot be seen.
   */
  async #landed(identifier: TableIdentifier, location: string, bytes: Uint8Array): Promise<boolean> {
    try {
      return Buffer.from(bytes).equals(await this.#io.read(location));
    } catch (error) {
      if (error instanceof LakeveilError && error.code === 'FILE_NOT_FOUND') return false;
      throw new LakeveilError(
        'COMMIT_STATE_UNKNOWN',
        `It is not known whether the commit to ${formatIdentifier(identifier)} happened: writing its metadata failed, and so did looking. When ${location} can be read again, start the same run again: it looks first.`,
        { details: { location } },
      );
    }
  }

  async #read(location: string): Promise<Uint8Array> {
    return this.#io.read(location);
  }

  #folder(identifier: TableIdentifier): string {
    return join(this.#warehouse, ...identifier.namespace, identifier.name);
  }

  #metadataFolder(identifier: TableIdentifier): string {
    return join(this.#folder(identifier), METADATA);
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
      if ((await kindOf(join(this.#warehouse, ...levels))) === 'table') {
        throw new LakeveilError(
          'TABLE_EXISTS',
          `Nothing was created: ${levels.join('.')} is a table, so it cannot be a namespace.`,
        );
      }
    }
  }

  async #noSuchTable(identifier: TableIdentifier): Promise<LakeveilError> {
    const name = formatIdentifier(identifier);
    const why =
      (await kindOf(this.#warehouse)) === 'nothing'
        ? `the warehouse folder ${this.#warehouse} does not exist. Check --warehouse`
        : `there is no table ${name} in ${this.#warehouse}. See which there are with "lakeveil tables"`;
    return new LakeveilError('NO_SUCH_TABLE', `Nothing was done: ${why}.`, { details: { table: name } });
  }

  async *#walk(
    levels: readonly string[],
    deep = true,
  ): AsyncGenerator<{ kind: 'table' | 'namespace'; levels: string[] }> {
    for (const name of await folderNames(join(this.#warehouse, ...levels))) {
      const found = [...levels, name];
      const kind = await kindOf(join(this.#warehouse, ...found));
      if (kind === 'table' || kind === 'namespace') yield { kind, levels: found };
      if (kind === 'namespace' && deep) yield* this.#walk(found);
    }
  }
}

/**
 * `nascent`: files of a table whose first commit has not happened (or that was dropped and kept its files).
 */
type FolderKind = 'nothing' | 'table' | 'nascent' | 'namespace';

async function kindOf(folder: string): Promise<FolderKind> {
  if (!(await isFolder(folder))) return 'nothing';
  if (await isFolder(join(folder, METADATA))) {
    return (await currentMetadata(join(folder, METADATA)).catch(() => true)) === undefined
      ? 'nascent'
      : 'table';
  }
  const data = join(folder, DATA);
  return (await isFolder(data)) && !(await isFolder(join(data, METADATA))) && (await holdsFiles(data))
    ? 'nascent'
    : 'namespace';
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw fileError(error, 'not looked at', path);
  }
}

async function folderNames(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const names: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(path, entry.name))))) {
        names.push(entry.name);
      }
    }
    return names.sort();
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw fileError(error, 'not listed', path);
  }
}

async function hasFolders(path: string): Promise<boolean> {
  return (await folderNames(path)).some((name) => name !== DATA);
}

/** Partitioned data lies in folders `key=value`. */
async function holdsFiles(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.some((entry) => entry.isFile() || entry.name.includes('='));
}

/**
 * Drops the name and keeps the files: the metadata files get names that no catalog looks for. The newest goes last, so
 * that until then the table is whole.
 */
async function retireMetadata(folder: string): Promise<void> {
  await rm(join(folder, VERSION_HINT), { force: true });
  const prefix = `dropped-${randomUUID()}-`;
  const names = await readdir(folder);
  const oldestFirst = names
    .filter((name) => /^(v\d+|\d+-[0-9A-Za-z-]+)(\.gz)?\.metadata\.json(\.gz)?$/.test(name))
    .sort((a, b) => versionOf(a) - versionOf(b));
  for (const name of oldestFirst) await rename(join(folder, name), join(folder, prefix + name));
}

function versionOf(location: string): number {
  return Number(/(?:^|\/)v?(\d+)[^/]*$/.exec(location)?.[1]);
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
