import fc from 'fast-check';
import t from 'tap';
import { Budget } from '../../../udfs/remote/budget.js';
import { Admissions } from '../../../udfs/remote/budget-admissions.js';
import { ConcurrencyLevel } from '../../../udfs/remote/budget-concurrency.js';
import { bucket, fixedWindow, type Limiter, simulate, slidingWindow } from './budget-simulation.js';
import { randomFrom } from './faulty-service.js';
import { VirtualClock } from './virtual-clock.js';

/** Most that any window of so many milliseconds holds. */
function mostIn(
  windowMs: number,
  begun: readonly { at: number; characters: number }[],
  of: 'calls' | 'characters',
): number {
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const call of begun) {
    sum += of === 'calls' ? 1 : call.characters;
    while (begun[first]!.at <= call.at - windowMs) {
      sum -= of === 'calls' ? 1 : begun[first]!.characters;
      first++;
    }
    most = Math.max(most, sum);
  }
  return most;
}

t.test('no second ever holds more than the configured calls, and nearly as many are made', async () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.2, max: 20, noNaN: true })),
      fc.integer({ min: 5, max: 300 }),
      fc.nat(),
      (callsPerSecond, latencyMs, seed) => {
        const seconds = Math.max(20, 40 / callsPerSecond);
        const { begun } = simulate({ limits: { callsPerSecond }, latencyMs, seconds, seed });
        if (mostIn(1000, begun, 'calls') > Math.ceil(callsPerSecond)) return false;
        // Unless latency keeps 64 open calls from making as many.
        const possible = Math.min(callsPerSecond, 64_000 / (latencyMs * 1.2));
        return begun.length >= 0.9 * possible * (seconds - 3);
      },
    ),
    { numRuns: 40 },
  );
});

t.test(
  'a service that enforces the configured rate, however it counts, refuses nearly nothing',
  async (t) => {
    for (const [name, limiter] of Object.entries({ bucket, fixedWindow, slidingWindow })) {
      for (const rate of [5, 40, 200]) {
        const { through, refused } = simulate({
          limits: { callsPerSecond: rate },
          limiter: limiter(rate),
          latencyMs: 80,
          seconds: 60,
        });
        t.ok(through >= 0.9 * rate * 60, `${name} ${rate}: ${through}`);
        t.ok(refused <= 0.01 * through, `${name} ${rate}: ${refused} refused`);
      }
    }
  },
);

t.test('an unknown rate is learnt: 90 % of it is used, 1 % of calls are refused at most', async (t) => {
  const limiters: Record<string, (rate: number) => Limiter> = { bucket, fixedWindow, slidingWindow };
  for (const [name, limiter] of Object.entries(limiters)) {
    for (const rate of [20, 60, 200]) {
      for (const retryAfterMs of [undefined, 1000]) {
        const seconds = Math.max(300, 12_000 / rate);
        const { through, refused } = simulate({
          limits: {},
          limiter: limiter(rate),
          latencyMs: 60,
          seconds,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
        const told = `${name} ${rate}/s${retryAfterMs === undefined ? '' : ', Retry-After'}`;
        const used = through / (rate * seconds);
        t.ok(used >= 0.9, `${told}: ${(100 * used).toFixed(1)} % used`);
        const share = refused / (through + refused);
        t.ok(share <= 0.01, `${told}: ${(100 * share).toFixed(2)} % refused`);
      }
    }
  }
});

t.test('throttles at the very beginning are no measure of the rate: calls go on fast', async (t) => {
  const throttling = (...calls: number[]): Limiter =>
    (() => {
      let call = 0;
      return () => !calls.includes(call++);
    })();
  for (const retryAfterMs of [undefined, 1000]) {
    const told = retryAfterMs === undefined ? '' : ', Retry-After';
    const again = retryAfterMs === undefined ? {} : { retryAfterMs };
    for (const calls of [[0], [1], [5], [0, 1]]) {
      const { begun } = simulate({
        limits: {},
        limiter: throttling(...calls),
        latencyMs: 60,
        seconds: 30,
        ...again,
      });
      t.ok(begun[11]!.at < 1500, `${calls}${told}: ten calls in ${Math.round(begun[11]!.at)} ms`);
      t.ok(begun[100]!.at < 4000, `${calls}${told}: a hundred in ${Math.round(begun[100]!.at)} ms`);
    }
    // The second one is believed, as far as two calls can be.
    const { begun } = simulate({
      limits: {},
      limiter: throttling(1, 3),
      latencyMs: 60,
      seconds: 60,
      ...again,
    });
    t.ok(begun[11]!.at < 6000, `twice${told}: ten calls in ${Math.round(begun[11]!.at)} ms`);
    t.ok(begun[100]!.at < 12_000, `twice${told}: a hundred in ${Math.round(begun[100]!.at)} ms`);
  }
});

t.test('a slow service is not asked too often for it', async (t) => {
  for (const [name, limiter] of Object.entries({ bucket, fixedWindow })) {
    for (const rate of [2, 5]) {
      const { through, refused } = simulate({
        limits: {},
        limiter: limiter(rate),
        latencyMs: 60,
        seconds: 3000,
      });
      t.ok(through >= 0.95 * rate * 3000, `${name} ${rate}: ${through}`);
      t.ok(refused <= 0.01 * through, `${name} ${rate}: ${refused} refused`);
    }
  }
});

t.test('no minute ever holds more than the configured characters, and nearly as many are sent', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 5000, max: 200_000 }), fc.nat(), (charactersPerMinute, seed) => {
      const { begun } = simulate({
        limits: { charactersPerMinute },
        latencyMs: 50,
        seconds: 200,
        characters: (random) => (random() * charactersPerMinute) / 20,
        seed,
      });
      const sent = begun.reduce((sum, { characters }) => sum + characters, 0);
      return (
        mostIn(60_000, begun, 'characters') <= charactersPerMinute && sent >= 3 * 0.9 * charactersPerMinute
      );
    }),
    { numRuns: 15 },
  );
});

