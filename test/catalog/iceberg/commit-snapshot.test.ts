import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../../catalog/catalog.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import {
  commitSnapshot,
  findRunSnapshot,
  type SnapshotToCommit,
} from '../../../catalog/iceberg/commit-snapshot.js';
import { LakeveilError } from '../../../errors.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import { type AppendOutcome, type AppendRequest, append, writeRows } from '../append-process.js';
import { livePaths } from '../catalog-behaviour.js';
import { type Faults, faultyFileIO } from '../faulty-file-io.js';
import { BY_CITY, dataFile, SCHEMA, UNPARTITIONED } from '../tables.js';

// Dozens of processes are started below.
t.setTimeout(280_000);

const ID: TableIdentifier = { namespace: ['ns'], name: 't' };

async function folder(t: Test): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lakeveil-commit-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  return root;
}

const wanted = (
  mode: SnapshotToCommit['mode'],
  name: string,
  more: Partial<SnapshotToCommit> = {},
): SnapshotToCommit => ({
  identifier: ID,
  mode,
  schema: SCHEMA,
  spec: UNPARTITIONED,
  dataFiles: [dataFile(`/data/${name}`)],
  summary: {},
  ...more,
});

/** A table with one file, its catalog, and a second catalog on it whose file I/O goes wrong as told. */
async function withTable(t: Test, faults: Faults = {}) {
  const warehouse = await folder(t);
  const catalog = openFilesystemCatalog({ warehouse });
  const first = await commitSnapshot(catalog, wanted('create', 'first'));
  const faulty = openFilesystemCatalog({ warehouse, io: faultyFileIO(localFileIO(), faults) });
  const metadataFolder = join(warehouse, 'ns', 't', 'metadata');
  return { warehouse, catalog, faulty, first, metadataFolder };
}

/** Avro files that no snapshot refers to. */
async function orphans(catalog: Catalog, metadataFolder: string): Promise<string[]> {
  const { metadata, io } = await catalog.load(ID);
  const known = new Set<string>();
  const { readManifestList } = await import('../../../catalog/iceberg/manifest-reader.js');
  for (const snapshot of metadata.snapshots) {
    known.add(snapshot['manifest-list']!);
    for (const manifest of await readManifestList(io, snapshot, metadata)) known.add(manifest.manifestPath);
  }
  return (await readdir(metadataFolder)).filter(
    (name) => name.endsWith('.avro') && !known.has(join(metadataFolder, name)),
  );
}

await t.test('the same run commits once', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  const one = await commitSnapshot(catalog, wanted('append', 'a', { runId: 'run-1' }));
  t.equal(one.alreadyCommitted, false);
  t.equal(one.snapshot.summary['lakeveil.run-id'], 'run-1');
  for (const mode of ['append', 'overwrite', 'replace', 'create'] as const) {
    let read = false;
    const files = (function* () {
      read = true;
      yield dataFile('/data/again');
    })();
    const again = await commitSnapshot(catalog, wanted(mode, '', { runId: 'run-1', dataFiles: files }));
    t.match(again, { alreadyCommitted: true, snapshot: { 'snapshot-id': one.snapshot['snapshot-id'] } });
    t.equal(read, false);
  }
  t.equal(findRunSnapshot((await catalog.load(ID)).metadata, 'run-2'), undefined);
  t.same(await livePaths(catalog, ID), ['/data/a', '/data/first']);
  t.same(await orphans(catalog, metadataFolder), []);
});

await t.test('two of the same run at once: one commits, the other sees it', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => commitSnapshot(catalog, wanted('append', 'a', { runId: 'run-1' }))),
  );
  t.equal(outcomes.filter((outcome) => !outcome.alreadyCommitted).length, 1);
  t.equal(new Set(outcomes.map((outcome) => outcome.snapshot['snapshot-id'])).size, 1);
  t.same(await livePaths(catalog, ID), ['/data/a', '/data/first']);
  t.same(await orphans(catalog, metadataFolder), [], 'and leaves nothing behind');
});

