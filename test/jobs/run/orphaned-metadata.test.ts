import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../../catalog/iceberg/commit-snapshot.js';
import type { RunHeader } from '../../../jobs/run/journal.js';
import { orphansOfRun } from '../../../jobs/run/orphans.js';

t.test('metadata that others are about to commit on top of a run’s is no orphan of it', async (t) => {
  const warehouse = await mkdtemp(join(tmpdir(), 'lakeveil-orphans-'));
  t.teardown(() => rm(warehouse, { recursive: true, force: true }));
  const catalog = openFilesystemCatalog({ warehouse });
  const runId = 'a'.repeat(64);
  const created = new Date(Date.now() - 1000).toISOString();
  const { table } = await commitSnapshot(catalog, {
    identifier: { namespace: ['safe'], name: 'calls' },
    mode: 'create',
    schema: {
      type: 'struct',
      'schema-id': 0,
      fields: [{ id: 1, name: 'id', required: false, type: 'long' }],
    },
    spec: { 'spec-id': 0, fields: [] },
    dataFiles: [],
    summary: {},
    runId,
  });
  const { io, metadata, metadataLocation } = table;
  const json = JSON.parse(Buffer.from(await io.read(metadataLocation)).toString());
  const create = async (name: string, more: object): Promise<string> => {
    const location = `${metadata.location}/metadata/${name}.metadata.json`;
    await io.create(location, Buffer.from(JSON.stringify({ ...json, ...more })));
    return location;
  };
  // As a catalog that keeps its pointers elsewhere names them: the run's own, of a commit that lost, and an ALTER TABLE that
  // is written and that the catalog does not point to yet.
  const own = await create('00001-b43c2a3c-6d4c-4d0c-9d5c-0d8f4d1c9b11', {});
  await create('00002-0c9b1b9e-5f0f-4c39-8d7e-2f6b5f1f7a22', {
    'last-updated-ms': json['last-updated-ms'] + 1,
    properties: { owner: 'somebody' },
  });
  const header: RunHeader = {
    runId,
    job: 'job',
    created,
    source: 'crm.calls',
    sourceSnapshotId: null,
    target: 'safe.calls',
    mode: 'create',
    locations: [metadata.location],
    quarantine: 'safe.calls_quarantine',
    version: '0',
  };
  const found: string[] = [];
  for await (const { location } of orphansOfRun(catalog, header)) found.push(location);
  t.same(found, [own]);
});
