import t from 'tap';
import { compilePolicy } from '../../../udfs/policy.js';
import { DELIMITER } from '../../../udfs/remote/comprehend/joined-text.js';
import { comprehendKind } from '../../../udfs/remote/comprehend-kind.js';
import type { RemoteEngineKind, RemoteEngineOptions } from '../../../udfs/remote/engine-kind.js';
import { textualEngineSchema } from '../../../udfs/remote/engine-options.js';
import type { RemoteRowOutcome } from '../../../udfs/remote/remote-engine.js';
import { localLine } from '../../../udfs/remote/shared-line.js';
import { textualKind } from '../../../udfs/remote/textual/textual-kind.js';
import { privateFolder } from '../../private-folder.js';
import { engineOptions, standInEnvironment } from './comprehend/aws-environment.js';
import { type Fault as ComprehendFault, startComprehendServer } from './comprehend/comprehend-server.js';
import { randomFrom } from './faulty-service.js';
import { redactMatches, type Fault as TextualFault, TextualServer } from './textual/textual-server.js';

/**
 * Whole engines (wire client, verification, dispatcher, budget, ledger; two workers) against real servers that misbehave
 * on a schedule. `LAKEVEIL_SCHEDULES` sets how many schedules each engine meets.
 */
const SCHEDULES = Number(process.env['LAKEVEIL_SCHEDULES'] ?? 100);
const AT_ONCE = 50;
const ROWS = 30;
/** Rows that a worker brings at a time. */
const BATCH = 6;
const MAX_CONCURRENCY = 3;
/** Far above what an idle server takes. */
const TIME_OUT_SECONDS = 4;
const NEVER = new AbortController().signal;
const key = new Uint8Array(32).fill(5);

t.setTimeout(Math.max(300, SCHEDULES * 3) * 1000);
// Both wait for servers most of the time.
t.jobs = 2;
standInEnvironment();
process.env['LAKEVEIL_TEST_TEXTUAL_KEY'] = 'test-key';

/** What one schedule must find: texts of rows, and when a row may fail. */
interface Expected {
  readonly rows: readonly string[];
  redacted(text: string): string;
  /** Whether the row of this text may be quarantined under the code. */
  mayFail(text: string, code: string): boolean;
  mustFail(text: string): boolean;
}

/** Runs all rows in each of two workers of a run; returns what went wrong. A run that its cap stops is started again without. */
async function run<Options extends RemoteEngineOptions>(
  kind: RemoteEngineKind<Options>,
  options: Options,
  folder: string,
  { rows, redacted, mayFail, mustFail }: Expected,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const policy = compilePolicy(
    options.type === 'comprehend' ? { redaction_form: 'label' } : {},
    options.type,
  );
  const attempt = async (own: Options): Promise<boolean> => {
    const shared = await kind.shared(own).open({ runId: 'r', key, folder, signal: NEVER });
    const works = await Promise.allSettled(
      ['w1', 'w2'].map(async (workerId) => {
        const context = { runId: 'r', workerId, key, signal: NEVER, shared: localLine(shared, workerId) };
        const engine = await kind.open(own, policy, context);
        try {
          for (let at = 0; at < rows.length; at += BATCH) {
            const texts = rows.slice(at, at + BATCH);
            const outcomes = await engine.redact(
              texts.map((text) => ({ text, scope: null })),
              NEVER,
            );
            if (outcomes.length !== texts.length)
              wrong.push(`${outcomes.length} outcomes of ${texts.length}`);
            outcomes.forEach((outcome, i) => {
              const why = check(texts[i]!, outcome);
              if (why !== undefined) wrong.push(why);
            });
          }
        } finally {
          await engine.close();
        }
      }),
    );
    const { dollars = 0, dollarsOfEarlierAttempts = 0 } = shared.counters();
    await shared.close();
    if (own.maxDollars !== undefined && dollars + dollarsOfEarlierAttempts > own.maxDollars * 1.000001)
      wrong.push(`$${dollars} were spent of ${own.maxDollars}`);
    const stops = works.flatMap((work) =>
      work.status === 'rejected' ? [work.reason as { code?: string }] : [],
    );
    for (const stop of stops) if (stop.code !== 'SPENDING_CAP_REACHED') wrong.push(`stopped: ${stop.code}`);
    return stops.length === 0;
  };
  const check = (text: string, outcome: RemoteRowOutcome): string | undefined => {
    if ('code' in outcome)
      return mayFail(text, outcome.code) ? undefined : `${JSON.stringify(text)} failed: ${outcome.code}`;
    if (mustFail(text)) return `${JSON.stringify(text)} was given out`;
    return outcome.text === redacted(text) ? undefined : `${JSON.stringify(text)}: ${outcome.text}`;
  };
  if (!(await attempt(options)) && !(await attempt({ ...options, maxDollars: undefined })))
    wrong.push('it was stopped although it had no cap');
  return wrong;
}