await t.test('append is rebased onto what others committed', async (t) => {
  let meddle = async () => {};
  const { catalog, faulty, metadataFolder } = await withTable(t, {
    async before(operation, location) {
      if (operation === 'create' && location.endsWith('.metadata.json')) await meddle();
    },
  });
  let times = 0;
  meddle = async () => {
    if (times++ < 3) await commitSnapshot(catalog, wanted('append', `theirs-${times}`));
  };
  const { snapshot, table } = await commitSnapshot(faulty, wanted('append', 'ours'));
  t.same(
    await livePaths(catalog, ID),
    ['first', 'ours', 'theirs-1', 'theirs-2', 'theirs-3'].map((name) => `/data/${name}`),
  );
  t.equal(snapshot['sequence-number'], 5);
  t.equal(snapshot.summary['total-data-files'], '5');
  t.equal(table.metadata.snapshots.length, 5);
  t.same(await orphans(catalog, metadataFolder), [], 'lists of lost attempts are gone');
});

await t.test('two first appends to a table without snapshots lose nothing', async (t) => {
  let meddle = async () => {};
  const { catalog, faulty } = await withTable(t, {
    async before(operation, location) {
      if (operation === 'create' && location.includes('/snap-')) await meddle();
    },
  });
  await catalog.commit(ID, [], [{ action: 'remove-snapshot-ref', 'ref-name': 'main' }]);
  meddle = async () => {
    meddle = async () => {};
    await commitSnapshot(catalog, wanted('append', 'theirs'));
  };
  await commitSnapshot(faulty, wanted('append', 'ours'));
  t.same(await livePaths(catalog, ID), ['/data/ours', '/data/theirs']);
});

await t.test('overwrite, replace and create do not rebase', async (t) => {
  for (const mode of ['overwrite', 'replace'] as const) {
    let meddle = async () => {};
    const { catalog, faulty, first, metadataFolder } = await withTable(t, {
      async before(operation, location) {
        if (operation === 'create' && location.endsWith('.metadata.json')) await meddle();
      },
    });
    const expectedBaseSnapshotId = first.snapshot['snapshot-id'];
    meddle = async () => {
      meddle = async () => {};
      await commitSnapshot(catalog, wanted('append', 'theirs'));
    };
    await t.rejects(commitSnapshot(faulty, wanted(mode, 'ours', { expectedBaseSnapshotId })), {
      code: 'COMMIT_CONFLICT',
    });
    await t.rejects(
      commitSnapshot(catalog, wanted(mode, 'ours', { expectedBaseSnapshotId })),
      { code: 'COMMIT_CONFLICT' },
      'nor when it moved before',
    );
    await t.rejects(commitSnapshot(catalog, wanted(mode, 'ours', { expectedBaseSnapshotId: null })), {
      code: 'COMMIT_CONFLICT',
    });
    t.same(await livePaths(catalog, ID), ['/data/first', '/data/theirs']);
    t.same(await orphans(catalog, metadataFolder), []);
  }
  const warehouse = await folder(t);
  const catalog = openFilesystemCatalog({ warehouse });
  const outcomes = await Promise.allSettled(
    [0, 1, 2, 3].map((i) => commitSnapshot(catalog, wanted('create', `${i}`))),
  );
  t.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') t.equal(outcome.reason.code, 'TABLE_EXISTS');
  t.equal((await livePaths(catalog, ID)).length, 1);
  t.same(await orphans(catalog, join(warehouse, 'ns', 't', 'metadata')), []);
});

await t.test('replace makes a table that is not there, but not one that was to be there', async (t) => {
  const catalog = openFilesystemCatalog({ warehouse: await folder(t) });
  await t.rejects(commitSnapshot(catalog, wanted('replace', 'a', { expectedBaseSnapshotId: 5n })), {
    code: 'COMMIT_CONFLICT',
  });
  await commitSnapshot(catalog, wanted('replace', 'a', { expectedBaseSnapshotId: null }));
  t.same(await livePaths(catalog, ID), ['/data/a']);
});

await t.test('an append to a table that was dropped and made anew is a conflict', async (t) => {
  let meddle = async () => {};
  const { catalog, faulty } = await withTable(t, {
    async before(operation, location) {
      if (operation === 'create' && location.includes('/snap-')) await meddle();
    },
  });
  meddle = async () => {
    meddle = async () => {};
    await catalog.drop(ID);
    await commitSnapshot(catalog, wanted('create', 'other'));
  };
  await t.rejects(commitSnapshot(faulty, wanted('append', 'ours')), { code: 'COMMIT_CONFLICT' });
  t.same(await livePaths(catalog, ID), ['/data/other']);
});

