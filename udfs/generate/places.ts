import { type GeneratorMetadata, keepsZipPrefix } from '../generator-metadata.js';
import { replaceCode } from './characters.js';
import { digitText, randomDigits } from './digit-text.js';
import { pick } from './draw.js';
import type { Generator, GeneratorContext } from './generator.js';
import { inCaseOf } from './letter-case.js';
import { fiveDigits, foreignPostalCode, postalForm, safeHarborZip } from './postal-code.js';
import { street } from './street-address.js';
import { cityKey, cityNamed, otherCity, otherState, type UsCity, usPlaces } from './us-places.js';
import { type Country, otherCountry, otherRegion, regionNamed, worldPlaces } from './world-places.js';

/*
 * Places hang together because each part derives from what the table knows of it: "OH", "Ohio" and the state of "Dayton"
 * or "45402" become one other state, "Dayton" of Ohio one city in it, "45402" one of that city's ZIP codes. Where a name
 * is ambiguous, or the table does not have it, the other parts of the same address (`context.group`) decide.
 */

export const state: Generator = (value, context) => {
  if (scrambles(context.metadata)) return scrambled(value, context);
  const region = regionNamed(value);
  if (region === undefined) {
    const { state: other } = otherCity(value, undefined, context.draw('state', cityKey(value)));
    return inCaseOf(value, regionNamed(other)!.name);
  }
  const fresh =
    region.country === 'US'
      ? regionNamed(newState(region.short, context))!
      : otherRegion(region, context.draw('region', `${region.country} ${region.name}`));
  const compact = value.replace(/[. ]/g, '');
  if (compact.toUpperCase() !== region.short || fresh.short === '') return inCaseOf(value, fresh.name);
  const written = compact === compact.toLowerCase() ? fresh.short.toLowerCase() : fresh.short;
  return value.includes('.') ? [...written].map((letter) => `${letter}.`).join('') : written;
};

export const city: Generator = (value, context) => {
  if (scrambles(context.metadata)) return scrambled(value, context);
  if (value.includes(',')) return completeAddress(value, context);
  return inCaseOf(value, newCityName(value, context));
};

export const country: Generator = (value, context) => {
  const old = countryNamed(value);
  const fresh = otherCountry(old, context.draw('country', old?.code ?? cityKey(value)));
  if (old !== undefined && value === old.code) return fresh.code;
  return inCaseOf(value.replace(/[^\p{L}]/gu, '').length <= 3 ? 'Aa' : value, fresh.name);
};

export const zip: Generator = (value, context) => {
  const { metadata } = context;
  const form = postalForm(value);
  const foreign = form !== 'US' || foreignCountry(context) !== undefined;
  if (keepsZipPrefix(metadata)) {
    if (!foreign) {
      const cut = safeHarborZip(value, metadata);
      return cut === value ? undefined : cut;
    }
    if (metadata.replace_foreign_zip_codes_with_zeros === true) return value.replace(/[\p{L}\p{N}]/gu, '0');
  }
  const canonical = digitText(value).digits + value.replace(/[^A-Za-z]/g, '').toLowerCase();
  const draw = context.draw('zip', canonical);
  if (scrambles(metadata)) return replaceCode(value, draw);
  if (form !== 'US') return foreignPostalCode(value, form, draw);
  const text = digitText(value);
  if (foreign && text.digits.length === 5) return text.write(fiveDigits(draw));
  const five = text.digits.slice(0, 5);
  const table = usPlaces();
  const cityOfGroup = memberOf(context, 'LOCATION_CITY');
  const oldState = stateOf(context) ?? table.stateOfPrefix.get(five.slice(0, 3));
  const oldCity = cityOfGroup ?? table.ofZip.get(five)?.name;
  const fresh =
    oldCity === undefined
      ? otherCity('', oldState === undefined ? undefined : newState(oldState, context), draw)
      : newUsCity(oldCity, oldState ?? cityNamed(oldCity)?.state, context);
  if (text.digits.length === 3) return text.write(fresh.zips[0]!.slice(0, 3));
  return text.write(pick(draw, fresh.zips) + randomDigits(draw, text.digits.length - 5));
};