async function all(schedule: (seed: number) => Promise<void>): Promise<void> {
  let seed = 1;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (seed <= SCHEDULES) await schedule(seed++);
    }),
  );
}

/** `rate` is calls a second: no more may have begun than it allows in the time. */
function tooFast(calls: number, rate: number | undefined, startedAt: number): boolean {
  return rate !== undefined && calls > 1 + (rate * (performance.now() - startedAt)) / 1000;
}

const NAME = /Zelkova|Brandt|Quillon/g;

function rowsFor(random: () => number): string[] {
  const names = ['Zelkova', 'Brandt', 'Quillon'];
  return Array.from({ length: ROWS }, (_, i) => {
    const word = random() < 0.04 ? 'refuse ' : random() < 0.04 ? 'stubborn ' : '';
    const name = names[Math.floor(random() * 3)]!;
    return `${word}row ${random() < 0.2 ? i >> 2 : i} 😀 of ${name}.`;
  });
}

const TEXTUAL_FAULTS: readonly ((random: () => number) => TextualFault)[] = [
  () => ({ kind: 'status', status: 429 }),
  () => ({ kind: 'status', status: 429, headers: { 'retry-after': '0' } }),
  () => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }),
  () => ({ kind: 'status', status: 500 }),
  () => ({ kind: 'status', status: 502 }),
  () => ({ kind: 'status', status: 503 }),
  () => ({
    kind: 'status',
    status: 503,
    headers: { 'retry-after': new Date(Date.now() + 500).toUTCString() },
  }),
  () => ({ kind: 'status', status: 413 }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'reset-mid-body' }),
  () => ({ kind: 'truncated' }),
  () => ({ kind: 'not-json' }),
  () => ({ kind: 'one-less' }),
  () => ({ kind: 'one-more' }),
  () => ({ kind: 'shuffled-idx' }),
  () => ({ kind: 'unredacted' }),
  () => ({ kind: 'close-after' }),
  // One that is slow, and two that are too slow.
  (random) => ({ kind: 'stalled', ms: 50 + random() * 100 }),
  () => ({ kind: 'late', ms: 60_000 }),
  () => ({ kind: 'stalled', ms: 60_000 }),
];
/** Of them the last two take long to get over. */
const SLOW_FAULTS = 2;
/** Their answers can be taken apart, and are wrong in some texts. */
const WRONG_IN_TEXTS = new Set(['shuffled-idx', 'unredacted']);
const WRONG_AS_A_WHOLE = new Set(['truncated', 'not-json', 'one-less', 'one-more']);
const WRONG_CODES = /^REMOTE_(?:WRONG_SPANS|WRONG_REDACTION|ORIGINAL_LEFT)$/;

