import { createRequire } from 'node:module';

type Library = typeof import('libphonenumber-js/max');

let library: Library | undefined;

/** Loaded when the first number needs it: 25 ms that a text without foreign phone numbers does not pay. */
function load(): Library {
  library ??= createRequire(import.meta.url)('libphonenumber-js/max') as Library;
  return library;
}

/** Regions whose national numbers are tried, most frequent first, where no `+` says which. */
const REGIONS = [
  'GB',
  'DE',
  'FR',
  'AU',
  'IT',
  'NL',
  'IN',
  'JP',
  'BR',
  'ZA',
  'IL',
  'CH',
  'BE',
  'SE',
  'AT',
  'NZ',
  'IE',
  'KR',
  'CN',
  'PL',
] as const;

/** Regions from which one dials abroad with 00: what begins so is the same number in all of them. */
const ABROAD_BY_00: ReadonlySet<string> = new Set('GB DE FR IT NL IN ZA CH BE SE AT NZ IE CN PL'.split(' '));
const OPENS_00 = /^0\D{0,2}0\D{0,2}[1-9]/;

/** True if `written`, which begins with `+` and a country code, is a number that its country's plan has. */
export function isInternational(written: string): boolean {
  return load().parsePhoneNumberFromString(written)?.isValid() ?? false;
}

/** True if `written` is a number of one of the regions, dialled from within. */
export function isNational(written: string): boolean {
  const { parsePhoneNumberFromString } = load();
  const abroad = OPENS_00.test(written);
  let tried = false;
  return REGIONS.some((region) => {
    if (abroad && ABROAD_BY_00.has(region)) {
      if (tried) return false;
      tried = true;
    }
    return parsePhoneNumberFromString(written, region)?.isValid() ?? false;
  });
}
