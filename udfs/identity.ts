import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Udf } from './udf.js';

/**
 * Copies one text column and checksums every value: the least work a UDF can do with all of its input, for benchmarks
 * and tests. The sum of the low 24 bits of each value's CRC-32 is reported as the entity count `CHECKSUM`; it does not
 * depend on batches or threads. Nothing is de-identified.
 */
export const identity: Udf<Record<string, never>> = {
  name: 'identity',
  version: '1',
  options: z.strictObject({}),
  input: ['utf8'],
  output: 'utf8',
  open: async () => {
    const { Field, makeData, RecordBatch, Schema, Struct, Utf8 } = await import('apache-arrow');
    return {
      concurrency: 1,
      apply: async (batch) => {
        const input = batch.data.children[0]!;
        const { values, valueOffsets, nullBitmap, nullCount, length } = input;
        let checksum = 0;
        for (let row = 0; row < length; row++) {
          if (input.getValid(row))
            checksum += crc32(values.subarray(valueOffsets[row], valueOffsets[row + 1])) & 0xff_ffff;
        }
        const out = makeData({
          type: new Utf8(),
          length,
          nullCount,
          ...(nullCount > 0 ? { nullBitmap: nullBitmap.slice() } : {}),
          valueOffsets: valueOffsets.slice(),
          data: values.slice(),
        });
        const field = new Field('out', out.type, true);
        const struct = makeData({ type: new Struct([field]), length, nullCount: 0, children: [out] });
        return {
          batch: new RecordBatch(new Schema([field]), struct),
          failed: [],
          entities: { CHECKSUM: checksum },
        };
      },
      close: async () => {},
    };
  },
};
