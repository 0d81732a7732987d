import t from 'tap';
import { closeUdfs, openUdfs } from '../../workers/open-udfs.js';
import { inputTypes } from '../../workers/opened-udf.js';
import { udfContext } from '../udfs/udf-behaviour.js';

const column = (builtin: string, scopeFieldId?: number) => ({
  fieldId: 9,
  name: 'x',
  from: {
    kind: 'udf' as const,
    udf: { builtin, options: {} },
    sourceFieldIds: [2],
    ...(scopeFieldId === undefined ? {} : { scopeFieldId }),
  },
});

t.test('a scope column comes after the inputs, as text', async (t) => {
  const opened = await openUdfs([column('redact', 5), column('redact')], udfContext());
  t.strictSame(
    opened.map((one) => [one.sourceFieldIds, inputTypes(one)]),
    [
      [
        [2, 5],
        ['utf8', 'utf8'],
      ],
      [[2], ['utf8']],
    ],
  );
  await closeUdfs(opened);
});

t.test('a UDF that takes no scope is not given one', async (t) => {
  await t.rejects(openUdfs([column('identity', 5)], udfContext()), {
    code: 'BAD_UDF',
    message: /takes no scope column/,
  });
});

t.test('a UDF that would send text to where the plan does not say is not opened', async (t) => {
  const module = new URL('./shared-udfs.js', import.meta.url).href;
  const sends = {
    fieldId: 9,
    name: 'x',
    from: { kind: 'udf' as const, udf: { module, column: 'sends', options: {} }, sourceFieldIds: [2] },
  };
  const lineOf = () => ({ request: async () => undefined });
  const planned = { lineOf, destinations: ['https://host.test (a service)'] };
  await t.rejects(openUdfs([sends], udfContext(), { lineOf }), { code: 'UNPLANNED_DESTINATION' });
  await closeUdfs(await openUdfs([sends], udfContext(), planned));
});
