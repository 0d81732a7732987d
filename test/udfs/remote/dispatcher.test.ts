import { randomBytes } from 'node:crypto';
import t from 'tap';
import type { ItemOutcome, RemoteItem } from '../../../udfs/remote/call-service.js';
import { createDispatcher, type Dispatcher } from '../../../udfs/remote/dispatcher.js';
import { localLine } from '../../../udfs/remote/shared-line.js';
import { RemoteSharedService } from '../../../udfs/remote/shared-service.js';
import { privateFolder } from '../../private-folder.js';
import { answerOf, type Faults, FaultyService, randomFrom } from './faulty-service.js';
import { VirtualClock } from './virtual-clock.js';

const key = randomBytes(32);
const delivery = { maxConcurrency: 16, deadlineSeconds: 600 };

interface Setting {
  readonly clock: VirtualClock;
  readonly shared: RemoteSharedService;
  readonly controller: AbortController;
  dispatcher(service: FaultyService, workerId?: string): Dispatcher<string>;
}

async function setting(
  folder: string,
  options: { readonly seed?: number; readonly delivery?: object } = {},
): Promise<Setting> {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const limits = { ...delivery, ...options.delivery };
  const random = randomFrom(options.seed ?? 1);
  const shared = await RemoteSharedService.open(
    { id: 'x', service: 'faulty', delivery: limits },
    { runId: 'r', key, folder, signal: controller.signal },
    clock,
  );
  return {
    clock,
    shared,
    controller,
    dispatcher: (service, workerId = 'w1') =>
      createDispatcher({
        service,
        line: localLine(shared, workerId),
        identity: 'faulty 1',
        key,
        delivery: limits,
        clock,
        random,
      }),
  };
}

const itemsOf = (count: number, random: () => number): RemoteItem[] =>
  Array.from({ length: count }, (_, i) => {
    const group = ['', 'a', 'b'][Math.floor(random() * 3)]!;
    const kind = random();
    const word = kind < 0.03 ? 'refuse' : kind < 0.06 ? 'distrust' : 'text';
    // Every third has an equal somewhere, before long.
    return { text: `${word} ${random() < 0.3 ? Math.floor(i / 7) : i}`, group };
  });

const expected = ({ text, group }: RemoteItem): ItemOutcome<string> =>
  text.includes('refuse')
    ? { ok: false, code: 'REMOTE_REFUSED' }
    : text.includes('distrust')
      ? { ok: false, code: 'REMOTE_UNTRUSTED' }
      : { ok: true, answer: answerOf(group, text) };

t.test('every item is answered, alone or with others, in order', async (t) => {
  for (const line of [true, false]) {
    const { clock, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'));
    const service = new FaultyService(clock, randomFrom(1), {});
    const d = line
      ? dispatcher(service)
      : createDispatcher({ service, line: undefined, identity: 'x', key, delivery, clock });
    const items = itemsOf(300, randomFrom(2));
    const outcomes = await clock.until(d.dispatch(items, new AbortController().signal));
    t.same(outcomes, items.map(expected));
    t.same(await clock.until(d.dispatch([], new AbortController().signal)), []);
    t.ok(service.calls < 200, `${service.calls} calls`);
    t.equal(service.sentAfterAnswer, 0);
    await d.close();
    t.ok(service.closed);
  }
});

t.test('over schedules of faults every item is right, or failed by its code', async (t) => {
  const folder = t.testdir();
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed);
    const rate = (share: number): number => (random() < 0.5 ? random() * share : 0);
    const faults: Faults = {
      throttled: rate(0.3),
      transient: rate(0.3),
      timedOut: rate(0.1),
      ...(random() < 0.3 ? { tooLarge: 1 + Math.floor(random() * 40) } : {}),
      ...(random() < 0.5 ? { retryAfterMs: Math.floor(random() * 3000) } : {}),
    };
    const { clock, shared, dispatcher } = await setting(await privateFolder(folder, 'l'), { seed });
    const services: FaultyService[] = [];
    const runs: Promise<unknown>[] = [];
    const items = itemsOf(120, random);
    for (const workerId of ['w1', 'w2']) {
      const service = new FaultyService(clock, random, faults);
      service.onCall = () => {
        const open = services.reduce((sum, { open }) => sum + open, 0);
        if (open > delivery.maxConcurrency) t.fail(`${open} calls open`);
      };
      services.push(service);
      const d = dispatcher(service, workerId);
      runs.push(
        (async () => {
          const halves = [items.slice(0, 80), items.slice(40)];
          const outcomes = await Promise.all(
            halves.map((half) => d.dispatch(half, new AbortController().signal)),
          );
          for (const [i, half] of halves.entries()) {
            if (JSON.stringify(outcomes[i]) !== JSON.stringify(half.map(expected))) {
              t.same(outcomes[i], half.map(expected), `seed ${seed}`);
            }
          }
          await d.close();
        })(),
      );
    }
    await clock.until(Promise.all(runs));
    const times = new Map<string, number>();
    for (const { answered } of services) {
      for (const [name, n] of answered) times.set(name, (times.get(name) ?? 0) + n);
    }
    const twice = [...times].filter(([name, n]) => n > 1 && !name.includes('distrust'));
    if (twice.length > 0) t.same(twice, [], `seed ${seed}: answered twice`);
    await shared.close();
  }
});
