import { type Data, Field, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import { z } from 'zod';
import type { Udf, UdfInstance } from '../../udfs/udf.js';

/** A UDF over one text column, for tests. */
export function textUdf(name: string, apply: UdfInstance['apply'], concurrency = 1): Udf {
  return {
    name,
    version: '1',
    options: z.unknown(),
    input: ['utf8'],
    output: 'utf8',
    open: async () => ({ concurrency, apply, close: async () => {} }),
  };
}

export const textBatch = (values: readonly (string | null)[]): RecordBatch =>
  namedBatch(vectorFromArray([...values], new Utf8()).data[0] as Data, values.length);

export function namedBatch(out: Data, length: number, name = 'out'): RecordBatch {
  const field = new Field(name, out.type, true);
  const struct = makeData({ type: new Struct([field]), length, nullCount: 0, children: [out] });
  return new RecordBatch(new Schema([field]), struct);
}

export const strings = (batch: RecordBatch): (string | null)[] => [
  ...(batch.getChildAt(0) as Iterable<string | null>),
];

export const mapped = (map: (text: string) => string): Udf =>
  textUdf('mapped', async (batch) => ({
    batch: textBatch(strings(batch).map((text) => (text === null ? null : map(text)))),
    failed: [],
  }));
