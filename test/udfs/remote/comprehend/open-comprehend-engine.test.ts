import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { compilePolicy } from '../../../../udfs/policy.js';
import { openComprehendEngine } from '../../../../udfs/remote/comprehend/open-comprehend-engine.js';
import { LIST_PRICE } from '../../../../udfs/remote/comprehend/prices.js';
import type { ComprehendEngineOptions } from '../../../../udfs/remote/engine-options.js';
import type { RemoteEngine, RemoteRowOutcome } from '../../../../udfs/remote/remote-engine.js';
import { localLine } from '../../../../udfs/remote/shared-line.js';
import { remoteShared } from '../../../../udfs/remote/shared-service.js';
import type { SharedService } from '../../../../udfs/shared-part.js';
import { privateFolder } from '../../../private-folder.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import {
  type ComprehendServer,
  type ComprehendServerOptions,
  type Fault,
  patternEntities,
  startComprehendServer,
} from './comprehend-server.js';

standInEnvironment();

const KEY = randomBytes(32);
const POLICY = compilePolicy({ redaction_form: 'label' });

interface Run {
  readonly shared: SharedService;
  readonly controller: AbortController;
  open(workerId?: string): Promise<RemoteEngine>;
  close(): Promise<void>;
}

/** One process of a run: a shared service, and engines that have a line to it. */
async function startRun(
  server: ComprehendServer,
  folder: string,
  more: Partial<ComprehendEngineOptions> = {},
): Promise<Run> {
  const options = engineOptions(server.url, more);
  const controller = new AbortController();
  const part = remoteShared({ id: 'comprehend', service: 'Amazon Comprehend', delivery: options });
  const shared = await part.open({ runId: 'r', key: KEY, folder, signal: controller.signal });
  const engines: RemoteEngine[] = [];
  return {
    shared,
    controller,
    async open(workerId = 'w1') {
      const line = localLine(shared, workerId);
      const context = { runId: 'r', workerId, key: KEY, signal: controller.signal, shared: line };
      const engine = await openComprehendEngine(options, POLICY, context);
      engines.push(engine);
      return engine;
    },
    async close() {
      for (const engine of engines) await engine.close();
      await shared.close();
    },
  };
}

async function serve(t: Test, options: ComprehendServerOptions): Promise<ComprehendServer> {
  const server = await startComprehendServer({ detect: patternEntities, ...options });
  t.teardown(() => server.close());
  return server;
}

const rowsOf = (texts: readonly string[]) => texts.map((text) => ({ text, scope: null }));
const NEVER = new AbortController().signal;

const textOf = (outcome: RemoteRowOutcome | undefined): string =>
  outcome !== undefined && 'text' in outcome ? outcome.text : `failed: ${outcome?.code}`;

t.test('equal texts are sent once over all workers, and the run knows what it was billed', async (t) => {
  const server = await serve(t, {});
  const run = await startRun(server, await privateFolder(t.testdir(), 'l'));
  const texts = Array.from(
    { length: 400 },
    (_, index) => `Case ${index % 100}: write to p${index % 100}@example.com`,
  );
  const engines = await Promise.all([run.open('w1'), run.open('w2')]);
  const both = await Promise.all(engines.map((engine) => engine.redact(rowsOf(texts), NEVER)));
  for (const outcomes of both)
    for (const [index, outcome] of outcomes.entries())
      t.equal(textOf(outcome), `Case ${index % 100}: write to [EMAIL_ADDRESS]`);
  const sent = server.calls.map(({ text }) => text).join('\n');
  for (let index = 0; index < 100; index++) t.equal(sent.split(`p${index}@example.com`).length, 2);
  const { dollars, characters, calls } = run.shared.counters();
  t.equal(dollars!.toFixed(9), (server.billedUnits() * LIST_PRICE.dollarsPerUnit).toFixed(9));
  t.equal(
    characters,
    server.calls.reduce((sum, call) => sum + call.characters, 0),
  );
  t.equal(calls, server.calls.length);
  await run.close();
});

t.test('a run that is started again pays for nothing twice, and its ledger shows nothing', async (t) => {
  const server = await serve(t, {});
  const folder = await privateFolder(t.testdir(), 'l');
  const texts = Array.from(
    { length: 50 },
    (_, index) => `Maria Lopez no ${index}: maria${index}@example.com`,
  );
  const first = await startRun(server, folder);
  const once = await (await first.open()).redact(rowsOf(texts), NEVER);
  await first.close();
  const units = server.billedUnits();
  const second = await startRun(server, folder);
  const again = await (await second.open()).redact(rowsOf(texts), NEVER);
  await second.close();
  t.same(again, once);
  t.equal(server.billedUnits(), units);
  for (const name of await readdir(folder, { recursive: true })) {
    const content = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    t.notMatch(content.toString('latin1'), /maria|Lopez|EMAIL|NAME/i);
  }
});

