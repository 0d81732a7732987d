import t from 'tap';
import {
  CallFailure,
  type CallFailureKind,
  type ItemOutcome,
  type RemoteItem,
} from '../../../udfs/remote/call-service.js';
import { privateFolder } from '../../private-folder.js';
import { answerOf, FaultyService, randomFrom } from './faulty-service.js';
import { setting } from './setting.js';
import type { VirtualClock } from './virtual-clock.js';

const numbered = (count: number, word = 'text'): RemoteItem[] =>
  Array.from({ length: count }, (_, i) => ({ text: `${word} ${i}`, group: '' }));
const never = new AbortController().signal;

type Answer = (texts: readonly string[]) => CallFailureKind | 'wrong items' | 'wrong count' | undefined;

/** Answers as FaultyService does where `how` says nothing else. */
function service(clock: VirtualClock, how: Answer, limits = { maxItems: 1000, maxBytes: 1e6 }) {
  const faulty = new FaultyService(clock, randomFrom(1), {}, limits);
  const call = faulty.call.bind(faulty);
  faulty.call = async (texts, group, signal) => {
    const outcomes = await call(texts, group, signal);
    const kind = how(texts);
    if (kind === 'wrong items') return outcomes.map(() => ({ ok: false, code: 'REMOTE_WRONG_TEXT' }));
    if (kind === 'wrong count') return [...outcomes, ...outcomes];
    if (kind === undefined) return outcomes;
    const code = { refused: 'REMOTE_REFUSED', untrusted: 'REMOTE_UNTRUSTED' }[kind as string];
    throw new CallFailure(kind, { code: code ?? 'REMOTE_UNAVAILABLE' });
  };
  return faulty;
}

const failed = (items: readonly RemoteItem[], code: string): ItemOutcome<string>[] =>
  items.map(() => ({ ok: false, code }));

t.test('a place that is not the service stops all threads after a few calls', async (t) => {
  for (const [how, code] of [
    ['untrusted', 'REMOTE_UNTRUSTED'],
    ['wrong count', 'REMOTE_UNTRUSTED'],
    ['refused', 'REMOTE_REFUSED'],
    ['wrong items', 'REMOTE_UNTRUSTED'],
  ] as const) {
    const { clock, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'));
    const services = [1, 2].map(() => service(clock, () => how, { maxItems: 100, maxBytes: 1e6 }));
    const dispatchers = services.map((service, i) => dispatcher(service, `w${i}`));
    const runs = dispatchers.map((d, i) => d.dispatch(numbered(5000, `of ${i}`), never));
    for (const run of await clock.until(Promise.allSettled(runs)))
      t.match(run, { status: 'rejected', reason: { code, message: /Check .*URL/ } }, how);
    const calls = services.reduce((sum, { calls }) => sum + calls, 0);
    t.ok(calls <= 12, `${how}: ${calls} calls`);
    for (const d of dispatchers) await d.close();
  }
});

t.test('a run of one row is not quarantined by a place that is not the service', async (t) => {
  for (const [how, code] of [
    ['untrusted', 'REMOTE_UNTRUSTED'],
    ['refused', 'REMOTE_REFUSED'],
    ['too-large', 'REMOTE_REFUSED'],
  ] as const) {
    const { clock, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'));
    const d = dispatcher(service(clock, () => how));
    await t.rejects(clock.until(d.dispatch(numbered(1), never)), { code }, how);
    await d.close();
  }
});

t.test('a portal that steps in between stops the run, and what was answered is kept', async (t) => {
  const folder = t.testdir();
  const first = await setting(folder);
  let isThere = true;
  const cut = service(first.clock, () => (isThere ? undefined : 'untrusted'), { maxItems: 5, maxBytes: 1e6 });
  cut.onCall = () => {
    isThere &&= cut.answered.size < 50;
  };
  const d1 = first.dispatcher(cut);
  await t.rejects(first.clock.until(d1.dispatch(numbered(400), never)), { code: 'REMOTE_UNTRUSTED' });
  await d1.close();
  await first.shared.close();
  const second = await setting(folder);
  const d2 = second.dispatcher(service(second.clock, () => undefined));
  t.same(
    await second.clock.until(d2.dispatch(numbered(400), never)),
    numbered(400).map(({ text }) => ({ ok: true, answer: answerOf('', text) })),
  );
  t.ok(second.shared.counters()['itemsFromLedger']! >= 40);
  await d2.close();
});

t.test('rows that are refused, one and all, are quarantined once a probe was answered', async (t) => {
  for (const [how, code] of [
    ['refused', 'REMOTE_REFUSED'],
    ['untrusted', 'REMOTE_UNTRUSTED'],
    ['wrong items', 'REMOTE_WRONG_TEXT'],
  ] as const) {
    for (const count of [1, 30]) {
      const { clock, shared, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'));
      const refusing = service(clock, ([text]) => (text === 'ok' ? undefined : how), {
        maxItems: 4,
        maxBytes: 1e6,
      });
      let dollars = 0;
      const call = refusing.call.bind(refusing);
      refusing.call = (texts, group, signal) => {
        if (how !== 'refused' || texts[0] === 'ok') dollars += refusing.costOf(texts).dollars;
        return call(texts, group, signal);
      };
      const d = dispatcher(refusing);
      t.same(
        await clock.until(d.dispatch(numbered(count), never)),
        failed(numbered(count), code),
        `${count} ${how}`,
      );
      t.ok(refusing.probes <= 6, `${refusing.probes} probes`);
      await d.close();
      t.ok(Math.abs(shared.counters()['dollars']! - dollars) < 1e-9, 'the books agree');
    }
  }
});

t.test(
  'a lone row that the service falls over is quarantined if the service is up, in one attempt',
  async (t) => {
    for (const kind of ['transient', 'throttled'] as const) {
      const { clock, dispatcher } = await setting(await privateFolder(t.testdir(), 'l'), {
        delivery: { deadlineSeconds: 60 },
      });
      let up = true;
      const falling = service(clock, ([text]) => (up && text === 'ok' ? undefined : kind));
      const d = dispatcher(falling);
      if (kind === 'transient') {
        t.same(
          await clock.until(d.dispatch(numbered(1), never)),
          failed(numbered(1), 'REMOTE_UNAVAILABLE'),
          'probes were answered between its failures',
        );
        t.ok(clock.now() > 50_000 && clock.now() < 300_000, `after ${Math.round(clock.now() / 1000)} s`);
        t.ok(falling.probes >= 3 && falling.probes <= 6, `${falling.probes} probes`);
      }
      up = false;
      await t.rejects(clock.until(d.dispatch(numbered(1, 'more'), never)), {
        code: 'REMOTE_UNAVAILABLE',
        retryable: true,
      });
      await d.close();
    }
  },
);