t.test(`textual: ${SCHEDULES} schedules`, { buffered: true }, async (t) => {
  const parent = t.testdir();
  const right = redactMatches(NAME, 'NAME_GIVEN');
  const met = new Map<string, number>();
  const codes = new Set<string>();
  let twice = 0;
  await all(async (seed) => {
    const random = randomFrom(seed);
    const share = random() * 0.25;
    const choices = TEXTUAL_FAULTS.length - (seed % 4 === 0 ? 0 : SLOW_FAULTS);
    const server = await TextualServer.start({
      latencyMs: 2,
      // Of the policy's settings and some of the rows.
      maxBytes: seed % 5 === 0 ? 700 : 10_000,
      refuses: (text) => text.startsWith('refuse'),
      redact: (text) =>
        text.startsWith('stubborn') ? { redacted: text, entities: right(text).entities } : right(text),
      fault: () => {
        if (random() >= share) return undefined;
        const fault = TEXTUAL_FAULTS[Math.floor(random() * choices)]!(random);
        const name = fault.kind === 'status' ? String(fault.status) : fault.kind;
        met.set(name, (met.get(name) ?? 0) + 1);
        return fault;
      },
    });
    const rate = random() < 0.3 ? 15 + random() * 30 : undefined;
    const options = textualEngineSchema.parse({
      type: 'textual',
      url: server.url,
      apiKey: { env: 'LAKEVEIL_TEST_TEXTUAL_KEY' },
      maxItems: 1 + Math.floor(random() * 8),
      maxConcurrency: MAX_CONCURRENCY,
      headersSeconds: TIME_OUT_SECONDS,
      bodySeconds: TIME_OUT_SECONDS,
      dollarsPerMillionCharacters: 1000,
      ...(rate === undefined ? {} : { callsPerSecond: rate }),
      ...(random() < 0.25 ? { maxDollars: 0.1 + random() * 0.4 } : {}),
    });
    const callsWith = (text: string, kinds: ReadonlySet<string>): number =>
      server.calls.filter(
        ({ texts, fault }) => fault !== undefined && kinds.has(fault.kind) && texts.includes(text),
      ).length;
    const startedAt = performance.now();
    const wrong = await run(textualKind, options, await privateFolder(parent, 'l'), {
      rows: rowsFor(random),
      redacted: (text) => right(text).redacted,
      mustFail: (text) => /^(?:refuse|stubborn)/.test(text),
      mayFail(text, code) {
        codes.add(code);
        if (text.startsWith('refuse') && code === 'REMOTE_REFUSED') return true;
        if (WRONG_CODES.test(code)) return text.startsWith('stubborn') || callsWith(text, WRONG_IN_TEXTS) > 0;
        if (code === 'REMOTE_UNTRUSTED') return callsWith(text, WRONG_AS_A_WHOLE) > 1;
        // A 413 to a text alone.
        return (
          code === 'REMOTE_TOO_LARGE' &&
          server.calls.some(
            ({ texts, fault }) => fault?.kind === 'status' && fault.status === 413 && texts.includes(text),
          )
        );
      },
    });
    if (wrong.length > 0) t.fail(`seed ${seed}: ${wrong.slice(0, 3).join('; ')}`);
    const paid = new Map<string, number>();
    for (const { texts, fault, served } of server.calls)
      if (served && (fault === undefined || fault.kind === 'close-after' || isLittleLate(fault)))
        // 'ok' is a probe: whether anybody is there.
        for (const text of texts) if (text !== 'ok') paid.set(text, (paid.get(text) ?? 0) + 1);
    // What the service answers wrongly is not kept: a run that is started again asks again.
    const most = (text: string): number =>
      text.startsWith('stubborn') && options.maxDollars !== undefined ? 2 : 1;
    const again = [...paid].filter(([text, n]) => n > most(text)).length;
    if (again > 0) t.fail(`seed ${seed}: ${again} texts were paid for twice`);
    twice += again;
    if (server.highestOpen > MAX_CONCURRENCY) t.fail(`seed ${seed}: ${server.highestOpen} calls at once`);
    if (tooFast(server.calls.length, rate, startedAt)) t.fail(`seed ${seed}: above the rate`);
    await server.close();
  });
  t.equal(twice, 0);
  if (SCHEDULES < 100) return;
  t.ok(met.size >= 15, `met ${[...met].map(([name, n]) => `${name} ${n}`).join(', ')}`);
  for (const code of ['REMOTE_REFUSED', 'REMOTE_WRONG_REDACTION', 'REMOTE_WRONG_SPANS'])
    t.ok(codes.has(code), code);
});

const isLittleLate = (fault: TextualFault): boolean => fault.kind === 'stalled' && fault.ms < 1000;

