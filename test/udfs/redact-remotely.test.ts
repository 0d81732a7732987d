import { Field, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import t from 'tap';
import { LakeveilError } from '../../errors.js';
import { redactRemotely } from '../../udfs/redact-remotely.js';
import type { RemoteEngine, RemoteRow, RemoteRowOutcome } from '../../udfs/remote/remote-engine.js';
import { textBatch, textsOf } from './udf-behaviour.js';

const signal = new AbortController().signal;

function engine(answer: (rows: readonly RemoteRow[]) => readonly RemoteRowOutcome[]): RemoteEngine & {
  readonly asked: RemoteRow[][];
} {
  const asked: RemoteRow[][] = [];
  return {
    asked,
    async redact(rows) {
      asked.push([...rows]);
      return answer(rows);
    },
    async close() {},
  };
}

const upper = (rows: readonly RemoteRow[]): RemoteRowOutcome[] =>
  rows.map(({ text }) => ({ text: text.toUpperCase(), entities: { NAME: 1 } }));

function scopedBatch(texts: readonly (string | null)[], scopes: readonly (string | null)[]): RecordBatch {
  const fields = ['c0', 'c1'].map((name) => new Field(name, new Utf8(), true));
  const children = [texts, scopes].map((values) => vectorFromArray([...values], new Utf8()).data[0]!);
  const data = makeData({ type: new Struct(fields), length: texts.length, nullCount: 0, children });
  return new RecordBatch(new Schema(fields), data);
}

t.test('all rows of a batch go at once, nulls do not, and answers come back to their rows', async (t) => {
  const fake = engine(upper);
  const result = await redactRemotely(textBatch([null, 'a', '', null, 'b']), fake, signal);
  t.strictSame(textsOf(result.batch), [null, 'A', '', null, 'B']);
  t.strictSame(result.failed, []);
  t.strictSame(result.entities, { NAME: 3 });
  t.strictSame(fake.asked, [
    [
      { text: 'a', scope: null },
      { text: '', scope: null },
      { text: 'b', scope: null },
    ],
  ]);
});

t.test('the scope goes with its row', async (t) => {
  const fake = engine(upper);
  await redactRemotely(scopedBatch(['a', null, 'b'], ['s1', 's2', null]), fake, signal);
  t.strictSame(fake.asked[0], [
    { text: 'a', scope: 's1' },
    { text: 'b', scope: null },
  ]);
});

t.test('a row without an answer is failed by its code, and its text goes nowhere', async (t) => {
  const fake = engine((rows) =>
    upper(rows).map((outcome, i) => (i === 1 ? { code: 'REMOTE_REFUSED' } : outcome)),
  );
  const result = await redactRemotely(textBatch(['a', 'b', null, 'c']), fake, signal);
  t.strictSame(textsOf(result.batch), ['A', null, null, 'C']);
  t.strictSame(result.failed, [{ row: 1, code: 'REMOTE_REFUSED' }]);
});

t.test('fewer answers than rows fail the others', async (t) => {
  const result = await redactRemotely(
    textBatch(['a', 'b']),
    engine((rows) => upper(rows).slice(0, 1)),
    signal,
  );
  t.strictSame(textsOf(result.batch), ['A', null]);
  t.strictSame(result.failed, [{ row: 1, code: 'REMOTE_UNTRUSTED' }]);
});

t.test('a batch without text asks for nothing', async (t) => {
  const fake = engine(upper);
  t.strictSame(textsOf((await redactRemotely(textBatch([null, null]), fake, signal)).batch), [null, null]);
  t.strictSame(textsOf((await redactRemotely(textBatch([]), fake, signal)).batch), []);
  t.strictSame(fake.asked, []);
});

t.test('what stops the run passes', async (t) => {
  const fake: RemoteEngine = {
    redact: () => Promise.reject(new LakeveilError('SPENDING_CAP_REACHED', 'Nothing more was sent.')),
    close: async () => {},
  };
  await t.rejects(redactRemotely(textBatch(['a']), fake, signal), { code: 'SPENDING_CAP_REACHED' });
});