t.test('a call that has more characters than a minute allows goes alone', async (t) => {
  const { begun } = simulate({
    limits: { charactersPerMinute: 1000 },
    latencyMs: 50,
    seconds: 1000,
    characters: () => 2500,
  });
  t.ok(begun.length >= 5 && begun.length <= 7, `${begun.length} calls in 1000 s`);
});

t.test('calls open at once grow to the maximum while latency holds, and not beyond', async (t) => {
  const { highestOpen, through } = simulate({ limits: { maxConcurrency: 32 }, latencyMs: 100, seconds: 10 });
  t.equal(highestOpen, 32);
  t.ok(through > 0.7 * 320 * 10, `${through} calls`);
});

t.test('a service whose latency grows with its load is not flooded', async (t) => {
  // Four at a time are worked on, 50 ms each.
  const budget = new Budget({ limits: { maxConcurrency: 256, deadlineSeconds: 600 }, service: 'x' });
  const random = randomFrom(1);
  const free = [0, 0, 0, 0];
  const open: { at: number; began: number; ticket: string }[] = [];
  let now = 0;
  let done = 0;
  let highest = 0;
  for (let n = 0; now < 60_000; ) {
    while (budget.waiting < 4) budget.ask(`${n++}`, { characters: 100, dollars: 0 }, now);
    for (const ticket of budget.decide(now).admitted) {
      free.sort((a, b) => a - b);
      free[0] = Math.max(free[0]!, now) + 45 + random() * 10;
      open.push({ at: free[0], began: now, ticket });
    }
    if (now > 10_000) highest = Math.max(highest, open.length);
    open.sort((a, b) => b.at - a.at);
    const next = open.pop()!;
    now = next.at;
    budget.release(next.ticket, { kind: 'succeeded', latencyMs: now - next.began, billed: true }, now);
    done++;
  }
  t.ok(highest <= 24, `${highest} open`);
  t.ok(done >= 0.95 * 60 * 80, `${done} of ${60 * 80}`);
});

t.test('a service that has become slower is called no less for it', async (t) => {
  let slow = 1;
  const level = new ConcurrencyLevel(64);
  for (let now = 0; now < 120_000; now += 60 * slow) {
    if (now > 20_000) slow = 4;
    level.reached();
    for (let i = level.calls; i > 0; i--) level.succeeded(now, 50 * slow, 100);
  }
  t.ok(level.calls > 32, `${level.calls}`);
});

t.test('Retry-After pauses everybody, and lowers the level', async (t) => {
  const budget = new Budget({ limits: { maxConcurrency: 64, deadlineSeconds: 600 }, service: 'x' });
  budget.ask('a', { characters: 1, dollars: 0 }, 0);
  budget.ask('b', { characters: 1, dollars: 0 }, 0);
  t.same(budget.decide(0).admitted, ['a', 'b']);
  budget.release('a', { kind: 'throttled', latencyMs: 5, retryAfterMs: 7000, billed: false }, 5);
  budget.release('b', { kind: 'throttled', latencyMs: 5, retryAfterMs: 3000, billed: false }, 6);
  t.equal(budget.level, 1);
  budget.ask('c', { characters: 1, dollars: 0 }, 7);
  const { admitted, wakeAt } = budget.decide(7);
  t.same(admitted, []);
  t.equal(wakeAt, 7005);
  t.same(budget.decide(7004).admitted, []);
  t.same(budget.decide(7005).admitted, ['c']);
});

