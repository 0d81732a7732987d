import { type RecordBatch, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { defineJob, defineUdf } from 'lakeveil';
import { z } from 'zod';

const initials = defineUdf({
  name: 'initials',
  // Part of the run id: change it when the same name would give other initials.
  version: '1',
  options: z.strictObject({ separator: z.string().default('') }),
  input: ['utf8'],
  output: 'utf8',
  async open({ separator }) {
    return {
      concurrency: 1,
      async apply(batch: RecordBatch) {
        const names = batch.getChildAt(0)!;
        const out = Array.from({ length: batch.numRows }, (_, row) => {
          const name = names.get(row) as string | null;
          return name === null
            ? null
            : name
                .split(' ')
                .map((word) => word.slice(0, 1))
                .join(separator);
        });
        return { batch: new Table({ out: vectorFromArray(out, new Utf8()) }).batches[0]!, failed: [] };
      },
      async close() {},
    };
  },
});

export default defineJob({
  description: 'Initials instead of names',
  source: 'crm.people',
  target: { table: 'crm.initials', mode: 'replace' },
  key: ['id'],
  columns: {
    id: 'keep',
    initials: { udf: initials, from: 'name', options: { separator: '.' } },
  },
  drop: ['city', 'zip', 'note'],
});
