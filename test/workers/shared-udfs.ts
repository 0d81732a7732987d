import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakeveilError } from '../../errors.js';
import type { SharedContext, SharedLine, SharedPart } from '../../udfs/shared-part.js';
import type { Udf, UdfContext, UdfInstance } from '../../udfs/udf.js';
import { mapped, strings, textBatch } from './text-udf.js';

/** What services on the host's side saw, in order. Of the host's instance of this module only. */
export const seen: string[] = [];
export const contexts: SharedContext[] = [];

interface Served {
  /** Milliseconds until a request is answered; never, if absent. */
  readonly after?: number;
  readonly fails?: Error;
  readonly answer?: unknown;
  /** Requests wait until so many workers have asked. */
  readonly together?: number;
  readonly cannotOpen?: Error;
  readonly cannotClose?: boolean;
}

function part(id: string, served: Served = {}): SharedPart {
  return {
    id,
    async open(context) {
      seen.push(`open ${id}`);
      contexts.push(context);
      if (served.cannotOpen !== undefined) throw served.cannotOpen;
      const earlier = readdirSync(context.folder).length;
      writeFileSync(join(context.folder, `paid-${earlier}`), 'paid');
      const workers = new Set<string>();
      let allHere = (): void => {};
      const together = new Promise<void>((resolve) => {
        allHere = resolve;
      });
      let requests = 0;
      return {
        async handle(request, workerId) {
          requests += 1;
          workers.add(workerId);
          if (workers.size >= (served.together ?? 1)) allHere();
          seen.push(`request ${id}`);
          if (served.fails !== undefined) throw served.fails;
          if ('answer' in served) return served.answer;
          await together;
          if (served.after === undefined) await new Promise(() => {});
          await new Promise((resolve) => setTimeout(resolve, served.after));
          return { request, total: requests };
        },
        workerEnded(workerId) {
          seen.push(`ended ${workers.has(workerId) ? 'one that asked' : 'another'}`);
        },
        counters: () => ({ calls: requests, workers: workers.size, earlier, odd: Number.NaN, 'no name': 1 }),
        async close() {
          seen.push(`close ${id}${context.signal.aborted ? '' : ' before the end was told'}`);
          if (served.cannotClose) throw new Error('CANARY text');
        },
      };
    },
  };
}

type Apply = (line: SharedLine, context: UdfContext) => UdfInstance['apply'];

function sharing(
  shared: SharedPart | undefined,
  apply: Apply,
  more: Partial<UdfInstance> = {},
): { udf: Udf } {
  return {
    udf: {
      ...mapped((text) => text),
      shared: () => shared,
      open: async (_options, context) => {
        if ((context.shared === undefined) !== (shared === undefined))
          throw new Error('a line too much, or too few');
        return {
          concurrency: 1,
          apply: apply(context.shared as SharedLine, context),
          close: async () => {},
          ...more,
        };
      },
    },
  };
}

const asks: Apply = (line) => async (batch) => {
  const texts = strings(batch);
  const answers = await Promise.all(texts.map((text) => line.request(text?.length)));
  answers.forEach((answer, i) => {
    if ((answer as { request: number }).request !== texts[i]?.length)
      throw new Error('the answer of another request');
  });
  return { batch: textBatch(texts), failed: [] };
};

const asksOnce: Apply = (line) => async (batch) => {
  await line.request({ n: 1 });
  return { batch: textBatch(strings(batch)), failed: [] };
};

const coded = new LakeveilError('SPENDING_CAP_REACHED', 'Nothing more was sent.', {
  retryable: true,
  details: { dollars: 3 },
});

export const columns: Record<string, { udf: Udf }> = {
  counts: sharing(part('counts', { after: 1 }), asks),
  /** No worker gets on before a second one has asked. */
  countsTwo: sharing(part('counts', { after: 1, together: 2 }), asks),
  countsToo: sharing(part('counts', { after: 1 }), asks),
  other: sharing(part('An other/part', { after: 1 }), asks),
  nothing: sharing(undefined, () => async (batch) => ({ batch: textBatch(strings(batch)), failed: [] })),
  refused: sharing(part('refused', { fails: coded }), asksOnce),
  broken: sharing(part('broken', { fails: new Error('CANARY text') }), asksOnce),
  unclonable: sharing(part('unclonable', { answer: () => 'CANARY text' }), asksOnce),
  asksUnclonable: sharing(part('asks-unclonable', { after: 1 }), (line) => async () => {
    await line.request(() => 'CANARY text');
    throw new Error('the request was sent');
  }),
  cannotOpen: sharing(part('cannot-open', { cannotOpen: coded }), asksOnce),
  cannotOpenUncoded: sharing(part('cannot-open', { cannotOpen: new Error('CANARY text') }), asksOnce),
  cannotClose: sharing(part('cannot-close', { after: 1, cannotClose: true }), asks),
  /** Asks and is never answered. */
  waits: sharing(part('waits'), (line, { signal }) => async (batch) => {
    await line.request('wait', signal);
    return { batch: textBatch(strings(batch)), failed: [] };
  }),
  /** The same with a signal of its own; goes on when that fired. */
  givesUp: sharing(part('gives-up'), (line) => async (batch) => {
    const code = await line.request('wait', AbortSignal.timeout(20)).then(
      () => 'answered',
      (error: LakeveilError) => error.code,
    );
    const late = await line.request('wait', AbortSignal.abort()).catch((error: LakeveilError) => error.code);
    const rows = strings(batch).map(() => `${code} ${late}`);
    return { batch: textBatch(rows), failed: [] };
  }),
  /** Holds a request open and dies. */
  dies: sharing(part('dies'), (line) => async () => {
    line.request('hold').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (;;);
  }),
  /** Longer than the host's time-out, which is not for it. */
  keepsTime: sharing(part('keeps-time', { after: 1500 }), asksOnce, { keepsTime: true }),
  keepsTimeAndWaits: sharing(part('keeps-time-and-waits'), asksOnce, { keepsTime: true }),
  keepsTimeAndLoops: sharing(
    part('keeps-time-and-loops', { after: 1 }),
    (line) => async () => {
      await line.request('hold');
      for (;;);
    },
    { keepsTime: true },
  ),
  /** Says where text goes. */
  sends: {
    udf: {
      ...sharing(part('sends', { after: 1 }), asksOnce).udf,
      destinations: () => ['https://host.test (a service)'],
    },
  },
};

export const folderOf = (context: SharedContext): { mode: number; files: string[]; paid: string } => ({
  mode: statSync(context.folder).mode & 0o777,
  files: readdirSync(context.folder).sort(),
  paid: existsSync(join(context.folder, 'paid-0'))
    ? readFileSync(join(context.folder, 'paid-0'), 'utf8')
    : '',
});

export const makeOpenFolder = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o777 });
};

export default { columns };
