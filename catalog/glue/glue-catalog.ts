import type { Table as GlueTable, Partition } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../errors.js';
import type { Catalog, CommitOptions, FileTable, Table, TableIdentifier } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { isS3Location, openFileIO } from '../file-io/open-file-io.js';
import { shownLocation } from '../file-io/shown-location.js';
import type { StorageOptions } from '../file-io/storage-options.js';
import { applyUpdates } from '../iceberg/apply-updates.js';
import { checkRequirements } from '../iceberg/check-requirements.js';
import type { TableRequirement, TableUpdate } from '../iceberg/table-update.js';
import { formatIdentifier } from '../identifier.js';
import { GlueCalls } from './glue-calls.js';
import { commitCreate, commitUpdate, type GlueCommitContext } from './glue-commit.js';
import { dropTable } from './glue-drop.js';
import { GlueFailure } from './glue-failure.js';
import { checkMadeName, databaseName, glueIdentifier } from './glue-name.js';
import { type GlueTableName, loadGlueTable, metadataLocationOf } from './glue-table.js';
import { purgedFolders, removeFolders } from './purge.js';
import { isIcebergTable } from './table-input.js';

export interface GlueCatalogOptions {
  /** `s3://bucket/prefix`: where databases without a location keep their tables, and where the journal is. */
  readonly warehouse: string;
  readonly region?: string;
  /** Else AWS_ENDPOINT_URL_GLUE or AWS_ENDPOINT_URL, else AWS. */
  readonly endpoint?: string;
  /** The account whose catalog it is; the caller's if absent. */
  readonly catalogId?: string;
  readonly storage?: StorageOptions;
}

/** For tests. */
export interface GlueCatalogInternals {
  readonly io?: FileIO;
  readonly backoffMs?: number;
}

/**
 * AWS Glue's Data Catalog: the pointer to a table's metadata is the parameter `metadata_location` of its entry, as
 * Iceberg's own Glue catalogs, Athena and Spark have it. The client is made, and the SDK loaded, when it is first used.
 *
 * Errors, beside those of every catalog: those of `awsError`, GLUE_LIMIT, BAD_LOCATION.
 */
export function openGlueCatalog(options: GlueCatalogOptions, internals: GlueCatalogInternals = {}): Catalog {
  return new GlueCatalog(options, internals);
}

class GlueCatalog implements Catalog {
  readonly description: string;
  readonly journalRoot: string;
  readonly storage: StorageOptions;
  readonly #warehouse: string;
  readonly #calls: GlueCalls;
  readonly #io: FileIO;

