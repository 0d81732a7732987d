import { digitText, freshDigits, keepsRun, randomDigits } from './digit-text.js';
import type { Draw } from './draw.js';
import type { Generator } from './generator.js';

/**
 * Area 900–999, which the SSA never issues ("Social Security Number Randomization"), with a group below 50, which the IRS
 * does not use for ITINs. Fragments ("last four") are replaced.
 */
export const socialSecurity: Generator = (value, context) =>
  neverIssued(value, context.draw('ssn', digitText(value).digits), (draw) =>
    String(1 + draw.below(49)).padStart(2, '0'),
  );

/** Groups of area 9xx that are neither ITINs (IRS: 50–65, 70–88, 90–92, 94–99) nor adoption numbers (93). */
const UNUSED_GROUPS = ['66', '67', '68', '69', '89'];

export const taxpayerNumber: Generator = (value, context) =>
  neverIssued(
    value,
    context.draw('itin', digitText(value).digits),
    (draw) => UNUSED_GROUPS[draw.below(UNUSED_GROUPS.length)]!,
  );

function neverIssued(value: string, draw: Draw, group: (draw: Draw) => string): string {
  const text = digitText(value);
  const { digits } = text;
  if (digits.length !== 9) return text.write(freshDigits(draw, digits));
  for (;;) {
    const fresh = `9${randomDigits(draw, 2)}${group(draw)}${randomDigits(draw, 4)}`;
    if (!keepsRun(digits, fresh)) return text.write(fresh);
  }
}
