import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { createReplacer } from '../../../udfs/generate/replacer.js';
import { compilePolicy } from '../../../udfs/policy.js';
import { synthesisOf } from './synthesis-of.js';

t.test('a name with digits, as a pattern of the user may find it, keeps none of them', async (t) => {
  const make = synthesisOf();
  for (const label of ['NAME_GIVEN', 'NAME_FAMILY', 'PERSON'])
    for (const value of [
      'Patient 48213',
      'Quillfeather-48213',
      'quillfeather48213',
      'Quillfeather \u0664\u0668\u0662\u0661\u0663',
    ])
      t.match(make(label, value), new RegExp(`^\\[${label}_\\w+\\]$`), `${label} ${value}`);
  t.notMatch(make('PERSON', 'Jordan Quillfeather'), /\[/);
});

t.test('a word in a number, as a pattern of the user may find it, does not stay', async (t) => {
  const make = synthesisOf();
  for (const label of ['US_SSN', 'PHONE_NUMBER', 'CREDIT_CARD', 'LOCATION_ZIP', 'CVV'])
    t.notMatch(make(label, 'Quillfeather 48213'), /quillfeather|48213/i, label);
  t.match(make('PHONE_NUMBER', '(312) 201-3344 extension 77'), /^\(\d{3}\) 555-01\d\d extension \d\d$/);
});

t.test('long values do not fill the memory', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const replace = createReplacer(compilePolicy({}), new Uint8Array(32).fill(1)).forRow('row');
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 200; at++) replace('NUMERIC_PII', String(at).padEnd(500_000, 'x '));
  collect();
  t.ok(process.memoryUsage().heapUsed - before < 30e6);
});
