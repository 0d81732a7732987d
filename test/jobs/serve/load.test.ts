import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { running } from './running.js';

const SENTENCE = "I'm Maria Lopez of Austin, call 555-867-5309 or write to maria@lopez.example. ";
/** Some seconds of work in one piece. */
const LONG = SENTENCE.repeat(60_000);
const MAX_BODY = 64 * 1024 * 1024;

t.test('a slow text holds up neither short ones nor long bulks of short ones', async (t) => {
  const { post, server } = await running(t, { maxBody: MAX_BODY, threads: 2, graceMs: 0 });
  await server.ready;
  let isSlowDone = false;
  const slow = [0, 1, 2].map(() =>
    post('/api/redact', { text: LONG }).then((answer) => {
      isSlowDone = true;
      return answer;
    }),
  );
  // Some are cut off when the server is stopped below.
  for (const one of slow) one.catch(() => {});
  // They are in the pool once others wait: the body alone takes a while to arrive.
  await sleep(300);
  for (let n = 0; n < 5; n++) t.equal((await post('/api/redact', { text: SENTENCE })).status, 200);
  t.notOk(isSlowDone, 'short texts were answered first');
  const bulk = await post('/api/redact/bulk', { bulkText: Array.from({ length: 50 }, () => SENTENCE) });
  t.equal(bulk.status, 200);
  t.notOk(isSlowDone, 'so was a bulk');
  await server.stop();
  await Promise.allSettled(slow);
});

t.test('requests take turns: a short one does not wait for a whole bulk before it', async (t) => {
  const { post, server } = await running(t, { maxBody: MAX_BODY, threads: 1 });
  await server.ready;
  let isDone = false;
  const bulk = post('/api/redact/bulk', {
    bulkText: Array.from({ length: 8000 }, (_, n) => `${n} ${SENTENCE}`),
  }).then((answer) => {
    isDone = true;
    return answer;
  });
  await sleep(300);
  t.equal((await post('/api/redact', { text: SENTENCE })).status, 200);
  t.notOk(isDone);
  t.equal((await bulk).status, 200);
});

t.test('a request that takes too long is told so, and its thread is free again', async (t) => {
  const { post, server, lines } = await running(t, { maxBody: MAX_BODY, threads: 1, timeoutMs: 1500 });
  await server.ready;
  const late = await post('/api/redact', { text: LONG.repeat(3) });
  t.match(late, { status: 504, body: { code: 'TIME_LIMIT', retryable: true } });
  t.notMatch(late.text, 'Maria');
  // The thread is ended, and another loads the engine.
  let status = 0;
  for (let round = 0; round < 40 && status !== 200; round++)
    status = (await post('/api/redact', { text: SENTENCE })).status;
  t.equal(status, 200);
  t.match(lines[0], { status: 504, code: 'TIME_LIMIT', items: 1 });
});

t.test('a client that goes away gives its place and its thread back', async (t) => {
  const { post, server } = await running(t, { maxBody: MAX_BODY, threads: 1, maxRequests: 1 });
  await server.ready;
  const { hostname, port } = new URL(server.url);
  const body = JSON.stringify({ text: LONG.repeat(4) });
  const leaving = request({
    hostname,
    port,
    path: '/api/redact',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    agent: false,
  });
  leaving.on('error', () => {});
  leaving.end(body);
  let status = 0;
  for (let round = 0; round < 200 && status !== 503; round++) {
    status = (await post('/api/redact', { text: 'x' })).status;
    if (status !== 503) await sleep(20);
  }
  t.equal(status, 503, 'the one place is taken');
  await sleep(500);
  leaving.destroy();
  const started = Date.now();
  do status = (await post('/api/redact', { text: 'x' })).status;
  while (status === 503 && Date.now() - started < 60_000);
  t.equal(status, 200);
});

t.test('stopping waits for answers, and no longer than its bound', async (t) => {
  const patient = await running(t, { maxBody: MAX_BODY, threads: 2, graceMs: 60_000 });
  await patient.server.ready;
  const answer = patient.post('/api/redact', { text: LONG.slice(0, 2_000_000) });
  await sleep(500);
  t.equal(await patient.server.stop(), true);
  t.equal((await answer).status, 200);
  await t.rejects(patient.get('/health'), 'nothing more is accepted');

  const hasty = await running(t, { maxBody: MAX_BODY, threads: 2, graceMs: 100 });
  await hasty.server.ready;
  const lost = hasty.post('/api/redact', { text: LONG.repeat(4) }).then(
    ({ status }) => status,
    () => 'cut off',
  );
  await sleep(700);
  t.equal(await hasty.server.stop(), false);
  t.not(await lost, 200);
});
