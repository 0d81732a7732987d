import { type Data, Field, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import type { Test } from 'tap';
import type { Udf, UdfContext } from '../../udfs/udf.js';

export interface BehaviourOptions<Options> {
  readonly options: Options;
  /** Cells for the first input column; the suite adds nulls, emoji and a huge one. */
  readonly cells?: readonly string[];
}

/** A record batch of one text column `c0`. */
export function textBatch(cells: readonly (string | null)[]): RecordBatch {
  const field = new Field('c0', new Utf8(), true);
  const data = (cells.length === 0
    ? makeData({
        type: new Utf8(),
        length: 0,
        nullCount: 0,
        valueOffsets: new Int32Array(1),
        data: new Uint8Array(0),
      })
    : vectorFromArray(cells, new Utf8()).data[0]!) as unknown as Data;
  return new RecordBatch(
    new Schema([field]),
    makeData({ type: new Struct([field]), length: cells.length, nullCount: 0, children: [data] }),
  );
}

export function textsOf(batch: RecordBatch): (string | null)[] {
  const column = batch.getChild('out');
  return Array.from({ length: batch.numRows }, (_, row) => (column?.get(row) ?? null) as string | null);
}

export function udfContext(overrides: Partial<UdfContext> = {}): UdfContext {
  return {
    runId: 'run',
    workerId: 'worker-1',
    key: new Uint8Array(32).fill(7),
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** What every UDF from text to text must do, whoever wrote it. */
export async function udfBehaviour<Options>(
  t: Test,
  udf: Udf<Options>,
  given: BehaviourOptions<Options>,
): Promise<void> {
  const cells = given.cells ?? ['Jordan Miles, 07001', 'nothing here', 'mail a.b@example.com'];
  const open = (context = udfContext()) => udf.open(given.options, context);
  const run = async (texts: readonly (string | null)[], context = udfContext()) => {
    const instance = await open(context);
    const result = await instance.apply(textBatch(texts));
    await instance.close();
    return { ...result, texts: textsOf(result.batch) };
  };

  await t.test('declares itself', async (t) => {
    t.match(udf.name, /^[a-z][a-z0-9-]*$/);
    t.ok(udf.version.length > 0);
    t.equal(udf.options.safeParse({ noSuchOption: 1 }).success, false, 'an unknown option is refused');
  });

  await t.test('one output column, a row for each row, in order', async (t) => {
    const many = Array.from({ length: 500 }, (_, row) => `${cells[row % cells.length]} #${row}`);
    const all = await run(many);
    t.equal(all.batch.numRows, many.length);
    t.strictSame(
      all.batch.schema.fields.map((field) => field.name),
      ['out'],
    );
    const failed = new Set(all.failed.map(({ row }) => row));
    for (const row of [0, 1, 250, 499]) {
      const alone = await run([many[row]!]);
      t.equal(all.texts[row], alone.texts[0], `row ${row} is what it would be alone`);
      t.equal(failed.has(row), alone.failed.length > 0);
    }
  });

  await t.test('null stays null', async (t) => {
    const { texts, failed } = await run([null, cells[0]!, null]);
    t.equal(texts[0], null);
    t.equal(texts[2], null);
    t.type(texts[1], 'string');
    t.strictSame(failed, []);
  });

  await t.test('an empty batch, and only nulls', async (t) => {
    t.equal((await run([])).batch.numRows, 0);
    t.strictSame((await run([null, null])).texts, [null, null]);
  });

  await t.test('empty text, emoji, combining marks, CRLF, no crash and no lost row', async (t) => {
    const odd = [
      '',
      '👩‍👩‍👧 José 🏳️‍🌈',
      'e\u0301\u0301\u0301',
      'a\r\nb\r\n',
      '\u0000',
      '\ufeff',
      '日本語',
      'x'.repeat(100),
    ];
    t.equal((await run(odd)).batch.numRows, odd.length);
  });

  await t.test('a huge cell', async (t) => {
    const { batch } = await run([`${cells[0]} `.repeat(20_000)]);
    t.equal(batch.numRows, 1);
  });

  await t.test(
    'the same input twice, and in two instances with the same key, gives the same output',
    async (t) => {
      const instance = await open();
      const once = textsOf((await instance.apply(textBatch(cells))).batch);
      const twice = textsOf((await instance.apply(textBatch(cells))).batch);
      await instance.close();
      t.strictSame(once, twice);
      t.strictSame(
        (await run(cells, udfContext({ workerId: 'worker-2', key: new Uint8Array(32).fill(7) }))).texts,
        once,
      );
    },
  );

  await t.test('failed rows carry a code and no text', async (t) => {
    const { failed } = await run(cells);
    for (const failure of failed) t.match(failure.code, /^[A-Z][A-Z0-9_]*$/);
  });

  await t.test('a fired signal stops it', async (t) => {
    const controller = new AbortController();
    const instance = await open(udfContext({ signal: controller.signal }));
    controller.abort();
    await t.rejects(instance.apply(textBatch(cells)));
    await instance.close();
  });
}
