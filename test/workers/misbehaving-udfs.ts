import { LakeveilError } from '../../errors.js';
import type { Udf } from '../../udfs/udf.js';
import { mapped, strings, textBatch, textUdf } from './text-udf.js';

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const columns: Record<string, { udf: Udf }> = {
  upper: { udf: mapped((text) => text.toUpperCase()) },
  tooFew: { udf: textUdf('tooFew', async () => ({ batch: textBatch(['x']), failed: [] })) },
  throws: {
    udf: textUdf('throws', async () => {
      throw new Error('CANARY text');
    }),
  },
  throwsCoded: {
    udf: textUdf('throwsCoded', async () => {
      throw new LakeveilError('ENGINE_DOWN', 'Nothing was written: the engine is down.', {
        retryable: true,
        details: { calls: 3 },
      });
    }),
  },
  hangs: { udf: textUdf('hangs', () => new Promise(() => {})) },
  loops: {
    udf: textUdf('loops', () => {
      for (;;);
    }),
  },
  loopsLater: {
    udf: textUdf('loopsLater', async (batch) => {
      const texts = strings(batch);
      while (texts.includes('text 150000'));
      return { batch: textBatch(texts), failed: [] };
    }),
  },
  exits: {
    udf: textUdf('exits', async () => {
      process.exit(7);
    }),
  },
  throwsLater: {
    udf: textUdf('throwsLater', async () => {
      setTimeout(() => {
        throw new Error('CANARY text');
      }, 1);
      await after(60_000);
      return { batch: textBatch([]), failed: [] };
    }),
  },
  forgets: {
    udf: textUdf('forgets', async () => {
      Promise.reject(new Error('CANARY text'));
      await after(60_000);
      return { batch: textBatch([]), failed: [] };
    }),
  },
  hoards: {
    udf: textUdf('hoards', async () => {
      const hoard: unknown[] = [];
      for (;;) hoard.push(new Array(1000).fill(hoard.length).map(String));
    }),
  },
  slow: {
    udf: textUdf('slow', async (batch) => {
      await after(50);
      return { batch: textBatch(strings(batch)), failed: [] };
    }),
  },
  /** Fails on one row. */
  picky: {
    udf: textUdf('picky', async (batch) => {
      const texts = strings(batch);
      return {
        batch: textBatch(texts),
        failed: [{ row: texts.length - 1, code: 'PICKY' }],
        entities: { NAME: 2, 'CANARY text': 1 },
      };
    }),
  },
  cannotOpen: {
    udf: {
      ...mapped((text) => text),
      open: async () => {
        throw new Error('CANARY text');
      },
    },
  },
  cannotClose: {
    udf: {
      ...mapped((text) => text),
      open: async () => ({
        concurrency: 1,
        apply: async (batch) => ({ batch: textBatch(strings(batch)), failed: [] }),
        close: () => new Promise<void>(() => {}),
      }),
    },
  },
};

export default { columns };
