import { getEventListeners } from 'node:events';
import t from 'tap';
import { CallFailure, type ItemOutcome, type RemoteItem } from '../../../udfs/remote/call-service.js';
import { createDispatcher } from '../../../udfs/remote/dispatcher.js';
import { privateFolder } from '../../private-folder.js';
import { answerOf, type Faults, FaultyService, randomFrom } from './faulty-service.js';
import { delivery, key, setting } from './setting.js';

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

const texts = (...list: string[]): RemoteItem[] => list.map((text) => ({ text, group: '' }));
const numbered = (count: number): RemoteItem[] =>
  texts(...Array.from({ length: count }, (_, i) => `text ${i}`));
const never = new AbortController().signal;

t.test('equal items are sent once a run, whoever asks, and failures are shared', async (t) => {
  const { clock, shared, dispatcher } = await setting(t.testdir());
  const services = [1, 2, 3].map((seed) => new FaultyService(clock, randomFrom(seed), {}));
  const items = texts('a', 'b', 'refuse c', 'a', 'distrust d', 'b');
  const dispatchers = services.map((service, i) => dispatcher(service, `w${i}`));
  const outcomes = await clock.until(Promise.all(dispatchers.map((d) => d.dispatch(items, never))));
  outcomes.push(await clock.until(dispatchers[0]!.dispatch(items, never)));
  for (const outcome of outcomes) t.same(outcome, items.map(expected));
  const times = (name: string): number =>
    services.reduce((sum, { answered }) => sum + (answered.get(name) ?? 0), 0);
  t.equal(times('|a'), 1);
  t.equal(times('|b'), 1);
  t.equal(services.filter(({ calls }) => calls > 0).length, 1, 'one of them did all the work');
  const { duplicatesNotSent, itemsFromLedger } = shared.counters();
  t.equal(itemsFromLedger, 0);
  // Two in each of four batches, and a and b in three of them.
  t.equal(duplicatesNotSent, 14);
  for (const d of dispatchers) await d.close();
});

t.test('groups never share a call nor an answer', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), {});
  const d = dispatcher(service);
  const items = ['a', 'b', 'a', 'c'].map((group) => ({ text: 'same', group }));
  t.same(await clock.until(d.dispatch(items, never)), items.map(expected));
  t.equal(service.calls, 3);
  await d.close();
});

t.test('a resumed run sends only what is not in the ledger', async (t) => {
  const folder = t.testdir();
  const items = numbered(200);
  const first = await setting(folder);
  const d1 = first.dispatcher(new FaultyService(first.clock, randomFrom(1), {}));
  await first.clock.until(d1.dispatch(items.slice(0, 150), never));
  await d1.close();
  await first.shared.close();

  const second = await setting(folder);
  const service = new FaultyService(second.clock, randomFrom(1), {});
  const d2 = second.dispatcher(service);
  t.same(await second.clock.until(d2.dispatch(items, never)), items.map(expected));
  t.same(
    [...service.sent.keys()].sort(),
    items
      .slice(150)
      .map(({ text }) => `|${text}`)
      .sort(),
  );
  t.equal(second.shared.counters()['itemsFromLedger'], 150);
  // Under another identity nothing is known.
  const other = new FaultyService(second.clock, randomFrom(1), {});
  const d3 = second.dispatcher(other, 'w1', 'faulty 2');
  await second.clock.until(d3.dispatch(items, never));
  t.equal(other.sent.size, 200);
  await d2.close();
  await d3.close();
});

t.test('a refused item is found by halving, at the cost of a logarithm', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), {}, { maxItems: 1024, maxBytes: 1e6 });
  const d = dispatcher(service);
  const items = [...numbered(700), ...texts('refuse me'), ...numbered(1023).slice(700)];
  t.same(await clock.until(d.dispatch(items, never)), items.map(expected));
  t.ok(service.calls - service.probes <= 1 + 2 * 10, `${service.calls} calls`);
  await d.close();
});

t.test('calls that are too large are halved, and that is remembered', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), { tooLarge: 30 }, { maxItems: 200, maxBytes: 1e6 });
  const d = dispatcher(service);
  t.same(await clock.until(d.dispatch(numbered(200), never)), numbered(200).map(expected));
  const batch = (n: number): RemoteItem[] =>
    Array.from({ length: 240 }, (_, i) => ({ text: `more ${n} ${i}`, group: '' }));
  for (let n = 0; n < 3; n++) await clock.until(d.dispatch(batch(n), never));
  const before = service.calls;
  await clock.until(d.dispatch(batch(3), never));
  t.ok(service.calls - before <= 12, `${service.calls - before} calls for 240 items, 30 at most in each`);
  await d.close();
});

