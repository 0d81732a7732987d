import { fillDigits, randomDigits } from './characters.js';
import type { Draw } from './draw.js';
import type { Generator } from './generator.js';

const EXTENSION = /(?:,?\s?(?:x|ext\.?|extension|#)\s?\d{1,6})$/i;

/**
 * North American numbers become 555-01xx, which is kept for fiction (ATIS 0300115), in another area; others keep their
 * country code and get a subscriber part that begins with 0, which no such number does. The written form stays.
 */
export const phone: Generator = (value, context) => {
  const extension = EXTENSION.exec(value)?.[0] ?? '';
  const main = extension === '' ? value : value.slice(0, -extension.length);
  const digits = main.replace(/\D/g, '');
  const draw = context.draw('phone', digits);
  return (
    fillDigits(main, newDigits(main, digits, draw, context.metadata.preserve_us_area_code === true)) +
    fillDigits(extension, randomDigits(draw, 6))
  );
};

function newDigits(written: string, digits: string, draw: Draw, keepArea: boolean): string {
  const fictional = (): string => `55501${randomDigits(draw, 2)}`;
  const area = (old: string): string =>
    keepArea ? old : `${2 + draw.below(8)}${draw.below(9)}${draw.below(10)}`;
  const foreign = written.includes('+') && !written.includes('+1');
  if (!foreign && digits.length === 10 && digits[0] !== '0') return area(digits.slice(0, 3)) + fictional();
  if (!foreign && digits.length === 11 && digits[0] === '1')
    return `1${area(digits.slice(1, 4))}${fictional()}`;
  if (!foreign && digits.length === 7) return fictional();
  const code = /\+(\d{1,3}?)(?:\D|\d{7,}$)/.exec(written)?.[1] ?? '';
  if (code !== '') return `${code}0${randomDigits(draw, Math.max(0, digits.length - code.length - 1))}`;
  return (digits[0] === '0' ? '0' : String(2 + draw.below(8))) + randomDigits(draw, digits.length - 1);
}
