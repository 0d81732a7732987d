import fc from 'fast-check';
import t from 'tap';
import { synthesisOf } from './synthesis-of.js';

/** "FD-90317" → "AA-00000" */
const shape = (value: string): string =>
  value.replace(/\d/g, '0').replace(/[A-Z]/g, 'A').replace(/[a-z]/g, 'a');

t.test('letters of a code stay letters and digits stay digits', async (t) => {
  const make = synthesisOf();
  for (const code of [
    'FD-90317',
    'A1234567',
    'ab-123456',
    'BEAD0001',
    '12345678C',
    'DEC-2024-001',
    'Fa12Bc34',
  ])
    t.equal(shape(make('NUMERIC_PII', code)), shape(code), code);
});

t.test('numbers to the base of 16 are drawn as such', async (t) => {
  const make = synthesisOf();
  for (const code of ['0x1f', '3fa85f64', '5f0c954eb4b54e5c', 'A1B2C3D4', '1A-2B-3C-4D-5E'])
    t.match(make('NUMERIC_PII', code), /^(?:0x)?[0-9a-fA-F-]+$/, code);
  t.match(
    make('NUMERIC_PII', '5f0c954e-b4b5-4e5c-8f13-0e9d8a3c1b2f'),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  );
});

t.test('any letters and then digits, with or without a hyphen', async () => {
  const make = synthesisOf();
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-F]{1,3}-?\d{5,9}$/),
      (code) => shape(make('NUMERIC_PII', code)) === shape(code),
    ),
  );
});