t.test('answers that are never to be trusted fail their items, and no more', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), {});
  const call = service.call.bind(service);
  service.call = async (texts, group, signal) => {
    const outcomes = await call(texts, group, signal);
    return texts.includes('text 17') ? [...outcomes, ...outcomes] : outcomes;
  };
  const d = dispatcher(service);
  const outcomes = await clock.until(d.dispatch(numbered(50), never));
  const wanted = numbered(50).map(expected);
  wanted[17] = { ok: false, code: 'REMOTE_UNTRUSTED' };
  t.same(outcomes, wanted);
  await d.close();
});

t.test('an outage stops the run and quarantines nothing', async (t) => {
  for (const faults of [
    { transient: 1 },
    { throttled: 1 },
    { throttled: 0.5, transient: 0.5 },
    { timedOut: 1 },
  ]) {
    const { clock, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'), {
      delivery: { deadlineSeconds: 30 },
    });
    const service = new FaultyService(clock, randomFrom(1), faults);
    const d = dispatcher(service);
    await t.rejects(clock.until(d.dispatch(numbered(20), never)), {
      code: 'REMOTE_UNAVAILABLE',
      retryable: true,
    });
    t.ok(clock.now() > 20_000 && clock.now() < 120_000, `after ${Math.round(clock.now() / 1000)} s`);
    t.ok(service.calls < 200, `${service.calls} calls`);
    await d.close();
  }
});

t.test('an item that the service falls over is quarantined while others succeed', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir(), { delivery: { deadlineSeconds: 60 } });
  const service = new FaultyService(clock, randomFrom(1), {});
  const call = service.call.bind(service);
  service.call = async (texts, group, signal) => {
    const outcomes = await call(texts, group, signal);
    if (texts.includes('text 7'))
      throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', status: 500 });
    return outcomes;
  };
  const d = dispatcher(service);
  const poisoned = d.dispatch(numbered(40), never);
  // Others are answered all the while.
  const others = (async () => {
    for (let i = 0; i < 400; i++) {
      await d.dispatch(texts(`other ${i}`), never);
      await clock.sleep(500);
    }
  })();
  const wanted = numbered(40).map(expected);
  wanted[7] = { ok: false, code: 'REMOTE_UNAVAILABLE' };
  t.same(await clock.until(poisoned), wanted);
  await clock.until(others);
  await d.close();
});

t.test('a fatal failure stops all threads, with what the service says', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const bad = new FaultyService(clock, randomFrom(1), {});
  const message = 'Nothing was sent: the key is not accepted.';
  bad.call = async () => {
    throw new CallFailure('fatal', { code: 'REMOTE_REFUSED_ACCESS', status: 401, message });
  };
  const good = new FaultyService(clock, randomFrom(2), {});
  const [d1, d2] = [dispatcher(bad, 'w1'), dispatcher(good, 'w2')];
  await t.rejects(clock.until(d1.dispatch(numbered(20), never)), { code: 'REMOTE_REFUSED_ACCESS', message });
  await t.rejects(clock.until(d2.dispatch(numbered(20), never)), { code: 'REMOTE_REFUSED_ACCESS', message });
  t.equal(good.calls, 0);
  await d1.close();
  await d2.close();
});

t.test('what a service throws against its contract stops the run without its message', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), {});
  service.call = async () => {
    throw new Error('Maria Lopez');
  };
  const d = dispatcher(service);
  const error = await clock.until(d.dispatch(numbered(3), never)).catch((error) => error);
  t.equal(error.code, 'INTERNAL');
  t.notMatch(JSON.stringify(error) + error.stack, 'Maria');
  await d.close();
});

t.test(
  'a thread that fails gives up what is not sent, and what is under way only when it has ended',
  async (t) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { clock, shared, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'), {
        seed,
        delivery: { maxConcurrency: 2 + (seed % 5) },
      });
      const limits = { maxItems: 5, maxBytes: 1e6 };
      const failing = new FaultyService(clock, randomFrom(seed), {}, limits);
      const call = failing.call.bind(failing);
      let failedAfter: number | undefined;
      failing.call = async (texts, group, signal) => {
        t.equal(failedAfter, undefined, 'nothing is sent once it has failed');
        if (failing.calls !== 2) return call(texts, group, signal);
        failing.calls++;
        await clock.sleep(1);
        failedAfter = failing.calls;
        throw new Error('broken');
      };
      const good = new FaultyService(clock, randomFrom(seed + 100), {}, limits);
      const [d1, d2] = [dispatcher(failing, 'w1'), dispatcher(good, 'w2')];
      const failed = t.rejects(d1.dispatch(numbered(60), never), { code: 'INTERNAL' });
      const waiting = d2.dispatch(numbered(60), never);
      await clock.until(failed);
      t.same(await clock.until(waiting), numbered(60).map(expected), 'the other takes over');
      const twice = [...failing.answered.keys()].filter((name) => good.answered.has(name));
      t.same(twice, [], `seed ${seed}: paid twice`);
      await d1.close();
      await d2.close();
      await shared.close();
    }
  },
);

