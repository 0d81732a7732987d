import fc from 'fast-check';
import t from 'tap';
import type { CallService } from '../../../../udfs/remote/call-service.js';
import { comprehendCalls } from '../../../../udfs/remote/comprehend/comprehend-calls.js';
import type { ComprehendAnswer } from '../../../../udfs/remote/comprehend/entity.js';
import { DELIMITER } from '../../../../udfs/remote/comprehend/joined-text.js';
import { MAX_TEXT_BYTES } from '../../../../udfs/remote/comprehend/limits.js';
import { LIST_PRICE } from '../../../../udfs/remote/comprehend/prices.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import { cell } from './cells.js';
import { patternEntities, startComprehendServer } from './comprehend-server.js';

standInEnvironment();

const NEVER = new AbortController().signal;
/** The engine sends no cell that is empty. */
const sent = cell.filter((text) => text.trim() !== '');

async function ask(service: CallService<ComprehendAnswer>, texts: readonly string[]) {
  const outcomes = await service.call(texts, 'en', NEVER);
  return outcomes.map((outcome) => (outcome.ok ? outcome.answer : outcome.code));
}

t.test('texts answered together are answered as one by one', async (t) => {
  const server = await startComprehendServer({ detect: patternEntities });
  const service = await comprehendCalls(engineOptions(server.url));
  t.teardown(async () => {
    await service.close();
    await server.close();
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 8 }), async (texts) => {
      const together = await ask(service, texts);
      const direct = texts.map((text) => {
        const entities = patternEntities(text.replace(/\p{Surrogate}/gu, '\ufffd'));
        return entities.sort((a, b) => a.start - b.start || a.end - b.end);
      });
      found += direct.flat().length;
      t.strictSame(together, direct);
      if (texts.length > 1) t.strictSame((await ask(service, texts.slice(0, 1)))[0], together[0]);
    }),
    { numRuns: 60 },
  );
  t.ok(found > 100, `${found} entities`);
  for (const call of server.calls) t.ok(call.bytes <= MAX_TEXT_BYTES);
  t.ok(server.connections() <= 2, 'connections are kept alive');
});

t.test('what is billed is what the call was said to cost', async (t) => {
  const server = await startComprehendServer({ detect: patternEntities });
  const service = await comprehendCalls(engineOptions(server.url));
  t.teardown(async () => {
    await service.close();
    await server.close();
  });
  await fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 30 }), async (texts) => {
      const before = server.billedUnits();
      await ask(service, texts);
      const { characters, dollars } = service.costOf(texts);
      t.equal(characters, server.calls.at(-1)!.characters);
      t.equal(dollars, (server.billedUnits() - before) * LIST_PRICE.dollarsPerUnit);
    }),
    { numRuns: 40 },
  );
  const own = await comprehendCalls(engineOptions(server.url, { dollarsPerUnit: 2 }));
  t.equal(own.costOf(['x']).dollars, 6);
  t.equal(own.costOf(['x'.repeat(301)]).dollars, 8);
  t.equal(own.costOf(['x'.repeat(150), 'y'.repeat(150 - DELIMITER.length)]).dollars, 6);
  await own.close();
});

t.test('a call is filled to the limit and not over it', async (t) => {
  const server = await startComprehendServer({ detect: () => [] });
  const service = await comprehendCalls(engineOptions(server.url));
  t.teardown(async () => {
    await service.close();
    await server.close();
  });
  for (const letter of ['x', 'é', '€', '😀', '\ud800']) {
    const bytes = Buffer.byteLength(letter);
    const one = letter.repeat(Math.floor((MAX_TEXT_BYTES - DELIMITER.length) / 2 / bytes));
    const rest = MAX_TEXT_BYTES - DELIMITER.length - Buffer.byteLength(one);
    const texts = [one, 'x'.repeat(rest)];
    const sum = texts.reduce((total, text) => total + service.bytesOf(text), 0);
    t.equal(sum, service.limits.maxBytes, 'the dispatcher would send these');
    await service.call(texts, 'en', NEVER);
    t.equal(server.calls.at(-1)!.bytes, MAX_TEXT_BYTES);
    const seen = server.calls.length;
    const refused = await service.call([one, 'x'.repeat(rest + 1)], 'en', NEVER).catch((error) => error);
    t.match(refused, { kind: 'too-large' });
    t.equal(server.calls.length, seen, 'nothing was sent');
  }
});

t.test('the language travels', async (t) => {
  const server = await startComprehendServer({ detect: patternEntities });
  const service = await comprehendCalls(engineOptions(server.url));
  t.teardown(async () => {
    await service.close();
    await server.close();
  });
  await service.call(['Hola'], 'es', NEVER);
  t.equal(server.calls[0]!.language, 'es');
});