const FAULTS: readonly Fault[] = [
  { kind: 'error', status: 400, name: 'ThrottlingException' },
  { kind: 'error', status: 503, name: 'ServiceUnavailable' },
  { kind: 'error', status: 500, name: 'InternalServerException' },
  { kind: 'reset' },
  { kind: 'reset-in-body' },
  { kind: 'truncated' },
  { kind: 'body', body: '{"Entities":[{"BeginOffset":0}]}' },
  {
    kind: 'entities',
    rewrite: (all) => all.map((one) => ({ ...one, EndOffset: one.EndOffset + 1_000_000 })),
  },
];

t.test('whatever goes wrong on the way: each row is right or fails, none is raw', async (t) => {
  t.testdir();
  const schedules = FAULTS.flatMap((fault) =>
    // Throttled later on, a run goes slowly for a while.
    (fault.kind === 'error' && fault.status !== 500 ? [0] : [0, 1]).map((offset) => ({ fault, offset })),
  );
  await Promise.all(
    schedules.map(async ({ fault, offset }) => {
      const server = await serve(t, {
        fault: (call, text) => {
          if (text.includes('POISON')) return { kind: 'error', status: 400, name: 'InvalidRequestException' };
          return call < 3 && call % 2 === offset ? fault : undefined;
        },
      });
      const run = await startRun(server, await privateFolder(t.testdirName, 'l'));
      const texts = Array.from({ length: 30 }, (_, index) =>
        index === 17
          ? 'POISON maria@example.com'
          : `${'x '.repeat(index * 9)}Maria Lopez, m${index}@example.com`,
      );
      const outcomes = await (await run.open()).redact(rowsOf(texts), run.controller.signal);
      for (const [index, outcome] of outcomes.entries()) {
        if (index === 17) t.same(outcome, { code: 'REMOTE_REFUSED' });
        else t.equal(textOf(outcome), `${'x '.repeat(index * 9)}[PERSON], [EMAIL_ADDRESS]`);
      }
      await run.close();
    }),
  );
});

t.test('what stops the run says what to do, and no text', async (t) => {
  for (const [name, code] of [
    ['AccessDeniedException', 'REMOTE_REFUSED_ACCESS'],
    ['UnsupportedLanguageException', 'REMOTE_SETTINGS'],
  ] as const) {
    const server = await serve(t, { fault: () => ({ kind: 'error', status: 400, name }) });
    const run = await startRun(server, await privateFolder(t.testdir(), name));
    const engine = await run.open();
    const error = await engine.redact(rowsOf(['I am Zyxwv']), NEVER).then(
      () => undefined,
      (thrown: unknown) => thrown as Error & { code: string },
    );
    t.match(error, { code, message: /comprehend|Comprehend/ });
    t.notMatch(`${error!.message} ${error!.stack}`, /Zyxwv/);
    await run.close();
  }
});

t.test('the spending cap holds', async (t) => {
  const server = await serve(t, {});
  const run = await startRun(server, await privateFolder(t.testdir(), 'l'), { maxDollars: 0.05 });
  const texts = Array.from({ length: 300 }, (_, index) => `${index} ${'word '.repeat(200)}`);
  await t.rejects((await run.open()).redact(rowsOf(texts), NEVER), { code: 'SPENDING_CAP_REACHED' });
  t.ok(server.billedUnits() * LIST_PRICE.dollarsPerUnit <= 0.05);
  await run.close();
});

t.test('the service’s rate limit is kept to, and all rows come', async (t) => {
  const server = await serve(t, { callsPerSecond: 20 });
  const run = await startRun(server, await privateFolder(t.testdir(), 'l'), { callsPerSecond: 15 });
  const texts = Array.from({ length: 1500 }, (_, index) => `m${index}@example.com ${'word '.repeat(120)}`);
  const outcomes = await (await run.open()).redact(rowsOf(texts), NEVER);
  t.ok(outcomes.every((outcome) => textOf(outcome).startsWith('[EMAIL_ADDRESS] ')));
  t.equal(server.calls.filter(({ status }) => status !== 200).length, 0);
  await run.close();
});
