import t from 'tap';
import { z } from 'zod';
import { defineUdf } from '../../udfs/index.js';

const good = {
  name: 'shout',
  version: '1',
  options: z.strictObject({ times: z.int().default(1) }),
  input: ['utf8'],
  output: 'utf8',
  async open(options: { times: number }) {
    options.times satisfies number;
    return {
      concurrency: 1,
      apply: async () => ({ batch: null as never, failed: [] }),
      close: async () => {},
    };
  },
} as const;

t.test('a whole definition is a UDF', async (t) => {
  const udf = defineUdf(good);
  t.equal(udf.name, 'shout');
  t.ok(Object.isFrozen(udf));
  t.strictSame(udf.options.parse({}), { times: 1 });
});

for (const [part, value] of [
  ['name', 'Shout!'],
  ['name', undefined],
  ['version', ''],
  ['options', {}],
  ['options', undefined],
  ['input', []],
  ['input', ['string']],
  ['input', 'utf8'],
  ['output', 'text'],
  ['open', undefined],
  ['takesScope', 'yes'],
] as const) {
  t.test(`refuses ${part} = ${JSON.stringify(value)}`, async (t) => {
    t.throws(() => defineUdf({ ...good, [part]: value } as never), {
      code: 'UDF_INVALID',
      message: new RegExp(`"${part}"`),
    });
  });
}

t.test('refuses what is no object', async (t) => {
  t.throws(() => defineUdf(null as never), { code: 'UDF_INVALID' });
});