await t.test('an append that no longer fits a schema that others changed', async (t) => {
  let meddle = async () => {};
  const { catalog, faulty } = await withTable(t, {
    async before(operation, location) {
      if (operation === 'create' && location.includes('/snap-')) await meddle();
    },
  });
  meddle = async () => {
    meddle = async () => {};
    await catalog.commit(
      ID,
      [],
      [
        {
          action: 'add-schema',
          schema: {
            ...SCHEMA,
            fields: [...SCHEMA.fields, { id: 3, name: 'must', required: true, type: 'int' }],
          },
        },
        { action: 'set-current-schema', 'schema-id': -1 },
      ],
    );
  };
  await t.rejects(commitSnapshot(faulty, wanted('append', 'ours')), {
    code: 'SCHEMA_MISMATCH',
    message: /must/,
  });
  t.same(await livePaths(catalog, ID), ['/data/first']);
});

await t.test('what does not fit the table', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  const field = (change: object) => ({
    ...SCHEMA,
    fields: [SCHEMA.fields[0]!, { ...SCHEMA.fields[1]!, ...change }],
  });
  for (const mode of ['append', 'overwrite'] as const) {
    await t.rejects(commitSnapshot(catalog, wanted(mode, 'a', { schema: field({ type: 'int' }) })), {
      code: 'SCHEMA_MISMATCH',
    });
    await t.rejects(commitSnapshot(catalog, wanted(mode, 'a', { schema: field({ id: 7 }) })), {
      code: 'SCHEMA_MISMATCH',
    });
    await t.rejects(commitSnapshot(catalog, wanted(mode, 'a', { spec: BY_CITY })), {
      code: 'SCHEMA_MISMATCH',
    });
    await t.rejects(
      commitSnapshot(catalog, wanted(mode, 'a', { dataFiles: [dataFile('/d', { content: 1 })] })),
      {
        code: 'INVALID_DATA_FILE',
      },
    );
    await t.rejects(
      commitSnapshot(
        catalog,
        wanted(mode, 'a', { dataFiles: [dataFile('/d'), dataFile('/e'), dataFile('/d')] }),
      ),
      { code: 'INVALID_DATA_FILE', message: /twice/ },
    );
    await t.rejects(
      commitSnapshot(catalog, wanted(mode, 'a', { dataFiles: [dataFile('/d', { partition: ['x'] })] })),
      {
        code: 'INVALID_DATA_FILE',
      },
    );
  }
  await commitSnapshot(
    catalog,
    wanted('append', 'narrow', { schema: { ...SCHEMA, fields: [{ ...SCHEMA.fields[0]!, type: 'int' }] } }),
  );
  t.same(
    await livePaths(catalog, ID),
    ['/data/first', '/data/narrow'],
    'int is read as long; an optional column may lack',
  );
  t.same(await orphans(catalog, metadataFolder), []);
});

await t.test('formats that are not written', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  const text = await readFile(join(metadataFolder, 'v1.metadata.json'), 'utf8');
  for (const version of [1, 3]) {
    await writeFile(
      join(metadataFolder, 'v2.metadata.json'),
      text.replace('"format-version":2', `"format-version":${version}`),
    );
    for (const mode of ['append', 'overwrite'] as const) {
      await t.rejects(commitSnapshot(catalog, wanted(mode, 'a')), {
        code: 'UNSUPPORTED_FEATURE',
        message: new RegExp(`format version ${version}`),
      });
    }
  }
  await t.rejects(commitSnapshot(catalog, wanted('replace', 'a')), { code: 'UNSUPPORTED_FEATURE' });
  await writeFile(
    join(metadataFolder, 'v2.metadata.json'),
    text.replace('"format-version":2', '"format-version":1'),
  );
  const { table } = await commitSnapshot(catalog, wanted('replace', 'a'));
  t.equal(table.metadata['format-version'], 2, 'replacing a version 1 table makes it version 2');
});

await t.test('an empty commit and a commit onto an empty table', async (t) => {
  const catalog = openFilesystemCatalog({ warehouse: await folder(t) });
  const empty = await commitSnapshot(catalog, wanted('create', '', { dataFiles: [] }));
  t.equal(empty.snapshot.summary['total-records'], '0');
  await commitSnapshot(catalog, wanted('append', '', { dataFiles: [] }));
  await commitSnapshot(catalog, wanted('overwrite', 'a'));
  await commitSnapshot(catalog, wanted('append', 'b'));
  t.same(await livePaths(catalog, ID), ['/data/a', '/data/b']);
  await commitSnapshot(catalog, wanted('overwrite', '', { dataFiles: [] }));
  t.same(await livePaths(catalog, ID), []);
});

