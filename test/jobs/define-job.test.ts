import t from 'tap';
import { z } from 'zod';
import { defineJob, defineUdf } from '../../jobs/index.js';
import { resolveJob } from '../../jobs/resolve-job.js';

const shorten = defineUdf({
  name: 'shorten',
  version: '1',
  options: z.strictObject({ length: z.int().default(10) }),
  input: ['utf8'],
  output: 'utf8',
  async open() {
    return { concurrency: 1, apply: async (batch) => ({ batch, failed: [] }), async close() {} };
  },
});

t.test('a job comes back as it was, and TypeScript knows the options of its UDFs', async (t) => {
  const definition = {
    source: 'a.b',
    target: { table: 'a.c', mode: 'append' },
    columns: { id: 'keep', short: { udf: shorten, from: 'text', options: { length: 3 } } },
  } as const;
  t.equal(defineJob(definition) as unknown, definition);
  const job = defineJob({
    source: 'a.b',
    target: 'a.c',
    columns: {
      id: 'keep',
      short: { udf: shorten, from: 'text', options: { length: 3 } },
      r: { udf: 'redact', from: 'x' },
    },
  });
  t.match(resolveJob(job, { name: 'mine' }).columns[1], { udf: shorten, options: { length: 3 } });

  // Each of these is a mistake that the compiler finds: without the mistake its own comment would not compile.
  const columns = { id: 'keep' } as const;
  defineJob({
    source: 'a',
    target: 'b',
    columns: {
      // @ts-expect-error the option is a number
      s: { udf: shorten, from: 'x', options: { length: '3' } },
    },
  });
  // @ts-expect-error no such mode
  defineJob({ source: 'a', target: { table: 'b', mode: 'creat' }, columns });
  // @ts-expect-error no such option
  defineJob({ source: 'a', target: 'b', columns, limit: 1, limitt: 2 });
  // @ts-expect-error no columns
  defineJob({ source: 'a', target: 'b' });
  // @ts-expect-error no such state
  defineJob({ source: 'a', target: 'b', columns, policy: { generator_default: 'Of' } });
});
