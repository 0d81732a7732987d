import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { RemoteItem } from '../../../udfs/remote/call-service.js';
import { createDispatcher } from '../../../udfs/remote/dispatcher.js';
import { localLine } from '../../../udfs/remote/shared-line.js';
import { remoteShared } from '../../../udfs/remote/shared-service.js';
import { privateFolder } from '../../private-folder.js';
import { answerOf, randomFrom } from './faulty-service.js';
import { key } from './setting.js';
import { toyServer } from './toy-server.js';
import { ToyService } from './toy-service.js';

t.test('against a server that misbehaves on a schedule, over HTTP', async (t) => {
  const folder = t.testdir();
  let calls = 0;
  let untrusted = 0;
  const schedule = async (seed: number): Promise<void> => {
    const random = randomFrom(seed);
    const never = new AbortController().signal;
    const server = await toyServer(random, random() * 0.2);
    const delivery = { maxConcurrency: 6, deadlineSeconds: 60 };
    const context = { runId: 'r', key, folder: await privateFolder(folder, 'l'), signal: never };
    const shared = await remoteShared({ id: 'x', service: 'toy', delivery }).open(context);
    const items = Array.from({ length: 40 }, (_, i): RemoteItem => {
      const word = random() < 0.02 ? 'refuse' : 'text';
      return { text: `${word} ${random() < 0.2 ? i >> 2 : i}`, group: random() < 0.3 ? 'a' : '' };
    });
    await Promise.all(
      ['w1', 'w2'].map(async (workerId) => {
        const dispatcher = createDispatcher({
          service: new ToyService(server.url),
          line: localLine(shared, workerId),
          identity: 'toy 1',
          key,
          delivery,
          // No need to wait for long between tries here.
          random: () => random() * 0.1,
        });
        const outcomes = await dispatcher.dispatch(items, never);
        for (const [i, outcome] of outcomes.entries()) {
          const { text, group } = items[i]!;
          if (outcome.ok) {
            if (outcome.answer !== answerOf(group, text)) t.fail(`seed ${seed}: another's answer`);
          } else {
            const refused = text.includes('refuse') && outcome.code === 'REMOTE_REFUSED';
            // Three answers in a row that were none.
            if (outcome.code === 'REMOTE_UNTRUSTED') untrusted++;
            else if (!refused) t.fail(`seed ${seed}: ${outcome.code}`);
          }
          if (text.includes('refuse') && outcome.ok) t.fail(`seed ${seed}: refused and answered`);
        }
        await dispatcher.close();
      }),
    );
    const twice = [...server.answered].filter(([, n]) => n > 1);
    if (twice.length > 0) t.same(twice, [], `seed ${seed}: answered twice`);
    if (server.highestOpen() > 6) t.fail(`${server.highestOpen()} open`);
    calls += server.calls();
    await shared.close();
    await server.close();
  };
  for (let seed = 1; seed <= 200; seed += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => schedule(seed + i)));
  }
  t.ok(calls > 1000, `${calls} calls`);
  t.ok(untrusted < 50, `${untrusted} untrusted`);
});

t.test('a run that is killed pays for nothing twice but what was in flight', async (t) => {
  const count = 400;
  const server = await toyServer(randomFrom(1), 0, 10);
  const folder = await privateFolder(t.testdir(), 'l');
  const child = fileURLToPath(new URL('dispatch-child.js', import.meta.url));
  const start = (): ChildProcess =>
    spawn(process.execPath, [child, server.url, folder, `${count}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  let kills = 0;
  for (const atAnswered of [50, 150, 250]) {
    const run = start();
    const exit = once(run, 'exit');
    while (server.answered.size < atAnswered && run.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    run.kill('SIGKILL');
    await exit;
    kills++;
  }
  t.ok(server.answered.size >= 250 && server.answered.size < count, `${server.answered.size} were paid for`);
  const last = start();
  const printed: Buffer[] = [];
  last.stdout!.on('data', (chunk) => printed.push(chunk));
  const [code] = await once(last, 'close');
  t.equal(code, 0);
  const { outcomes, itemsFromLedger } = JSON.parse(Buffer.concat(printed).toString());
  t.same(
    outcomes,
    Array.from({ length: count }, (_, i) => ({ ok: true, answer: answerOf('', `text ${i}`) })),
  );
  const twice = [...server.answered.values()].reduce((sum, n) => sum + n - 1, 0);
  // Four calls of at most 20 items each were in flight.
  t.ok(twice <= kills * 4 * 20, `${twice} items were paid for again`);
  t.ok(itemsFromLedger >= 250 - 80, `${itemsFromLedger} from the ledger`);
  await server.close();
});