await t.test('time does not run backwards when the clock does', async (t) => {
  const { catalog, first } = await withTable(t);
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  try {
    const { snapshot } = await commitSnapshot(catalog, wanted('append', 'a'));
    t.ok(snapshot['timestamp-ms'] >= first.snapshot['timestamp-ms']);
  } finally {
    Date.now = now;
  }
});

await t.test(
  'after a failure it looks first: a commit that landed is a success, and nothing is removed',
  async (t) => {
    for (const mode of ['append', 'overwrite', 'replace', 'create'] as const) {
      for (const error of [
        new LakeveilError('FILE_IO', 'lost'),
        new LakeveilError('COMMIT_CONFLICT', 'lost', { retryable: true }),
        new LakeveilError('COMMIT_STATE_UNKNOWN', 'lost'),
        new LakeveilError('TABLE_EXISTS', 'lost'),
        new Error('socket hang up'),
      ]) {
        const warehouse = await folder(t);
        const real = openFilesystemCatalog({ warehouse });
        if (mode !== 'create') await commitSnapshot(real, wanted('create', 'first'));
        const catalog: Catalog = Object.create(real, {
          commit: {
            value: async (...args: Parameters<Catalog['commit']>) => {
              await real.commit(...args);
              throw error;
            },
          },
        });
        bindAll(catalog, real);
        const { snapshot, alreadyCommitted } = await commitSnapshot(
          catalog,
          wanted(mode, 'a', { runId: 'r' }),
        );
        t.equal(alreadyCommitted, false);
        t.equal((await real.load(ID)).metadata['current-snapshot-id'], snapshot['snapshot-id']);
        t.same(await livePaths(real, ID), mode === 'append' ? ['/data/a', '/data/first'] : ['/data/a']);
        t.equal((await real.load(ID)).metadata.snapshots.length, mode === 'create' ? 1 : 2, 'one commit');
      }
    }
  },
);

/** A catalog's private members are reached through its own methods only. */
function bindAll(catalog: Catalog, real: Catalog): void {
  for (const name of ['load', 'defaultLocation', 'fileIO', 'drop'] as const) {
    if (!Object.hasOwn(catalog, name)) {
      Object.defineProperty(catalog, name, {
        value: (real[name] as (...args: unknown[]) => unknown).bind(real),
      });
    }
  }
}

await t.test('a definite failure keeps its code and leaves nothing', async (t) => {
  for (const code of ['DISK_FULL', 'READ_ONLY', 'FILE_IO']) {
    for (const at of ['-m0.avro', '/snap-', '.metadata.json']) {
      const { catalog, faulty, metadataFolder } = await withTable(t, {
        before(operation, location) {
          if (operation === 'create' && location.includes(at)) throw new LakeveilError(code, 'no');
        },
      });
      await t.rejects(commitSnapshot(faulty, wanted('append', 'a')), { code }, `${code} at ${at}`);
      t.same(await livePaths(catalog, ID), ['/data/first']);
      t.same(await orphans(catalog, metadataFolder), []);
    }
  }
});

await t.test(
  'when it cannot be known the error says so, and files that a commit may refer to stay',
  async (t) => {
    for (const landed of [true, false]) {
      let down = false;
      const { catalog, faulty, metadataFolder } = await withTable(t, {
        before(operation, location) {
          if (operation === 'create' && location.endsWith('v2.metadata.json')) {
            down = true;
            if (!landed) throw new LakeveilError('FILE_IO', 'down');
          } else if (down && operation === 'read') {
            throw new LakeveilError('FILE_IO', 'down');
          }
        },
        after(operation, location) {
          if (operation === 'create' && location.endsWith('v2.metadata.json'))
            throw new LakeveilError('FILE_IO', 'down');
        },
      });
      await t.rejects(commitSnapshot(faulty, wanted('append', 'a', { runId: 'r' })), {
        code: 'COMMIT_STATE_UNKNOWN',
      });
      if (landed) t.same(await livePaths(catalog, ID), ['/data/a', '/data/first'], 'the table is whole');
      else t.equal((await orphans(catalog, metadataFolder)).length, 2);
      const again = await commitSnapshot(catalog, wanted('append', 'a', { runId: 'r' }));
      t.equal(again.alreadyCommitted, landed, 'the same run again settles it');
      t.same(await livePaths(catalog, ID), ['/data/a', '/data/first']);
    }
  },
);

