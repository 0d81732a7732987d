import { replaceCharacters, replaceCode } from './characters.js';
import { NOUNS } from './data/word-lists.js';
import { digitText, freshDigits, keepsRun, randomDigits } from './digit-text.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';
import { hardwareAddress, isHardwareAddress } from './internet.js';
import { capitalisedLike } from './letter-case.js';
import { luhnDigit } from './payment-card.js';

/** Codes with a form of their own among those that point at a person: UUIDs, hardware addresses, VINs; else letters and digits. */
export const code: Generator = (value, context) => {
  const draw = context.draw('characters', value.toLowerCase());
  if (isHardwareAddress(value)) return hardwareAddress(value, draw);
  if (/^[A-HJ-NPR-Z0-9]{17}$/i.test(value) && /\d/.test(value) && /[a-z]/i.test(value))
    return vin(value, draw);
  if (isHexadecimal(value)) return hexadecimal(value, draw);
  return replaceCode(value, draw);
};

/**
 * A number to the base of 16: marked by "0x", or eight digits and more of one letter case with letters among the figures.
 * Letters before or after all figures ("FD-90317", "A1234567") are a code's, and stay letters.
 */
function isHexadecimal(value: string): boolean {
  if (/^0x[0-9a-f]{2,}$/i.test(value)) return true;
  const digits = value.replace(/-/g, '');
  return (
    /^(?:[0-9a-f]{8,}|[0-9A-F]{8,})$/.test(digits) &&
    /[a-f]/i.test(digits) &&
    /\d/.test(digits) &&
    !/^(?:[a-f]+\d+|\d+[a-f]+)$/i.test(digits)
  );
}

function hexadecimal(value: string, draw: Draw): string {
  const prefix = /^0x/i.exec(value)?.[0] ?? '';
  const capital = /[A-F]/.test(value.slice(prefix.length));
  // A UUID's version digit stays (RFC 9562).
  const version = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
    ? 14
    : -1;
  return value.replace(/[0-9a-f]/gi, (digit, at: number) => {
    if (at < prefix.length || at === version) return digit;
    const fresh = draw.below(16).toString(16);
    return capital ? fresh.toUpperCase() : fresh;
  });
}

const VIN_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
/** Values of A … Z in the VIN's check sum (49 CFR 565.15); I, O and Q do not occur. */
const VIN_VALUES = '12345678012345070923456789';
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Letters by letters, digits by digits, with a right check digit. */
function vin(value: string, draw: Draw): string {
  const fresh = [...value.toUpperCase()].map((character, at) =>
    at === 8
      ? '0'
      : /\d/.test(character)
        ? String(draw.below(10))
        : VIN_LETTERS[draw.below(VIN_LETTERS.length)]!,
  );
  let sum = 0;
  for (const [at, character] of fresh.entries())
    sum +=
      VIN_WEIGHTS[at]! * Number(/\d/.test(character) ? character : VIN_VALUES[character.charCodeAt(0) - 65]);
  fresh[8] = sum % 11 === 10 ? 'X' : String(sum % 11);
  const out = fresh.join('');
  return value === value.toLowerCase() ? out.toLowerCase() : out;
}

const MBI_LETTERS = [...'ACDEFGHJKMNPQRTUVWXY'];
/** Medicare beneficiary identifier (CMS, "Understanding the MBI"): C A AN N A AN N A A N N. */
const MBI =
  /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d\d$/i;

/** Medical record, plan and member numbers; Medicare's keep their form. */
export const healthcareId: Generator = (value, context) => {
  const draw = context.draw('healthcare-id', value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  if (!MBI.test(value)) return replaceCode(value, draw);
  let first = true;
  return value.replace(/[a-z0-9]/gi, (character) => {
    if (/\d/.test(character)) {
      const fresh = first ? 1 + draw.below(9) : draw.below(10);
      first = false;
      return String(fresh);
    }
    const letter = pick(draw, MBI_LETTERS);
    return character === character.toLowerCase() ? letter.toLowerCase() : letter;
  });
};

/**
 * NPIs pass their check (CMS: Luhn over 80840 and the number) and begin with 2, with which none has been issued; DEA
 * numbers keep their two letters' kinds and pass theirs; others are letters and digits.
 */
export const medicalLicence: Generator = (value, context) => {
  const text = digitText(value);
  const { digits } = text;
  const draw = context.draw('medical-licence', value.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  if (/^\D*[12](?:[ -]?\d){9}$/.test(value) && !/[a-z]/i.test(value)) {
    for (;;) {
      const body = `2${randomDigits(draw, 8)}`;
      const fresh = body + luhnDigit(`80840${body}`);
      if (!keepsRun(digits, fresh)) return text.write(fresh);
    }
  }
  const dea = /^([a-z])([a-z9])([ -]?)(\d{7})$/i.exec(value);
  if (dea !== null) {
    const [, kind = '', name = '', joint = '', number = ''] = dea;
    const six = freshDigits(draw, number).slice(0, 6);
    const sum = [...six].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 2), 0);
    return kind + (name === '9' ? '9' : replaceCharacters(name, draw)) + joint + six + (sum % 10);
  }
  return replaceCode(value, draw);
};

/** A password of the same kinds of characters; a phrase of words becomes as many others. */
export const password: Generator = (value, context) => {
  const draw = context.draw('password', value);
  const symbols = '!@#$%^&*?+=_-';
  if (/^\p{L}+(?:[\s-]+\p{L}+)+$/u.test(value))
    return value.replace(/\p{L}+/gu, (word) => capitalisedLike(word, pick(draw, NOUNS).toLowerCase()));
  if (/\s/.test(value)) return replaceCode(value, draw);
  return replaceCharacters(value, draw).replace(
    /[^\p{L}\p{N}\s]/gu,
    () => symbols[draw.below(symbols.length)]!,
  );
};
