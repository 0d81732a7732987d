import { Field, Int64, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import t from 'tap';
import { redact } from '../../udfs/redact.js';
import { builtinUdf } from '../../udfs/registry.js';
import { token, tokenInt64 } from '../../udfs/token.js';
import { textBatch, textsOf, udfBehaviour, udfContext } from './udf-behaviour.js';

const options = redact.options.parse({ policy: { generator_default: 'Synthesis' } });

t.test('redact behaves as a UDF', async (t) => {
  await udfBehaviour(t, redact, { options });
});

t.test('token behaves as a UDF', async (t) => {
  await udfBehaviour(t, token, { options: token.options.parse({}) });
});

t.test('redact counts what it replaced and leaves none of it', async (t) => {
  const instance = await redact.open(options, udfContext());
  const { batch, failed, entities } = await instance.apply(
    textBatch(['Caller: my name is Priya Desai.', null, 'no one']),
  );
  await instance.close();
  t.strictSame(failed, []);
  t.strictSame(entities, { NAME_GIVEN: 1, NAME_FAMILY: 1 });
  const [first, second, third] = textsOf(batch);
  t.notMatch(first!, /Priya|Desai/);
  t.equal(second, null);
  t.equal(third, 'no one');
});

t.test('another key gives other values', async (t) => {
  const outputs = [];
  for (const fill of [7, 8]) {
    const instance = await redact.open(options, udfContext({ key: new Uint8Array(32).fill(fill) }));
    outputs.push(
      textsOf(
        (await instance.apply(textBatch(['My name is Priya Desai, priya.desai@example.com']))).batch,
      )[0],
    );
    await instance.close();
  }
  t.not(outputs[0], outputs[1]);
});

t.test('an unknown engine and an unknown option are refused', async (t) => {
  t.equal(redact.options.safeParse({ engine: 'cloud' }).success, false);
  t.equal(redact.options.safeParse({ polcy: {} }).success, false);
});

t.test('a row that cannot be redacted is failed by code, the others go on', async (t) => {
  // A constant that holds the original: the generator's answer equals the value it replaces.
  const instance = await redact.open(options, udfContext());
  const column = { get: (row: number) => (row === 1 ? 42 : 'Dear Priya,') };
  const broken = { numRows: 3, getChildAt: () => column } as unknown as RecordBatch;
  const { batch, failed } = await instance.apply(broken);
  await instance.close();
  t.strictSame(failed, [{ row: 1, code: 'REDACT_FAILED' }]);
  t.equal(batch.numRows, 3);
  t.equal(textsOf(batch)[0], textsOf(batch)[2]);
  t.equal(textsOf(batch)[1], null);
});

t.test('token: keyed, stable, joinable between text and number, apart by scope', async (t) => {
  const run = async (udf: typeof token, batch: RecordBatch, given = {}, fill = 7) => {
    const instance = await udf.open(
      udf.options.parse(given),
      udfContext({ key: new Uint8Array(32).fill(fill) }),
    );
    return textsOf((await instance.apply(batch)).batch);
  };
  const texts = await run(token, textBatch(['42', '43', '42', null]));
  t.equal(texts[0], texts[2]);
  t.not(texts[0], texts[1]);
  t.equal(texts[3], null);
  t.match(texts[0], /^[0-9A-Za-z]{20}$/);
  const field = new Field('c0', new Int64(), true);
  const numbers = new RecordBatch(
    new Schema([field]),
    makeData({
      type: new Struct([field]),
      length: 1,
      nullCount: 0,
      children: [makeData({ type: new Int64(), length: 1, nullCount: 0, data: new BigInt64Array([42n]) })],
    }),
  );
  t.equal((await run(tokenInt64, numbers))[0], texts[0]);
  t.not((await run(token, textBatch(['42']), { scope: 'other' }))[0], texts[0]);
  t.not((await run(token, textBatch(['42']), {}, 8))[0], texts[0]);
  t.match((await run(token, textBatch(['42']), { prefix: 'cust_', length: 8 }))[0]!, /^cust_[0-9A-Za-z]{8}$/);
});

t.test('built-in UDFs are found by name', async (t) => {
  t.equal(builtinUdf('redact'), redact);
  t.equal(builtinUdf('token'), token);
  t.equal(builtinUdf('no-such'), undefined);
});
