/**
 * Driving-licence numbers by US state, written without spaces or dashes: `A` a letter, `9` a digit, a number how often
 * the one before may stand (`9{7,9}`). From the states' own published formats.
 */
const BY_STATE: Readonly<Record<string, string>> = {
  AL: '9{1,8}',
  AK: '9{1,7}',
  AZ: 'A9{8}|9{9}',
  AR: '9{4,9}',
  CA: 'A9{7}',
  CO: '9{9}|A9{3,6}|AA9{2,5}',
  CT: '9{9}',
  DE: '9{1,7}',
  DC: '9{7}|9{9}',
  FL: 'A9{12}',
  GA: '9{7,9}',
  HI: 'A9{8}|9{9}',
  ID: 'AA9{6}A|9{9}',
  IL: 'A9{11,12}',
  IN: 'A9{9}|9{9,10}',
  IA: '9{9}|9{3}AA9{4}',
  KS: 'A9A9A|A9{8}|9{9}',
  KY: 'A9{8,9}|9{9}',
  LA: '9{1,9}',
  ME: '9{7,8}|9{7}A',
  MD: 'A9{12}',
  MA: 'A9{8}|AA9{7}|9{9}',
  MI: 'A9{10}|A9{12}',
  MN: 'A9{12}',
  MS: '9{9}',
  MO: 'A9{5,9}|A9{6}R|9{8}AA|9{9}A|9{9}|9{3}A9{6}',
  MT: 'A9{8}|9{9}|9{13,14}',
  NE: 'A9{6,8}',
  NV: '9{9,10}|9{12}|X9{8}',
  NH: '9{2}A{3}9{5}|NH[LV]9{8}',
  NJ: 'A9{14}',
  NM: '9{8,9}',
  NY: 'A9{7}|A9{18}|9{8,9}|9{16}|A{8}',
  NC: '9{1,12}',
  ND: 'A{3}9{6}|9{9}',
  OH: 'A9{4,8}|AA9{3,7}|9{8}',
  OK: 'A9{9}|9{9}',
  OR: '9{1,9}|A9{6}|AA9{5}',
  PA: '9{8}',
  RI: '9{7}|A9{6}',
  SC: '9{5,11}',
  SD: '9{6,10}|9{12}',
  TN: '9{7,9}',
  TX: '9{7,8}',
  UT: '9{4,10}',
  VT: '9{8}|9{7}A',
  VA: 'A9{8,11}|9{9}',
  WA: 'WDLA{3}|WDL[A-Z0-9]{9}|[A-Z*]{5}[A-Z*]{2}[0-9]{3}[A-Z0-9]{2}',
  WV: '9{7}|[A-Z]{1,2}9{5,6}',
  WI: 'A9{13}',
  WY: '9{9,10}',
};

/**
 * Outside the US: GB (five letters of the name, birth date, initials), the Canadian provinces, AU, IN, DE, FR, IT, ES, IE,
 * NZ, BR.
 */
const ABROAD =
  '[A-Z9]{5}9{6}[A-Z9]{2}[A-Z0-9]{2,5}|A9{14}|A{1,2}9{6,8}|AA9{12,14}|[A-Z0-9]{2,3}9{5,8}[A-Z0-9]?|[A-Z0-9]{11}|AA9{7}A|A{2}9{2}A{3}9{3}|[A-Z]9{12}|9{11,12}|9{4,11}A{0,2}|A9{5,6}';

const compile = (pattern: string): RegExp =>
  new RegExp(
    `^(?:${pattern.replace(/A(?!-)(?![^[]*\])/g, '[A-Z]').replace(/(?<![-\d])9(?![^[]*\])/g, '\\d')})$`,
  );

let us: RegExp | undefined;
let abroad: RegExp | undefined;

/** `compact`: capitals and digits alone. */
export function isUsLicence(compact: string): boolean {
  us ??= compile(Object.values(BY_STATE).join('|'));
  return us.test(compact);
}

export function isForeignLicence(compact: string): boolean {
  abroad ??= compile(ABROAD);
  return abroad.test(compact);
}
