import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { readManifest, readManifestList } from '../../catalog/iceberg/manifest-reader.js';
import { orphansOfRun } from '../../jobs/run/orphans.js';
import { cleanRuns } from '../../jobs/run/runs.js';
import { livePaths } from '../catalog/catalog-behaviour.js';
import {
  beginJournal,
  commitAs,
  fileOf,
  KINDS,
  MODES,
  type Mode,
  makeFile,
  openAt,
  seenBy,
} from './commit-cases.js';
import { type Fault, type ProxiedCall, startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';

/**
 * Every call of a commit goes wrong once, in every way: after it nothing is lost, nothing is there twice, the table loads,
 * and what is left over is listed by its journal and removed on request. `LAKEVEIL_SWEEP=1`: every fault at every call,
 * and outages that begin at each; else one at each call, and all of them where the commit is decided.
 */
const SWEEP = process.env['LAKEVEIL_SWEEP'] === '1';
t.setTimeout(SWEEP ? 3600_000 : 600_000);

/** What happens to a call. `arrives late`: after the committer was told how its commit ended. */
const FAULTS = [
  'drop-call',
  'drop-answer',
  'error-after',
  'duplicate',
  'arrives late',
  'behind another commit',
] as const;
const OUTAGES = ['drop-call', 'drop-answer', 'error-after'] as const;

interface Case {
  readonly kind: (typeof KINDS)[number];
  readonly mode: Mode;
  /** Which call of the commit, counted from 0. */
  readonly at: number;
  readonly fault: (typeof FAULTS)[number];
  /** That call and all after it; of `arrives late`, every try of that call. */
  readonly forever?: boolean;
  /** The name of that call, if it is the one that commits. */
  readonly decisive?: string;
  /** How many calls of that name an undisturbed commit makes. */
  readonly times?: number;
}

const skip = missingAws();
t.test('commits whose calls go wrong', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const proxy = await startFaultProxy(moto.endpoint);
  t.teardown(() => proxy.stop());
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'lake' }));
  let cases = 0;

  const begin = async (kind: Case['kind'], mode: Mode) => {
    const name = `c${++cases}`;
    const warehouse = `s3://lake/${name}`;
    const identifier: TableIdentifier = { namespace: [name], name: 't' };
    const direct = openAt(kind, warehouse, moto.endpoint);
    const broken = openAt(kind, warehouse, proxy.endpoint);
    const before =
      mode === 'create'
        ? undefined
        : await makeFile(direct, identifier, 'before').then(() =>
            commitAs(direct, identifier, 'before', 'create'),
          );
    await makeFile(direct, identifier, 'ours');
    const { header } = await beginJournal(direct, identifier, 'ours', mode);
    return { identifier, direct, broken, header, base: before?.snapshot['snapshot-id'] ?? null };
  };

  /** Every call of an undisturbed commit. */
  const callsOf = async (kind: Case['kind'], mode: Mode): Promise<string[]> => {
    const { identifier, broken, base } = await begin(kind, mode);
    const first = proxy.calls.length;
    await commitAs(broken, identifier, 'ours', mode, base);
    return proxy.calls.slice(first).map(nameOf);
  };

  const strike = async (t: Test, one: Case): Promise<string> => {
    const { identifier, direct, broken, header, base } = await begin(one.kind, one.mode);
    const before = await seenBy(direct, identifier, ['before']);
    let tell = (): void => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    let theirs: string | undefined;
    const commitTheirs = async (): Promise<void> => {
      await makeFile(direct, identifier, 'theirs');
      const mode = one.mode === 'create' ? 'create' : 'append';
      theirs = await commitAs(direct, identifier, 'theirs', mode).then(
        () => 'ok',
        (error) => error.code,
      );
    };
    const fault: Fault =
      one.fault === 'arrives late'
        ? { late: () => told }
        : one.fault === 'behind another commit'
          ? { delay: commitTheirs }
          : one.fault;
    const first = proxy.calls.length;
    let seen = 0;
    let struck = false;
    proxy.rules.push({
      when: (call) => {
        const at = seen++;
        const tries = one.fault !== 'arrives late' || nameOf(call) === one.decisive;
        const strikes = one.forever === true ? at >= one.at && tries : at === one.at;
        struck ||= strikes;
        return strikes;
      },
      fault,
    });
    const outcome = await commitAs(broken, identifier, 'ours', one.mode, base).then(
      () => 'ok',
      (error) => String(error.code),
    );
    proxy.rules.splice(0);
    tell();
    await proxy.arrived();
    t.ok(struck, 'the call was made');
    if (one.decisive !== undefined && (one.fault === 'drop-answer' || one.fault === 'error-after')) {
      // Sent again, it would look like another's.
      const sent = proxy.calls.slice(first).filter((call) => nameOf(call) === one.decisive);
      t.equal(sent.length, one.times, 'it is looked for before it is sent again');
    }

    const writers = ['before', 'ours', 'theirs'];
    const whole = async (what: string) => {
      const table = await seenBy(direct, identifier, writers);
      if (base !== null) t.equal(table?.commits('before'), 1, `${what}: what was there before`);
      if (theirs === 'ok') t.equal(table?.commits('theirs'), 1, `${what}: the other's commit`);
      if (table !== undefined) t.same(await livePaths(direct, identifier), table.expected, what);
      return table;
    };

    const after = await whole('after the fault');
    const landed = after?.commits('ours') ?? 0;
    const allLate = one.forever === true && one.fault === 'arrives late';
    if (allLate) t.equal(outcome, 'COMMIT_STATE_UNKNOWN');
    if (outcome === 'ok') t.equal(landed, 1, 'what is said to be committed is');
    else if (outcome === 'COMMIT_STATE_UNKNOWN') t.ok(landed <= 1);
    else {
      t.equal(landed, 0, `${outcome}: nothing was committed`);
      t.match(outcome, /^[A-Z_]+$/, 'a coded error');
      if (theirs !== 'ok') t.equal(after?.metadataLocation, before?.metadataLocation);
    }

    const clean = async () => {
      const known = new Set<string>();
      for await (const { location } of orphansOfRun(direct, header)) known.add(location);
      const { files } = await cleanRuns(direct);
      t.equal(files, known.size, 'what is listed is removed');
    };
    // Half of the runs are given up and cleaned before they are started again.
    if (one.at % 2 === 0) {
      await clean();
      await makeFile(direct, identifier, 'ours');
      await beginJournal(direct, identifier, 'ours', one.mode);
    }
    const planned = (await seenBy(direct, identifier, writers))?.snapshot ?? null;
    const again = await commitAs(direct, identifier, 'ours', one.mode, planned).then(
      (committed) => (committed.alreadyCommitted ? 'already' : 'ok'),
      (error) => String(error.code),
    );
    if (landed === 1) t.equal(again, 'already', 'the same run, started again, commits nothing');
    else t.equal(again, theirs === 'ok' && one.mode === 'create' ? 'TABLE_EXISTS' : 'ok');
    if (one.at % 2 === 1) await clean();
    else await cleanRuns(direct);
    const end = await whole('after the second start and the cleaning');
    t.equal(end?.commits('ours'), again === 'TABLE_EXISTS' ? 0 : 1, 'once');
    t.same(await unused(direct, identifier), [], 'nothing is left over');
    return outcome;
  };

  for (const kind of KINDS) {
    for (const mode of MODES) {
      await t.test(`${kind}: ${mode}`, async (t) => {
        const calls = await callsOf(kind, mode);
        t.ok(calls.length >= 8, calls.join(', '));
        const decisive = calls.findLastIndex((call) =>
          /UpdateTable|CreateTable|PUT v\d+\.metadata/.test(call),
        );
        t.ok(decisive >= 0, `decided by ${calls[decisive]}`);
        const strikes: Case[] = [];
        for (let at = 0; at < calls.length; at++) {
          // An overwrite makes the calls of a replace.
          const one = mode === 'overwrite' ? [] : [FAULTS[(at + MODES.indexOf(mode)) % FAULTS.length]!];
          const chosen = SWEEP || at === decisive ? FAULTS : one;
          const same = calls.filter((call) => call === calls[at]);
          const which = at === decisive ? { decisive: calls[at]!, times: same.length } : {};
          for (const fault of chosen) strikes.push({ kind, mode, at, fault, ...which });
          // Nobody who looks sees it, and all of them come.
          if (at === decisive)
            strikes.push({ kind, mode, at, fault: 'arrives late', forever: true, ...which });
          const outages = SWEEP ? OUTAGES : at === decisive ? OUTAGES.slice(0, 2) : [];
          for (const fault of outages) strikes.push({ kind, mode, at, fault, forever: true });
        }
        const outcomes = new Map<string, number>();
        for (const one of strikes) {
          const name = `${one.fault}${one.forever === true ? (one.decisive === undefined ? ', and all after it' : ', every try of it') : ''}: ${one.at} ${calls[one.at]}`;
          await t.test(name, async (t) => {
            const outcome = await strike(t, one);
            outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          });
        }
        t.comment(`${strikes.length} cases: ${[...outcomes].map(([code, n]) => `${code} ${n}`).join(', ')}`);
        t.ok((outcomes.get('ok') ?? 0) > 0);
        t.ok((outcomes.get('COMMIT_STATE_UNKNOWN') ?? 0) > 0);
      });
    }
  }
});