/** A place that no other label fits: a state, country or city if it is known as one, else a new name of its kind. */
export const location: Generator = (value, context) => {
  if (scrambles(context.metadata)) return scrambled(value, context);
  if (regionNamed(value) !== undefined && value.length > 2) return state(value, context);
  if (countryNamed(value) !== undefined) return country(value, context);
  if (value.includes(',')) return completeAddress(value, context);
  if (cityNamed(value) !== undefined || worldPlaces().cityRegion.has(cityKey(value)))
    return city(value, context);
  if (/^\p{Lu}?\d|\d$/u.test(value) || /\d.*\p{L}.*\s/u.test(value)) return streetAddress(value, context);
  const { name } = otherCity(value, undefined, context.draw('place', cityKey(value)));
  const words = value.split(/\s+/);
  const kept = words.map((word) => KINDS.has(word.toLowerCase().replace(/[^\p{L}]/gu, '')));
  if (words.length > 1 && !kept.includes(false)) return inCaseOf(value, `${name} ${words[words.length - 1]}`);
  if (words.length < 2 || !kept.includes(true)) return inCaseOf(value, name);
  let placed = false;
  return words
    .flatMap((word, at) => {
      if (kept[at]) return [word];
      if (placed) return [];
      placed = true;
      return [inCaseOf(value, name)];
    })
    .join(' ');
};

const KINDS = new Set(
  'lake river mount mountain mountains mt county airport park beach valley island islands bay creek forest canyon bridge port cape sea ocean gulf desert falls hill hills district village township borough region province station square city town north south east west northern southern eastern western central the of saint st international national state'.split(
    ' ',
  ),
);

function countryNamed(value: string): Country | undefined {
  const { countryNamed: named, countries } = worldPlaces();
  return (
    named.get(cityKey(value)) ??
    (/^[A-Z]{2}$/.test(value) ? countries.find(({ code }) => code === value) : undefined)
  );
}

/** The new state of a state; the same wherever it is asked for. */
function newState(old: string, context: GeneratorContext): string {
  return otherState(old, context.draw('state', old));
}

function newUsCity(name: string, oldState: string | undefined, context: GeneratorContext): UsCity {
  return otherCity(
    name,
    oldState === undefined ? undefined : newState(oldState, context),
    context.draw('city', `${cityKey(name)}, ${oldState ?? ''}`),
  );
}

function newCityName(value: string, context: GeneratorContext): string {
  const ofGroup = stateOf(context);
  const known = cityNamed(value);
  const abroad = worldPlaces().cityRegion.get(cityKey(value));
  const groupCountry = foreignCountry(context);
  const isAbroad =
    groupCountry !== undefined ||
    (ofGroup === undefined &&
      abroad !== undefined &&
      (known?.zips.length ?? 0) < (abroad.rank === 0 ? 12 : 3));
  if (!isAbroad) return newUsCity(value, ofGroup ?? known?.state, context).name;
  return cityAbroad(value, groupCountry?.code ?? abroad!.region, context);
}

