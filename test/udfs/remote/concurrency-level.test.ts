import t from 'tap';
import { ConcurrencyLevel } from '../../../udfs/remote/budget-concurrency.js';

const ALONE_MS = 200;

/** Rounds of as many calls as may be open at a service that works on `capacity` of them at a time. */
function rounds(level: ConcurrencyLevel, from: number, count: number, capacity: number): number {
  let now = from;
  for (let round = 0; round < count; round++) {
    const { calls } = level;
    const latencyMs = ALONE_MS * Math.max(1, calls / capacity);
    now += latencyMs;
    level.reached();
    for (let call = 0; call < calls; call++) level.succeeded(now, latencyMs, 1000);
  }
  return now;
}

t.test(
  'concurrency grows while latency holds, and falls when calls begin to wait for each other',
  async (t) => {
    const level = new ConcurrencyLevel(64);
    const now = rounds(level, 0, 40, 48);
    t.ok(level.calls >= 32, `${level.calls} where 48 pay`);
    const before = level.calls;
    const later = rounds(level, now, 6, 4);
    t.ok(level.calls <= 12, `${level.calls} of ${before} where 4 pay`);
    rounds(level, later, 200, 48);
    t.ok(level.calls >= 32, `${level.calls} where 48 pay again`);
  },
);

t.test('it is never below one, nor above what is allowed', async (t) => {
  const level = new ConcurrencyLevel(5);
  rounds(level, 0, 100, 48);
  t.equal(level.calls, 5);
  for (let at = 1; at < 50; at++) level.lower(1e6 + at, 1e6 + at, 0.5, 1);
  t.equal(level.calls, 1);
  rounds(level, 2e6, 100, 48);
  t.equal(level.calls, 5);
});