/** `PUT v2.metadata.json`, `AWSGlue.UpdateTable`. */
function nameOf({ method, path, target }: ProxiedCall): string {
  if (target !== undefined) return target;
  const [key, query = ''] = path.split('?');
  const prefix = /prefix=([^&]*)/.exec(query)?.[1];
  const name = decodeURIComponent(prefix ?? key!)
    .split('/')
    .slice(-2)
    .join('/');
  return `${method} ${prefix === undefined ? name.split('/').at(-1) : `list ${name}`}`.replace(
    /[0-9a-f-]{32,}/g,
    '…',
  );
}

/** Files in the table's folder that no snapshot uses and that are none of its metadata. */
async function unused(catalog: Catalog, identifier: TableIdentifier): Promise<string[]> {
  const { metadata, metadataLocation, io } = await catalog.load(identifier);
  const used = new Set([metadataLocation, ...metadata['metadata-log'].map((one) => one['metadata-file'])]);
  for (const snapshot of metadata.snapshots) {
    if (snapshot['manifest-list'] !== undefined) used.add(snapshot['manifest-list']);
    for (const manifest of await readManifestList(io, snapshot, metadata)) {
      used.add(manifest.manifestPath);
      for await (const { dataFile } of readManifest(io, manifest, metadata)) used.add(dataFile.filePath);
    }
  }
  const others = new Set(['version-hint.text']);
  const left: string[] = [];
  for await (const { location } of io.list(metadata.location)) {
    const name = location.slice(location.lastIndexOf('/') + 1);
    if (!used.has(location) && !others.has(name) && location !== fileOf(metadata.location, 'theirs'))
      left.push(location);
  }
  return left;
}