t.test('the spending cap is never exceeded, and a higher one goes on from there', async (t) => {
  const folder = t.testdir();
  const items = numbered(300);
  const services: FaultyService[] = [];
  let dollars = 0;
  for (const [attempt, maxDollars] of [0.7, 1.2, 100].entries()) {
    const { clock, shared, dispatcher } = await setting(folder, { seed: attempt, delivery: { maxDollars } });
    const faults = attempt === 2 ? {} : { transient: 0.2, billedFailures: true };
    const service = new FaultyService(clock, randomFrom(attempt), faults);
    const call = service.call.bind(service);
    service.call = async (texts, group, signal) => {
      dollars += service.costOf(texts).dollars;
      t.ok(dollars <= maxDollars + 1e-9, `$${dollars}`);
      return call(texts, group, signal);
    };
    services.push(service);
    const d = dispatcher(service);
    const run = clock.until(d.dispatch(items, never));
    if (attempt < 2) {
      await t.rejects(run, { code: 'SPENDING_CAP_REACHED', retryable: false });
      t.ok(dollars > maxDollars - 0.5, 'it was used');
    } else t.same(await run, items.map(expected));
    const counters = shared.counters();
    t.ok(
      Math.abs(counters['dollars']! + counters['dollarsOfEarlierAttempts']! - dollars) < 1e-9,
      'the books agree',
    );
    await d.close();
    await shared.close();
  }
  for (const { text } of items) {
    t.equal(
      services.reduce((sum, { answered }) => sum + (answered.get(`|${text}`) ?? 0), 0),
      1,
    );
  }
});

t.test('an abort settles everything at once, and frees what was held', async (t) => {
  for (let seed = 1; seed <= 30; seed++) {
    const { clock, shared, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'), { seed });
    const random = randomFrom(seed);
    const service = new FaultyService(
      clock,
      random,
      { throttled: 0.2, transient: 0.3 },
      { maxItems: 5, maxBytes: 1e6 },
    );
    const other = new FaultyService(clock, random, {});
    const [d, d2] = [dispatcher(service, 'w1'), dispatcher(other, 'w2')];
    const controller = new AbortController();
    const aborted = d.dispatch(numbered(100), controller.signal);
    const waiting = d2.dispatch(numbered(100), never);
    let abortedAt = 0;
    clock.after(random() * 400, () => {
      controller.abort();
      abortedAt = clock.now();
    });
    await t.rejects(clock.until(aborted), { code: 'INTERRUPTED' });
    t.equal(clock.now(), abortedAt);
    t.same(await clock.until(waiting), numbered(100).map(expected), 'the other takes over');
    t.equal(service.open, 0);
    await d.close();
    await d2.close();
    await shared.close();
  }
});

t.test('batches that are open under one signal listen to it once, and not at all afterwards', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const d = dispatcher(new FaultyService(clock, randomFrom(1), { transient: 0.2 }));
  const { signal } = new AbortController();
  const batches = Array.from({ length: 30 }, (_, i) => d.dispatch(texts(`a ${i}`, 'b'), signal));
  let most = 0;
  for (const ms of [0, 1, 20, 200]) {
    clock.after(ms, () => {
      most = Math.max(most, getEventListeners(signal, 'abort').length);
    });
  }
  await clock.until(Promise.all([...batches, clock.sleep(300)]));
  t.equal(most, 1);
  t.equal(getEventListeners(signal, 'abort').length, 0);
  await d.close();
});

t.test('a worker that is gone holds nothing', async (t) => {
  const { clock, shared, dispatcher } = await setting(t.testdir(), { delivery: { maxConcurrency: 1 } });
  const hung = new FaultyService(clock, randomFrom(1), {});
  hung.call = () => new Promise(() => {});
  const lost = dispatcher(hung, 'w1').dispatch(numbered(10), never);
  lost.catch(() => {});
  const d = dispatcher(new FaultyService(clock, randomFrom(1), {}), 'w2');
  const waiting = d.dispatch(numbered(10), never);
  clock.after(5000, () => shared.workerEnded('w1'));
  t.same(await clock.until(waiting), numbered(10).map(expected));
  t.ok(clock.now() >= 5000);
  await d.close();
});

t.test('closing ends what is under way', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new FaultyService(clock, randomFrom(1), {});
  const d = dispatcher(service);
  const open = d.dispatch(numbered(100), never);
  clock.after(5, () => void d.close());
  await t.rejects(clock.until(open), { code: 'INTERRUPTED' });
  await t.rejects(d.dispatch(numbered(1), never), { code: 'INTERRUPTED' });
});

t.test('waiting for the rate does not count towards the deadline', async (t) => {
  const { clock, dispatcher } = await setting(t.testdir(), {
    delivery: { deadlineSeconds: 2, callsPerSecond: 0.5 },
  });
  const service = new FaultyService(clock, randomFrom(1), { transient: 0.2 }, { maxItems: 5, maxBytes: 1e6 });
  const d = dispatcher(service);
  t.same(await clock.until(d.dispatch(numbered(50), never)), numbered(50).map(expected));
  t.ok(clock.now() > 18_000);
  await d.close();
});