/** A city of the country that stands in for the old one; of another province for Canada. */
function cityAbroad(value: string, region: string, context: GeneratorContext): string {
  const { cities, countries } = worldPlaces();
  const draw = context.draw('city', `${cityKey(value)}, ${region}`);
  let list: readonly string[] | undefined;
  if (region.startsWith('CA-')) {
    const province =
      regionNamed(region.slice(3))?.country === 'CA' ? regionNamed(region.slice(3))! : undefined;
    if (province !== undefined)
      list = cities.get(`CA-${otherRegion(province, context.draw('region', `CA ${province.name}`)).short}`);
  } else if (['GB', 'CA'].includes(postalForm(memberOf(context, 'LOCATION_ZIP') ?? ''))) {
    // The form of the postal code stays, and so does the country.
    list = cities.get(region.slice(0, 2));
  } else {
    const old = countries.find(({ code }) => code === region.slice(0, 2));
    const fresh = otherCountry(old, context.draw('country', old?.code ?? region));
    list = cities.get(fresh.code);
  }
  const isPlain = (name: string): boolean => !/[^ -~]/.test(name);
  const named = list?.filter((name) => cityKey(name) !== cityKey(value)) ?? [];
  const plain = isPlain(value) ? named.filter(isPlain) : [];
  const others = plain.length > 0 ? plain : named;
  return others.length > 0 ? pick(draw, others) : otherCity(value, undefined, draw).name;
}

function memberOf(context: GeneratorContext, label: string): string | undefined {
  return context.group?.find((member) => member.label === label)?.value;
}

/** The US state of the address that the value stands in. */
function stateOf(context: GeneratorContext): string | undefined {
  const written = memberOf(context, 'LOCATION_STATE');
  const region = written === undefined ? undefined : regionNamed(written);
  if (region?.country === 'US') return region.short;
  const code = memberOf(context, 'LOCATION_ZIP');
  if (code === undefined || postalForm(code) !== 'US' || foreignCountry(context) !== undefined)
    return undefined;
  return usPlaces().stateOfPrefix.get(digitText(code).digits.slice(0, 3));
}

/** The country of the address that the value stands in, if it is another than the US. */
function foreignCountry(context: GeneratorContext): Country | undefined {
  if (context.group === undefined) return undefined;
  const { countries } = worldPlaces();
  const written = memberOf(context, 'LOCATION_COUNTRY');
  const named = written === undefined ? undefined : countryNamed(written);
  if (named !== undefined) return named.code === 'US' ? undefined : named;
  const code = memberOf(context, 'LOCATION_ZIP');
  const form = code === undefined ? 'US' : postalForm(code);
  if (form === 'GB') return countries.find((one) => one.code === 'GB');
  return undefined;
}

function scrambles(metadata: GeneratorMetadata): boolean {
  return metadata.realistic_synthetic_values === false;
}

function scrambled(value: string, context: GeneratorContext): string {
  return replaceCode(value, context.draw('place', value.toLowerCase()));
}

/**
 * A whole address in one piece: its parts are told apart at commas and line ends, from the last one back, and each is
 * replaced as if it stood alone with the others beside it.
 */
export const completeAddress: Generator = (value, context) => {
  if (scrambles(context.metadata)) return scrambled(value, context);
  // No address has so many parts: its words are replaced as those of a street.
  if ((value.match(/[,;\n]/g)?.length ?? 0) > 24) return street(value, context);
  const parts = partsOf(value);
  const group = parts.filter(({ label }) => label !== '').map(({ label, text }) => ({ label, value: text }));
  return parts
    .map(({ label, text }) => {
      if (label === '') return text;
      const generate = PART_GENERATORS[label]!;
      return generate(text, { ...context, group }) ?? text;
    })
    .join('');
};

interface AddressPart {
  /** Empty for what stands between parts. */
  readonly label: string;
  readonly text: string;
}

const POSTAL = /(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d|\d{5}(?:-\d{4})?)$/i;

function partsOf(value: string): AddressPart[] {
  const pieces = value.split(/(\s{0,4}[,;\n]\s{0,8})/);
  const parts: AddressPart[] = [];
  let later = 0;
  for (let at = pieces.length - 1; at >= 0; at--) {
    const piece = pieces[at]!;
    if (at % 2 === 1 || piece === '') {
      parts.unshift({ label: '', text: piece });
      continue;
    }
    const found = at === 0 && pieces.length === 1 ? tailOf(piece, true) : classify(piece, at === 0, later);
    if (found.some(({ label }) => label !== '')) later++;
    parts.unshift(...found);
  }
  return parts;
}

