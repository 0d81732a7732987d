import fc from 'fast-check';
import { DELIMITER } from '../../../../udfs/remote/comprehend/joined-text.js';

const fragment = fc.oneof(
  fc.constantFrom(
    'Maria Lopez',
    'Paulo Santos',
    'paulo@example.com',
    '123-45-6789',
    '4111 1111 1111 1111',
    '@ñandú👩‍👩‍👧‍👦',
    '@𝓐𝓫𝓬',
    'Jose\u0301 Peña',
    '👍🏽',
    '\r\n',
    '\n\n',
    '.',
    ' ',
    '\t',
    '\u0000',
    '\u2028',
    '\ufeff',
    '\ud83d',
    '\ude00',
    '\ufffd',
    'e\u0301\u0301',
    DELIMITER,
    DELIMITER.slice(0, 3),
    DELIMITER.slice(2),
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 12 }),
);

/** Cells as they come, and as they should not: with emoji, marks, CRLF, lone surrogates and the delimiter itself. */
export const cell = fc.array(fragment, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));
