import { FICTIONAL_RANGES, SHORT_CALLING_CODES } from './data/phone-ranges.js';
import { digitText, freshDigits, randomDigits } from './digit-text.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';

const EXTENSION =
  /[,;]?\s{0,3}(?:\b(?:x|ext\.?|extension)|#)[ .:]{0,2}(?:\d{1,8}|[a-z]+(?:[ -][a-z]+){0,7})$/i;
const TOLL_FREE = /^8(?:00|33|44|55|66|77|88)$/;

/**
 * Numbers that the regulators keep for fiction (data/phone-ranges.ts), in the written or spoken form of the original.
 * North American ones become 555-01xx in another area. Where a country names no range, the subscriber part begins with a
 * 0, which no such number does.
 */
export const phone: Generator = (value, context) => {
  const { metadata } = context;
  const extension = EXTENSION.exec(value)?.[0] ?? '';
  const main = dialled(extension === '' ? value : value.slice(0, -extension.length));
  const text = digitText(main);
  const { digits } = text;
  if (metadata.replace_invalid_numbers === false && !isPossible(main, digits)) return undefined;
  const draw = context.draw('phone', digits === '' ? value.toLowerCase() : digits);
  const fresh = newDigits(main, digits, draw, metadata.preserve_us_area_code === true);
  const added = extension === '' ? '' : newExtension(extension, draw);
  if (metadata.use_us_phone_number_generator === true && !isNorthAmerican(main, digits))
    return `(${area(draw)}) 555-01${randomDigits(draw, 2)}${added}`;
  return text.write(fresh) + added;
};

/** The digits of the letters A … Z on a telephone's keys (ITU-T E.161). */
const KEYS = '22233344455566677778889999';

/** "1-800-FLOWERS" as it is dialled, 1-800-3569377; other numbers as they are. */
function dialled(written: string): string {
  const first = written.search(/\d/);
  if (first < 0 || !/\d[-. )]{0,2}[a-z]{2}/i.test(written)) return written;
  const { digits, spoken } = digitText(written);
  if (spoken || digits.length >= 10) return written;
  const letters = written.slice(first).toLowerCase();
  return written.slice(0, first) + letters.replace(/[a-z]/g, (letter) => KEYS[letter.charCodeAt(0) - 97]!);
}

function newExtension(extension: string, draw: Draw): string {
  const text = digitText(extension);
  return text.write(freshDigits(draw, text.digits));
}

function isInternational(written: string): boolean {
  return /^\(?(?:\+|00[1-9]|plus\b)/i.test(written.trim());
}

function isNorthAmerican(written: string, digits: string): boolean {
  if (isInternational(written)) return /^(?:00)?1\d{10}$/.test(digits);
  return /^(?:1\d{10}|[1-9]\d{9}|\d{7})$/.test(digits);
}

function isPossible(written: string, digits: string): boolean {
  if (isInternational(written)) return digits.length >= 8 && digits.length <= 17;
  return /^(?:1?[2-9]\d\d[2-9]\d{6}|[2-9]\d{6}|0\d{7,12})$/.test(digits);
}

/** An area that is neither a service code, toll-free nor set apart. */
function area(draw: Draw): string {
  for (;;) {
    const code = `${2 + draw.below(8)}${draw.below(9)}${draw.below(10)}`;
    if (!code.endsWith('11') && !TOLL_FREE.test(code) && !/^(?:900|555)$/.test(code)) return code;
  }
}

function newDigits(written: string, digits: string, draw: Draw, keepArea: boolean): string {
  if (isInternational(written)) {
    const prefix = digits.startsWith('00') ? '00' : '';
    const rest = digits.slice(prefix.length);
    const size = SHORT_CALLING_CODES.has(rest[0]!) ? 1 : SHORT_CALLING_CODES.has(rest.slice(0, 2)) ? 2 : 3;
    const code = rest.slice(0, size);
    return prefix + code + newNational(code, rest.slice(size), draw, keepArea);
  }
  if (/^1\d{10}$/.test(digits)) return `1${newNational('1', digits.slice(1), draw, keepArea)}`;
  if (/^[1-9]\d{9}$/.test(digits)) return newNational('1', digits, draw, keepArea);
  if (digits.length === 7) return `55501${randomDigits(draw, 2)}`;
  if (digits[0] === '0') {
    const national = digits.slice(1);
    const code = countryOfNational(written, digits);
    if (code !== undefined) return `0${newNational(code, national, draw, keepArea)}`;
    // 0199 00 is kept for fiction in France and leads nowhere elsewhere.
    return national.length >= 7
      ? `019900${randomDigits(draw, digits.length - 6)}`
      : freshDigits(draw, digits);
  }
  return digits.length > 7 ? `55501${randomDigits(draw, digits.length - 5)}` : freshDigits(draw, digits);
}

function newNational(code: string, national: string, draw: Draw, keepArea: boolean): string {
  if (code === '1' && national.length === 10) {
    const old = national.slice(0, 3);
    if (!keepArea) {
      let fresh = area(draw);
      while (fresh === old) fresh = area(draw);
      return `${fresh}55501${randomDigits(draw, 2)}`;
    }
    // Of the toll-free numbers only 555-0199 is kept for fiction.
    return TOLL_FREE.test(old) ? `${old}5550199` : `${old}55501${randomDigits(draw, 2)}`;
  }
  // "+44 (0)20 …": the trunk 0 is written as well.
  const trunk = national[0] === '0' && code !== '39' && FICTIONAL_RANGES[code] !== undefined ? '0' : '';
  const subscriber = national.slice(trunk.length);
  const range = FICTIONAL_RANGES[code]?.find((one) => one.for.test(subscriber));
  if (range !== undefined)
    return trunk + pick(draw, range.patterns).replace(/x/g, () => String(draw.below(10)));
  // Italian numbers begin with a 0; none begins with a 1.
  return national === '' ? '' : (code === '39' ? '1' : '0') + randomDigits(draw, national.length - 1);
}

/** Which country a number in national form is of, by its length and grouping; undefined if it cannot be told. */
function countryOfNational(written: string, digits: string): string | undefined {
  const groups = (written.match(/\d+/g) ?? []).map((group) => group.length).join();
  if (digits.length === 11 && /^0[1-37-9]/.test(digits)) return '44';
  if (digits.length !== 10) return undefined;
  if (groups === '2,2,2,2,2') return '33';
  if (/^04/.test(digits) && (groups === '4,3,3' || groups === '10')) return '61';
  if (/^0[2378]/.test(digits) && groups === '2,4,4') return '61';
  if (/^08[3-9]/.test(digits) && groups === '3,3,4') return '353';
  return undefined;
}
