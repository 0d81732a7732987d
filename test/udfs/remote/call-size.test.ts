import t from 'tap';
import { CallFailure, type ItemOutcome } from '../../../udfs/remote/call-service.js';
import { PackSize } from '../../../udfs/remote/pack-size.js';
import { answerOf, FaultyService, randomFrom } from './faulty-service.js';
import { setting } from './setting.js';

const LIMITS = { maxItems: 1000, maxBytes: 1_000_000 };
/** Calls as full as they may be, all of them answered. */
function succeed(size: PackSize, times: number): void {
  for (let i = 0; i < times; i++) size.succeeded(size.items, size.bytes);
}

t.test(
  'a size that failed is halved, grows again to near what failed, and in the end beyond it',
  async (t) => {
    const size = new PackSize(LIMITS);
    t.same([size.items, size.bytes], [1000, 1_000_000]);
    size.tooLarge(800, 600_000);
    t.same([size.items, size.bytes], [400, 300_000]);
    succeed(size, 40);
    t.ok(size.items > 600 && size.items < 800, `${size.items} items`);
    t.ok(size.bytes > 450_000 && size.bytes < 600_000, `${size.bytes} bytes`);
    succeed(size, 400);
    t.same([size.items, size.bytes], [1000, 1_000_000]);
  },
);

t.test('small calls tell nothing of larger ones, and a single item nothing of many', async (t) => {
  const size = new PackSize(LIMITS);
  size.tooLarge(1, 10);
  t.equal(size.items, 1000);
  size.tooLarge(10, 1000);
  for (let i = 0; i < 100; i++) size.succeeded(1, 10);
  t.equal(size.items, 5);
  for (let i = 0; i < 20; i++) size.tooLarge(2, 20);
  t.ok(size.items >= 1 && size.bytes >= 1);
});

t.test('a call that times out is halved at once', async (t) => {
  /** Too slow for more than four. */
  class SlowService extends FaultyService {
    override async call(
      texts: readonly string[],
      group: string,
      signal: AbortSignal,
    ): Promise<readonly ItemOutcome<string>[]> {
      const outcomes = await super.call(texts, group, signal);
      if (texts.length > 4)
        throw new CallFailure('transient', {
          code: 'REMOTE_UNAVAILABLE',
          mayBeBilled: true,
          timedOut: true,
        });
      return outcomes;
    }
  }
  const { clock, dispatcher } = await setting(t.testdir());
  const service = new SlowService(clock, randomFrom(1), {}, { maxItems: 32, maxBytes: 1e6 });
  const d = dispatcher(service);
  const items = Array.from({ length: 32 }, (_, i) => ({ text: `text ${i}`, group: '' }));
  t.same(
    await clock.until(d.dispatch(items, new AbortController().signal)),
    items.map(({ text }) => ({ ok: true, answer: answerOf('', text) })),
  );
  // 1 of 32 items, 2 of 16, 4 of 8 and 8 of 4.
  t.equal(service.calls, 15);
  await d.close();
});
