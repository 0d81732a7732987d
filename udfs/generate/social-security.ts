import { fillDigits, randomDigits } from './characters.js';
import type { Generator } from './generator.js';

/** Area 900–999 with a group below 50: neither the SSA nor the IRS (ITIN) issues those. Fragments are replaced. */
export const socialSecurity: Generator = (value, context) => {
  const digits = value.replace(/\D/g, '');
  const draw = context.draw('ssn', digits);
  if (digits.length !== 9) return fillDigits(value, randomDigits(draw, digits.length));
  const group = String(1 + draw.below(49)).padStart(2, '0');
  return fillDigits(value, `9${randomDigits(draw, 2)}${group}${randomDigits(draw, 4)}`);
};