  constructor(options: GlueCatalogOptions, internals: GlueCatalogInternals) {
    this.#warehouse = options.warehouse.replace(/\/+$/, '');
    if (!/^s3[an]?:\/\/[^/]+/i.test(this.#warehouse)) {
      throw new LakeveilError(
        'INVALID_OPTION',
        'Nothing was done: the Glue catalog needs a warehouse on S3, such as s3://bucket/prefix.',
      );
    }
    this.storage = options.storage ?? {};
    this.#io = internals.io ?? openFileIO(this.storage);
    const { region, endpoint, catalogId } = options;
    this.#calls = new GlueCalls({
      region,
      endpoint,
      catalogId,
      ...(internals.backoffMs === undefined ? {} : { backoffMs: internals.backoffMs }),
    });
    this.description = `glue ${catalogId === undefined ? '' : `${catalogId} `}${this.#warehouse}`;
    this.journalRoot = `${this.#warehouse}/.lakeveil`;
  }

  /** Whoever may write to the catalog decides what a table points to: this machine's own files are never meant. */
  fileIO(location: string): FileIO {
    if (isS3Location(location)) return this.#io;
    throw new LakeveilError(
      'BAD_LOCATION',
      `Nothing was read or written: ${shownLocation(location)} is not on S3, and tables of the Glue catalog are.`,
    );
  }

  async listNamespaces(): Promise<string[][]> {
    const names: string[][] = [];
    for await (const name of this.#databases()) names.push([name]);
    return names;
  }

  async createNamespace(namespace: readonly string[]): Promise<void> {
    const name = databaseName(namespace);
    checkMadeName(name);
    await this.#answer(
      { what: `The database ${name} was not created`, action: 'glue:CreateDatabase', resource: name },
      async () => {
        try {
          await this.#calls.write((glue, scope) =>
            glue.createDatabase({ ...scope, DatabaseInput: { Name: name } }),
          );
        } catch (error) {
          if (!(error instanceof GlueFailure) || error.kind !== 'exists') throw error;
          throw new LakeveilError(
            'NAMESPACE_EXISTS',
            `The namespace ${name} was not created: there is a database of that name in Glue.`,
          );
        }
      },
    );
  }

  async listTables(namespace?: readonly string[]): Promise<TableIdentifier[]> {
    const tables: TableIdentifier[] = [];
    const add = (database: string, found: GlueTable): void => {
      if (isIcebergTable(found)) tables.push({ namespace: [database], name: found.Name! });
    };
    if (namespace !== undefined && namespace.length > 0) {
      const database = databaseName(namespace);
      for await (const found of this.#tables(database)) add(database, found);
      return tables;
    }
    for await (const database of this.#databases()) {
      try {
        for await (const found of this.#tables(database)) add(database, found);
      } catch (error) {
        // A database that these credentials may not look into, or that was dropped meanwhile, does not hide the others.
        if (!(error instanceof LakeveilError) || !/^(?:ACCESS_DENIED|NO_SUCH_NAMESPACE)$/.test(error.code))
          throw error;
      }
    }
    return tables;
  }

  async load(identifier: TableIdentifier): Promise<Table> {
    const target = glueIdentifier(identifier);
    const found = await this.#get(target);
    if (found === undefined) throw await this.#noSuchTable(target);
    return (await loadGlueTable(target, found, (location) => this.fileIO(location))).table;
  }

  async defaultLocation(identifier: TableIdentifier): Promise<string> {
    const { database, name } = glueIdentifier(identifier);
    checkMadeName(database);
    checkMadeName(name);
    const uri = await this.#answer(
      {
        what: `The location of ${database}.${name} was not determined`,
        action: 'glue:GetDatabase',
        resource: database,
      },
      async () => {
        try {
          const answer = await this.#calls.read((glue, scope) =>
            glue.getDatabase({ ...scope, Name: database }),
          );
          return answer.Database?.LocationUri ?? '';
        } catch (error) {
          if (error instanceof GlueFailure && error.kind === 'missing') return '';
          throw error;
        }
      },
    );
    if (uri === '') return `${this.#warehouse}/${database}.db/${name}`;
    const location = `${uri.replace(/\/+$/, '')}/${name}`;
    this.fileIO(location);
    return location;
  }

  async commit(
    identifier: TableIdentifier,
    requirements: readonly TableRequirement[],
    updates: readonly TableUpdate[],
    { fence }: CommitOptions = {},
  ): Promise<Table> {
    const target = glueIdentifier(identifier);
    const io = (location: string): FileIO => this.fileIO(location);
    const look = () => this.#look(target);
    const context: GlueCommitContext = { calls: this.#calls, target, io, look, fence };
    const found = await this.#get(target);
    if (found === undefined) {
      if (!requirements.some((requirement) => requirement.type === 'assert-create')) {
        throw await this.#noSuchTable(target);
      }
      checkMadeName(target.database);
      checkMadeName(target.name);
      checkRequirements(undefined, requirements);
      return commitCreate(context, applyUpdates(undefined, updates, { now: Date.now() }));
    }
    if (!isIcebergTable(found) && requirements.some((requirement) => requirement.type === 'assert-create')) {
      throw new LakeveilError(
        'TABLE_EXISTS',
        `The table ${formatIdentifier(target.identifier)} was not created: Glue has a table of that name, which is not Iceberg.`,
      );
    }
    const base = await loadGlueTable(target, found, io);
    checkRequirements(base.table.metadata, requirements);
    const metadata = applyUpdates(base.table.metadata, updates, {
      now: Date.now(),
      metadataLocation: base.table.metadataLocation,
    });
    return commitUpdate(context, base, metadata);
  }

  async openFileTable(identifier: TableIdentifier, scratch: string): Promise<FileTable | undefined> {
    const target = glueIdentifier(identifier);
    const glue = await this.#get(target);
    if (glue === undefined || isIcebergTable(glue)) return undefined;
    const { openForeignTable } = await import('./foreign/open-foreign-table.js');
    return openForeignTable(
      {
        target,
        glue,
        partitions: () => this.#partitions(target),
        io: (location) => this.fileIO(location),
        files: this.#io,
      },
      scratch,
    );
  }

  async drop(identifier: TableIdentifier, options: { purge?: boolean } = {}): Promise<void> {
    const target = glueIdentifier(identifier);
    const found = await this.#get(target);
    if (found === undefined) throw await this.#noSuchTable(target);
    metadataLocationOf(target.identifier, found);
    let folders: string[] = [];
    let io: FileIO | undefined;
    if (options.purge === true) {
      const { table } = await loadGlueTable(target, found, (location) => this.fileIO(location));
      io = this.fileIO(table.metadata.location);
      const others: GlueTable[] = [];
      for await (const database of this.#databases())
        for await (const other of this.#tables(database)) others.push(other);
      folders = purgedFolders(target, table.metadata.location, this.journalRoot, others);
    }
    await dropTable(this.#calls, target, found, () => this.#look(target));
    if (io !== undefined) await removeFolders(io, folders);
  }

  /** The entry of a table; undefined if it, or its database, is not there. Throws GlueFailure. */
  async #look({ database, name }: GlueTableName): Promise<GlueTable | undefined> {
    try {
      const answer = await this.#calls.read((glue, scope) =>
        glue.getTable({ ...scope, DatabaseName: database, Name: name }),
      );
      return answer.Table;
    } catch (error) {
      if (error instanceof GlueFailure && error.kind === 'missing') return undefined;
      throw error;
    }
  }

  async #get(target: GlueTableName): Promise<GlueTable | undefined> {
    const name = formatIdentifier(target.identifier);
    return this.#answer(
      { what: `The table ${name} was not loaded`, action: 'glue:GetTable', resource: name },
      () => this.#look(target),
    );
  }

  async *#databases(): AsyncGenerator<string> {
    const call = { what: 'Nothing was listed', action: 'glue:GetDatabases', resource: 'the catalog' };
    let token: string | undefined;
    do {
      const page = await this.#answer(call, () =>
        this.#calls.read((glue, scope) => glue.getDatabases({ ...scope, ...next(token) })),
      );
      for (const { Name } of page.DatabaseList ?? []) if (Name !== undefined) yield Name;
      token = page.NextToken;
    } while (token !== undefined && token !== '');
  }

  /** Throws NO_SUCH_NAMESPACE. */
  async *#tables(database: string): AsyncGenerator<GlueTable> {
    const call = { what: 'Nothing was listed', action: 'glue:GetTables', resource: database };
    let token: string | undefined;
    do {
      const page = await this.#answer(call, async () => {
        try {
          return await this.#calls.read((glue, scope) =>
            glue.getTables({ ...scope, DatabaseName: database, ...next(token) }),
          );
        } catch (error) {
          if (!(error instanceof GlueFailure) || error.kind !== 'missing') throw error;
          throw new LakeveilError(
            'NO_SUCH_NAMESPACE',
            `Nothing was listed: there is no database ${database} in the catalog (${this.description}).`,
          );
        }
      });
      for (const table of page.TableList ?? []) if (table.Name !== undefined) yield table;
      token = page.NextToken;
    } while (token !== undefined && token !== '');
  }

  async *#partitions({ database, name }: GlueTableName): AsyncGenerator<Partition> {
    const call = {
      what: `The partitions of ${database}.${name} were not listed`,
      action: 'glue:GetPartitions',
      resource: `${database}.${name}`,
    };
    let token: string | undefined;
    do {
      const page = await this.#answer(call, () =>
        this.#calls.read((glue, scope) =>
          glue.getPartitions({ ...scope, DatabaseName: database, TableName: name, ...next(token) }),
        ),
      );
      yield* page.Partitions ?? [];
      token = page.NextToken;
    } while (token !== undefined && token !== '');
  }

  async #answer<T>(
    call: { readonly what: string; readonly action: string; readonly resource: string },
    ask: () => Promise<T>,
  ): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw error instanceof GlueFailure ? error.toLakeveilError(call) : error;
    }
  }

  async #noSuchTable({ database, identifier }: GlueTableName): Promise<LakeveilError> {
    const name = formatIdentifier(identifier);
    const why = (await this.#hasDatabase(database))
      ? `there is no table ${name}`
      : `there is no database ${database}`;
    return new LakeveilError(
      'NO_SUCH_TABLE',
      `Nothing was done: ${why} in the catalog (${this.description}). See which there are with "lakeveil tables"; check the region and the account.`,
      { details: { table: name } },
    );
  }

  /** For a message, so what cannot be seen is left unsaid. */
  async #hasDatabase(database: string): Promise<boolean> {
    try {
      await this.#calls.read((glue, scope) => glue.getDatabase({ ...scope, Name: database }));
      return true;
    } catch (error) {
      return !(error instanceof GlueFailure && error.kind === 'missing');
    }
  }
}

const next = (token: string | undefined): { NextToken?: string } =>
  token === undefined ? {} : { NextToken: token };
