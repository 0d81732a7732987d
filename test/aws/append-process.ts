import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import { LakeveilError } from '../../errors.js';
import type { AppendOutcome } from '../catalog/append-process.js';
import { dataFile, SCHEMA, UNPARTITIONED } from '../catalog/tables.js';
import { type KINDS, openAt } from './commit-cases.js';

/** What a process of its own is asked to do: append one data file, which is there, to ns.t. */
export interface RemoteAppend {
  readonly kind: (typeof KINDS)[number];
  readonly warehouse: string;
  readonly endpoint: string;
  readonly path: string;
  readonly size: number;
  readonly runId: string;
}

const request = JSON.parse(process.argv[2] ?? 'null') as RemoteAppend | null;
if (request !== null && process.send !== undefined) {
  const send = process.send.bind(process);
  const go = new Promise<void>((resolve) => process.once('message', () => resolve()));
  const catalog = openAt(request.kind, request.warehouse, request.endpoint);
  const identifier = { namespace: ['ns'], name: 't' };
  // Clients and connections are made beforehand, so that all commit at once.
  await catalog.load(identifier);
  send('ready');
  await go;
  const outcome: AppendOutcome = await commitSnapshot(catalog, {
    identifier,
    mode: 'append',
    schema: SCHEMA,
    spec: UNPARTITIONED,
    dataFiles: [dataFile(request.path, { fileSizeInBytes: request.size })],
    summary: {},
    runId: request.runId,
  }).then(
    ({ snapshot, alreadyCommitted }) => ({
      ok: true,
      alreadyCommitted,
      snapshotId: String(snapshot['snapshot-id']),
    }),
    (error) => ({ ok: false, code: error instanceof LakeveilError ? error.code : String(error) }),
  );
  send(outcome, () => process.disconnect());
}
