import { fillDigits } from './characters.js';
import type { Generator } from './generator.js';

/** Another amount of as many digits. */
export const money: Generator = (value, context) => {
  const draw = context.draw('money', value.toLowerCase());
  let first = true;
  return value.replace(/\d/g, (digit) => {
    const fresh = first && digit !== '0' ? 1 + draw.below(9) : draw.below(10);
    first = false;
    return String(fresh);
  });
};

/** An age some years away (seven by default), 0 … 89; ages above 89 become 90. */
export const personAge: Generator = (value, context) => {
  const age = /\d{1,3}/.exec(value);
  if (age === null) return value;
  const years = Number(age[0]);
  if (years > 89) return value.replace(age[0], years === 90 ? '91' : '90');
  const reach = context.metadata.metadata?.age_shift_in_years ?? 7;
  const draw = context.draw('age', value.toLowerCase());
  const drawn = draw.below(2 * reach) - reach;
  const moved = years + (drawn >= 0 ? drawn + 1 : drawn);
  return value.replace(age[0], String(moved < 0 ? years - drawn : Math.min(moved, years === 89 ? 88 : 89)));
};

/** Another number of as many digits. */
export const numericValue: Generator = (value, context) => {
  const draw = context.draw('numeric-value', value);
  return fillDigits(
    value,
    [...value.replace(/\D/g, '')]
      .map((digit, at) => (at === 0 && digit !== '0' ? 1 + draw.below(9) : draw.below(10)))
      .join(''),
  );
};