const COMPREHEND_FAULTS: readonly (() => ComprehendFault)[] = [
  () => ({ kind: 'error', status: 400, name: 'ThrottlingException' }),
  () => ({ kind: 'error', status: 429, name: 'TooManyRequestsException', retryAfter: '1' }),
  () => ({ kind: 'error', status: 503, name: 'ServiceUnavailable', retryAfter: '0' }),
  () => ({ kind: 'error', status: 500, name: 'InternalServerException' }),
  () => ({ kind: 'error', status: 413, name: 'TextSizeLimitExceededException' }),
  () => ({ kind: 'body', body: '<html>' }),
  () => ({ kind: 'body', body: '{}' }),
  () => ({ kind: 'truncated' }),
  () => ({
    kind: 'entities',
    rewrite: (entities) => entities.map((entity) => ({ ...entity, EndOffset: entity.EndOffset + 10_000 })),
  }),
  () => ({ kind: 'reset' }),
  () => ({ kind: 'reset-in-body' }),
  () => ({ kind: 'silence' }),
  () => ({ kind: 'slow-body' }),
];

t.test(`comprehend: ${SCHEDULES} schedules`, { buffered: true }, async (t) => {
  const parent = t.testdir();
  const met = new Map<string, number>();
  await all(async (seed) => {
    const random = randomFrom(seed + 1_000_000);
    const share = random() * 0.25;
    const choices = COMPREHEND_FAULTS.length - (seed % 4 === 0 ? 0 : SLOW_FAULTS);
    const faulty: { readonly text: string; readonly fault: ComprehendFault }[] = [];
    /** Texts of calls that were answered as they should be. */
    const answered: string[] = [];
    let arrived = 0;
    const server = await startComprehendServer({
      detect: (text) =>
        [...text.matchAll(NAME)].map(({ 0: name, index }) => ({
          start: index,
          end: index + name.length,
          type: 'NAME',
          score: 0.99,
        })),
      fault(_call, text) {
        arrived++;
        if (text.includes('refuse')) return { kind: 'error', status: 400, name: 'InvalidRequestException' };
        if (random() >= share) {
          if (text !== 'ok') answered.push(...text.split(DELIMITER));
          return undefined;
        }
        const fault = COMPREHEND_FAULTS[Math.floor(random() * choices)]!();
        const name = fault.kind === 'error' ? fault.name : fault.kind;
        met.set(name, (met.get(name) ?? 0) + 1);
        faulty.push({ text, fault });
        return fault;
      },
    });
    const rate = random() < 0.3 ? 15 + random() * 30 : undefined;
    const options = engineOptions(server.url, {
      maxConcurrency: MAX_CONCURRENCY,
      headersSeconds: TIME_OUT_SECONDS,
      bodySeconds: TIME_OUT_SECONDS,
      dollarsPerUnit: 0.01,
      ...(rate === undefined ? {} : { callsPerSecond: rate }),
      ...(random() < 0.25 ? { maxDollars: 0.05 + random() * 0.2 } : {}),
    });
    const alone = (text: string, kinds: readonly string[]): boolean =>
      faulty.some((one) => one.text === text && kinds.includes(one.fault.kind));
    const startedAt = performance.now();
    const wrong = await run(comprehendKind, options, await privateFolder(parent, 'l'), {
      rows: rowsFor(random),
      redacted: (text) => text.replace(NAME, '[PERSON]'),
      mustFail: (text) => text.startsWith('refuse'),
      mayFail(text, code) {
        if (text.startsWith('refuse')) return code === 'REMOTE_REFUSED';
        if (code === 'REMOTE_UNTRUSTED') return alone(text, ['body', 'truncated', 'entities']);
        return code === 'REMOTE_TOO_LARGE' && alone(text, ['error']);
      },
    });
    if (wrong.length > 0) t.fail(`seed ${seed}: ${wrong.slice(0, 3).join('; ')}`);
    const again = answered.length - new Set(answered).size;
    if (again > 0) t.fail(`seed ${seed}: ${again} texts were paid for twice`);
    if (tooFast(arrived, rate, startedAt)) t.fail(`seed ${seed}: above the rate`);
    await server.close();
  });
  if (SCHEDULES < 100) return;
  t.ok(met.size >= 9, `met ${[...met].map(([name, n]) => `${name} ${n}`).join(', ')}`);
});