function classify(piece: string, first: boolean, later: number): AddressPart[] {
  if (countryNamed(piece) !== undefined && !first) return [{ label: 'LOCATION_COUNTRY', text: piece }];
  if (regionNamed(piece) !== undefined && !first) return [{ label: 'LOCATION_STATE', text: piece }];
  const german = /^(\d{4,5})(\s+)(\p{L}[\p{L}\s.-]*)$/u.exec(piece);
  if (german !== null && !first)
    return [
      { label: 'LOCATION_ZIP', text: german[1]! },
      { label: '', text: german[2]! },
      { label: 'LOCATION_CITY', text: german[3]! },
    ];
  const tail = tailOf(piece, false);
  if (tail.length > 1 || tail[0]!.label !== '') return tail;
  const isCity =
    !/\d/.test(piece) &&
    (!first || later > 0) &&
    !/\b(?:apt|unit|suite|floor|box|street|road|avenue|lane|drive)\b/i.test(piece);
  return [{ label: isCity ? 'LOCATION_CITY' : 'LOCATION_ADDRESS', text: piece }];
}

/** "Dayton OH 45402", "OH 45402", "45402"; with `whole`, a street may stand before them. */
function tailOf(piece: string, whole: boolean): AddressPart[] {
  const parts: AddressPart[] = [];
  let rest = piece;
  const code = POSTAL.exec(rest);
  if (code !== null && (code.index === 0 || rest[code.index - 1] === ' ')) {
    parts.unshift({ label: 'LOCATION_ZIP', text: code[0] });
    rest = cut(rest, code.index, parts);
  }
  for (const words of [3, 2, 1]) {
    const match = new RegExp(`(?:^| )((?:[A-Za-z.]+ ){${words - 1}}[A-Za-z.]+)$`).exec(rest);
    const name = match?.[1];
    if (name === undefined || regionNamed(name) === undefined) continue;
    if (parts.length === 0 && name.length === 2 && name !== name.toUpperCase()) continue;
    parts.unshift({ label: 'LOCATION_STATE', text: name });
    rest = cut(rest, rest.length - name.length, parts);
    break;
  }
  if (rest === '') return parts;
  if (parts.length > 0 && !whole)
    parts.unshift({ label: /\d/.test(rest) ? 'LOCATION_ADDRESS' : 'LOCATION_CITY', text: rest });
  else if (whole) {
    // The city stands behind the last kind of street or unit.
    const street = parts.length === 0 ? null : STREET_END.exec(rest);
    if (street !== null) {
      parts.unshift({ label: 'LOCATION_CITY', text: street[2]! });
      rest = cut(rest, street[1]!.length, parts).trimEnd();
    }
    parts.unshift({ label: 'LOCATION_ADDRESS', text: rest });
  } else parts.unshift({ label: '', text: rest });
  return parts;
}

const STREET_END =
  /^(.{3,80}\b(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|way|blvd|boulevard|place|pl|(?:apt|unit|suite|ste)\.? \w{1,5})\.? )([A-Za-z][A-Za-z .'-]{2,40})$/i;

function cut(text: string, at: number, parts: AddressPart[]): string {
  const rest = text.slice(0, at).trimEnd();
  if (rest.length < at) parts.unshift({ label: '', text: text.slice(rest.length, at) });
  return rest;
}

export const streetAddress: Generator = (value, context) => {
  if (scrambles(context.metadata)) return scrambled(value, context);
  // "12 Oak St, Dayton, OH 45402" under the street's label is a whole address all the same.
  if (/,\s*[A-Za-z. ]+,?\s+\d{5}(?:-\d{4})?$/.test(value)) return completeAddress(value, context);
  return street(value, context);
};

const PART_GENERATORS: Readonly<Record<string, Generator>> = {
  LOCATION_ADDRESS: street,
  LOCATION_CITY: city,
  LOCATION_STATE: state,
  LOCATION_ZIP: zip,
  LOCATION_COUNTRY: country,
};
