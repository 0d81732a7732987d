import { type RecordBatch, Table, Utf8, vectorFromArray } from 'apache-arrow';
import t from 'tap';
import { LakeveilError } from '../../errors.js';
import { redactRows } from '../../udfs/redact-rows.js';

function batchOf(texts: readonly (string | null)[], scopes: readonly (string | null)[]): RecordBatch {
  const columns = { text: vectorFromArray(texts, new Utf8()), scope: vectorFromArray(scopes, new Utf8()) };
  return new Table(columns).batches[0]! as RecordBatch;
}

t.test('each row gets what its own text and scope give, in order, in groups of any size', async (t) => {
  for (const long of [1, 100_000]) {
    const texts = Array.from({ length: 101 }, (_, row) =>
      row % 10 === 3
        ? null
        : `${row % 10 === 5 ? 'find!' : row % 10 === 7 ? 'redact!' : ''}${row}${'x'.repeat(long)}`,
    );
    const { batch, failed, entities } = redactRows(
      batchOf(
        texts,
        texts.map((_, row) => `s${row}`),
      ),
      {
        find(text) {
          if (text.startsWith('find!')) throw new LakeveilError('ORIGINAL_LEFT', 'no');
          return text.length;
        },
        redact(text, found, scope) {
          if (text.startsWith('redact!')) throw new TypeError(text);
          return { text: `${Number.parseInt(text, 10)} ${found} ${scope}`, entities: { A: 1 } };
        },
      },
    );
    const out = batch.getChildAt(0)!;
    t.equal(batch.numRows, 101);
    for (const [row, text] of texts.entries())
      t.equal(
        out.get(row),
        text === null || text.includes('!') ? null : `${row} ${text.length} s${row}`,
        `row ${row}`,
      );
    t.same(
      failed,
      texts.flatMap((text, row) =>
        text?.startsWith('find!')
          ? [{ row, code: 'ORIGINAL_LEFT' }]
          : text?.startsWith('redact!')
            ? [{ row, code: 'REDACT_FAILED' }]
            : [],
      ),
    );
    t.same(entities, { A: texts.filter((text) => text !== null && !text.includes('!')).length });
  }
});