t.test('who has to wait for longer than the deadline is told so at once', async (t) => {
  const budget = new Budget({ limits: { maxConcurrency: 64, deadlineSeconds: 60 }, service: 'x' });
  budget.ask('a', { characters: 1, dollars: 0 }, 0);
  budget.decide(0);
  budget.release('a', { kind: 'throttled', latencyMs: 5, retryAfterMs: 3_600_000, billed: false }, 5);
  budget.ask('b', { characters: 1, dollars: 0 }, 6);
  t.match(budget.decide(6).refused, [
    { ticket: 'b', error: { code: 'REMOTE_UNAVAILABLE', retryable: true } },
  ]);
});

t.test('first come, first served, and what is withdrawn takes nothing', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('ask', 'release', 'withdraw waiting', 'withdraw open'), { maxLength: 100 }),
      (steps) => {
        const budget = new Budget({ limits: { maxConcurrency: 3, deadlineSeconds: 600 }, service: 'x' });
        const waiting: string[] = [];
        const open: string[] = [];
        for (const [n, step] of steps.entries()) {
          if (step === 'ask') {
            waiting.push(`${n}`);
            budget.ask(`${n}`, { characters: 1, dollars: 1 }, n);
          } else if (step === 'release' && open.length > 0) {
            budget.release(open.shift()!, { kind: 'succeeded', latencyMs: 1, billed: false }, n);
          } else if (step === 'withdraw waiting' && waiting.length > 0) budget.withdraw(waiting.pop()!);
          else if (step === 'withdraw open' && open.length > 0) budget.withdraw(open.pop()!);
          const { admitted } = budget.decide(n);
          for (const ticket of admitted) {
            if (ticket !== waiting.shift()) return false;
            open.push(ticket);
          }
          if (open.length > budget.level || budget.open !== open.length) return false;
          if (waiting.length > 0 && open.length < budget.level) return false;
        }
        return true;
      },
    ),
  );
});

t.test('the cap counts what open calls may yet cost', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(100), fc.boolean()), { minLength: 1, maxLength: 60 }),
      fc.nat(1000),
      (calls, cents) => {
        const maxDollars = cents / 100;
        const budget = new Budget({
          limits: { maxConcurrency: 4, deadlineSeconds: 600, maxDollars },
          service: 'x',
        });
        const open = new Map<string, readonly [number, boolean]>();
        let spent = 0;
        for (const [n, call] of calls.entries()) {
          budget.ask(`${n}`, { characters: 1, dollars: call[0] / 100 }, n);
          const { admitted, refused } = budget.decide(n);
          for (const ticket of admitted) open.set(ticket, calls[Number(ticket)]!);
          const mayCost = [...open.values()].reduce((sum, [cost]) => sum + cost, 0);
          if (spent + mayCost > cents) return false;
          if (refused.length > 0) {
            const { ticket, error } = refused[0]!;
            // Only when no open call may give something back.
            return (
              error.code === 'SPENDING_CAP_REACHED' &&
              mayCost === 0 &&
              spent + calls[Number(ticket)]![0] > cents
            );
          }
          const [first] = open;
          if (first !== undefined && n % 2 === 1) {
            open.delete(first[0]);
            if (first[1][1]) spent += first[1][0];
            budget.release(first[0], { kind: 'transient', latencyMs: 1, billed: first[1][1] }, n);
          }
        }
        return Math.abs(budget.spent * 100 - spent) < 1e-6;
      },
    ),
    { numRuns: 500 },
  );
});

t.test('what nobody decides on any more is rejected', async (t) => {
  const clock = new VirtualClock();
  const budget = new Budget({ limits: { maxConcurrency: 1, deadlineSeconds: 600 }, service: 'x' });
  const admissions = new Admissions(budget, clock);
  await admissions.admit('a', { characters: 1, dollars: 0 });
  const waiting = admissions.admit('b', { characters: 1, dollars: 0 });
  const closed = admissions.admit('c', { characters: 1, dollars: 0 });
  admissions.withdraw('b');
  await t.rejects(waiting, { code: 'INTERRUPTED' });
  admissions.close();
  await t.rejects(closed, { code: 'INTERRUPTED' });
  await t.rejects(admissions.admit('d', { characters: 1, dollars: 0 }), { code: 'INTERRUPTED' });
});