const PROCESS = fileURLToPath(new URL('../append-process.js', import.meta.url));

function start(request: AppendRequest): ChildProcess {
  return fork(PROCESS, [JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The ids in the table, read from its Parquet files. */
async function rowIds(t: Test, catalog: Catalog): Promise<number[]> {
  const paths = await livePaths(catalog, ID);
  if (paths.length === 0) return [];
  const scratch = await folder(t);
  const db = await openDuckDB({ threads: 1, memoryMb: 200, scratch });
  try {
    const list = paths.map((path) => `'${path}'`).join(', ');
    const result = await db.connection.runAndReadAll(
      `SELECT id::INTEGER AS id FROM read_parquet([${list}]) ORDER BY id`,
    );
    return result.getRowsJS().map(([id]) => id as number);
  } finally {
    db.close();
  }
}

await t.test(
  '24 processes append to one table at once: every row is there, none twice',
  { timeout: 120_000 },
  async (t) => {
    const warehouse = await folder(t);
    const catalog = openFilesystemCatalog({ warehouse });
    t.match(await append({ warehouse, writer: 0, mode: 'create', runId: 'run-0' }, async () => {}), {
      ok: true,
    });
    for (let writer = 1; writer <= 24; writer++) await writeRows(`${warehouse}/ns/t`, writer);
    const children = Array.from({ length: 24 }, (_, i) =>
      start({ warehouse, writer: i + 1, mode: 'append', runId: `run-${i + 1}` }),
    );
    await Promise.all(children.map((child) => once(child, 'message')));
    const outcomes = Promise.all(
      children.map(async (child) => (await once(child, 'message'))[0] as AppendOutcome),
    );
    for (const child of children) child.send('go');
    for (const outcome of await outcomes) t.match(outcome, { ok: true, alreadyCommitted: false });
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
    t.same(
      await rowIds(t, catalog),
      Array.from({ length: 250 }, (_, i) => i),
    );
    const { metadata } = await catalog.load(ID);
    t.equal(metadata.snapshots.length, 25);
    t.equal(metadata['last-sequence-number'], 25);
    t.equal(metadata.snapshots.at(-1)!.summary['total-records'], '250');
    t.same(await orphans(catalog, join(warehouse, 'ns', 't', 'metadata')), []);
  },
);

await t.test(
  'killed before or after any change of a file, then run again: committed once',
  { timeout: 180_000 },
  async (t) => {
    for (const mode of ['append', 'create', 'replace'] as const) {
      let kills = 0;
      for (let killAt = 0; killAt < 40; killAt++) {
        const warehouse = await folder(t);
        const catalog = openFilesystemCatalog({ warehouse });
        if (mode !== 'create')
          await append({ warehouse, writer: 0, mode: 'create', runId: 'run-0' }, async () => {});
        await writeRows(`${warehouse}/ns/t`, 1);
        const child = start({ warehouse, writer: 1, mode, runId: 'run-1', killAt });
        const exited = once(child, 'exit');
        child.once('message', () => child.send('go'));
        const [, signal] = await exited;
        const again = await append({ warehouse, writer: 1, mode, runId: 'run-1' }, async () => {});
        t.match(again, { ok: true }, `${mode}, killed at ${killAt}`);
        const ids = Array.from(
          { length: mode === 'append' ? 20 : 10 },
          (_, i) => i + (mode === 'append' ? 0 : 10),
        );
        t.same(await rowIds(t, catalog), ids);
        const { metadata } = await catalog.load(ID);
        t.equal(metadata.snapshots.filter((item) => item.summary['lakeveil.run-id'] === 'run-1').length, 1);
        const left = await orphans(catalog, join(warehouse, 'ns', 't', 'metadata'));
        t.ok(
          left.every((name) => name.includes('run-1-')),
          'what is left behind names its run',
        );
        if (signal !== 'SIGKILL') break;
        kills++;
      }
      t.ok(kills >= 6, `${kills} kills`);
    }
  },
);
