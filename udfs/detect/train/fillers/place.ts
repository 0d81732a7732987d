import {
  COUNTRIES,
  COUNTY_STEMS,
  DIVISIONS,
  LANDMARKS,
  OTHER_COUNTIES,
  PLACE_PARTS,
  REGIONS,
  US_STATES,
} from '../../gazetteers/regions.js';
import { US_CITIES, WORLD_CITIES } from '../data/cities.js';
import type { Random } from '../random.js';
import { LetterChain } from './letter-chain.js';
import { inventedWord, someCase } from './person.js';
import type { Filler } from './subject.js';

export interface Place {
  /** ISO 3166 code of the country. */
  readonly iso: string;
  readonly city: string;
  /** Full name of the state or other first-level division; '' where addresses name none. */
  readonly state: string;
  readonly stateCode: string;
  readonly zip: string;
  readonly country: string;
}

const usCities = US_CITIES.split('|').map((entry) => entry.split(';') as [string, string, string]);
/** The best-known cities stand before others of their country. */
const worldCities = new Map(
  WORLD_CITIES.split('|').map((entry) => [entry.slice(0, 2), entry.slice(3).split(',')] as const),
);
const towns = new LetterChain([
  ...usCities.flatMap(([city]) => city.split(' ')),
  ...[...worldCities.values()].flat().map((entry) => entry.split(';')[0] ?? ''),
]);
const knownIso = Object.keys(COUNTRIES);
const isoWithCities = knownIso.filter((iso) => worldCities.has(iso));
const stateCodes = Object.keys(US_STATES);
const countries = new Map(Object.entries(COUNTRIES).map(([iso, forms]) => [iso, forms.split(',')]));
const parts = {
  first: PLACE_PARTS.first.split(','),
  last: PLACE_PARTS.last.split(','),
  words: PLACE_PARTS.words.split(','),
};
const counties = COUNTY_STEMS.split(',');
const otherCounties = OTHER_COUNTIES.split(',');
const regions = REGIONS.split(',');
const landmarks = LANDMARKS.split(',');
const FAMOUS_US =
  'New York|NY|100,Los Angeles|CA|900,Chicago|IL|606,Houston|TX|770,Phoenix|AZ|850,Philadelphia|PA|191,San Antonio|TX|782,San Diego|CA|921,Dallas|TX|752,Austin|TX|787,San Jose|CA|951,Seattle|WA|981,Denver|CO|802,Boston|MA|021,Portland|OR|972,Atlanta|GA|303,Miami|FL|331,Detroit|MI|482,Minneapolis|MN|554,Nashville|TN|372,Las Vegas|NV|891,San Francisco|CA|941,Washington|DC|200,Baltimore|MD|212,Cleveland|OH|441,Pittsburgh|PA|152,New Orleans|LA|701,Tampa|FL|336,Orlando|FL|328,Salt Lake City|UT|841,Sacramento|CA|958,St. Louis|MO|631,Kansas City|MO|641,Charlotte|NC|282,Columbus|OH|432,Cincinnati|OH|452,Milwaukee|WI|532,Honolulu|HI|968,Brooklyn|NY|112,Oakland|CA|946'
    .split(',')
    .map((entry) => entry.split('|') as [string, string, string]);

const FOREIGN: readonly (readonly [number, string])[] = [
  [90, 'GB'],
  [60, 'CA'],
  [50, 'AU'],
  [55, 'IN'],
  [35, 'DE'],
  [22, 'FR'],
  [15, 'ES'],
  [12, 'IT'],
  [15, 'MX'],
  [12, 'BR'],
  [12, 'NL'],
  [10, 'IE'],
  [8, 'NZ'],
  [8, 'ZA'],
  [6, 'NG'],
  [6, 'PH'],
  [5, 'PK'],
  [6, 'JP'],
  [6, 'CN'],
  [5, 'CH'],
  [4, 'AT'],
  [4, 'BE'],
  [4, 'SE'],
  [4, 'PL'],
  [3, 'SG'],
  [3, 'AE'],
  [3, 'AR'],
  [3, 'CO'],
  [3, 'PT'],
];

/** Postal codes by country, in the forms of `Random.pattern`. */
const POSTCODES: Readonly<Record<string, readonly string[]>> = {
  GB: [
    'SW# #XX',
    'N## #XX',
    'E# #XX',
    'M## #XX',
    'B## #XX',
    'LS# #XX',
    'G## #XX',
    'EH# #XX',
    'CF## #XX',
    'BS# #XX',
    'NE# #XX',
    'BN% #XX',
    'OX% #XX',
    'CB% #XX',
    'EC%A #XX',
    'W%T #XX',
    'PO%% #XX',
    'RG% #XX',
    'NG% #XX',
    'BT% #XX',
  ],
  CA: ['M#X #X#', 'V#X #X#', 'T#X #X#', 'H#X #X#', 'K#X #X#', 'L#X #X#', 'R#X #X#', 'B#X #X#', 'N#X#X#'],
  AU: ['2###', '3###', '4###', '5###', '6###', '7###'],
  IN: ['%#####', '%## ###', '%#####'],
  DE: ['#####', 'D-#####', '#####'],
  FR: ['75###', '69###', '13###', '%####', '33###'],
  NL: ['%### XX', '%###XX'],
  IE: ['D## X#X#', 'T## XX##', 'H## X#X#', 'A## XX##'],
  BR: ['#####-###'],
  PT: ['%###-###'],
  PL: ['##-###'],
  SE: ['%## ##'],
  JP: ['###-####', '〒###-####'],
  CN: ['%#####'],
  SG: ['######'],
};

function postcode(random: Random, iso: string): string {
  const form = random.pick(
    POSTCODES[iso] ?? (['AT', 'BE', 'CH', 'NZ', 'ZA', 'PH'].includes(iso) ? ['%###'] : ['%####', '%#####']),
  );
  return random.pattern(form).replace(/X/g, () => random.pick([...'ABCEGHJKLMNPRSTVWXYZ']));
}

function zipOf(random: Random, prefix: string): string {
  const zip = random.pattern(`${prefix}##`);
  return random.chance(0.06) ? random.pattern(`${zip}-####`) : zip;
}

/** A town that is not on the map. */
function inventedTown(random: Random): string {
  const kind = random.below(10);
  const word = random.chance(0.75)
    ? towns.draw(random)
    : inventedWord(random, [
        'ton',
        'ville',
        'burg',
        'o',
        'a',
        'ford',
        'ham',
        'ia',
        '',
        'en',
        'is',
        'stad',
        'au',
        'ow',
        'grad',
        'pur',
        'abad',
      ]);
  if (kind < 3) return random.pick(parts.first) + random.pick(parts.last);
  if (kind < 5) return `${random.pick(parts.first)} ${random.pick(parts.words)}`;
  if (kind < 6)
    return `${random.pick(['New', 'Old', 'North', 'South', 'East', 'West', 'Upper', 'Lower', 'Port', 'Fort', 'Saint', 'St.', 'San', 'Santa', 'El', 'La', 'Los', 'Mount', 'Lake', 'Great', 'Little'])} ${word}`;
  if (kind < 7) return `${word} ${random.pick(parts.words)}`;
  if (kind < 8)
    return `${random.pick(parts.first)}${random.pick(parts.last)}${random.pick([' upon Tyne', '-on-Sea', ' St. Mary', '-le-Moor', ' Magna', '-by-the-Sea', ' am See', '-sur-Mer', ' del Norte'])}`;
  return word;
}

export function somePlace(random: Random): Place {
  if (random.chance(0.64)) {
    const [city, code, prefixes] = random.chance(0.25) ? random.pick(FAMOUS_US) : random.pick(usCities);
    const name = random.chance(0.26) ? inventedTown(random) : city;
    return {
      iso: 'US',
      city: name,
      state: US_STATES[code] ?? code,
      stateCode: code,
      zip: zipOf(random, random.pick(prefixes.split(' '))),
      country: countryForm(random, 'US'),
    };
  }
  const iso = random.chance(0.85) ? random.weighted(FOREIGN) : random.pick(isoWithCities);
  const cities = worldCities.get(iso)!;
  const [city = '', admin] = (random.chance(0.4) ? random.pickEarly(cities) : random.pick(cities)).split(';');
  const divisions = DIVISIONS[iso];
  const [state, stateCode] = divisions?.[admin ?? random.pick(Object.keys(divisions))] ?? ['', ''];
  return {
    iso,
    city: random.chance(0.2) ? inventedTown(random) : city.replace(/ City$/, ''),
    state,
    stateCode,
    zip: postcode(random, iso),
    country: countryForm(random, iso),
  };
}

export function countryForm(random: Random, iso: string): string {
  const forms = countries.get(iso)!;
  return random.chance(0.5) ? forms[0]! : random.pick(forms);
}

function county(random: Random): string {
  if (random.chance(0.3)) return random.pick(otherCounties);
  const stem = random.chance(0.15) ? inventedWord(random, ['', 'a', 'o', 'ah']) : random.pick(counties);
  return `${stem} ${random.chance(0.95) ? 'County' : random.pick(['Parish', 'county', 'Cty', 'Co.'])}`;
}

function landmark(random: Random): string {
  if (random.chance(0.6)) return random.pick(landmarks);
  const word = random.chance(0.5)
    ? random.pick(parts.first) + random.pick(parts.last)
    : inventedWord(random, ['', 'a', 'i', 'o', 'en']);
  return random.pick([
    `${word} Park`,
    `the ${word} River`,
    `Lake ${word}`,
    `Mount ${word}`,
    `Mt. ${word}`,
    `${word} Lake`,
    `${word} Creek`,
    `${word} Bridge`,
    `${word} Tower`,
    `the ${word} Mall`,
    `${word} Square`,
    `${word} Airport`,
    `${word} Beach`,
    `${word} Castle`,
    `${word} State Park`,
    `${word} Station`,
    `the ${word} Theatre`,
    `${word} Plaza`,
    `${word} Falls`,
    `Cape ${word}`,
    `Fort ${word}`,
    `${word} Island`,
    `the ${word} Valley`,
    `the ${word} Mountains`,
    `${word} Stadium`,
    `the Bay of ${word}`,
    `${word} Hall`,
    `${word} Cemetery`,
    `the ${word} Tunnel`,
    `${word} National Forest`,
  ]);
}

export const PLACE_FILLERS = {
  city: (subject, random) => someCase(random, subject.place.city),
  state: (subject, random) => subject.place.state || US_STATES[random.pick(stateCodes)]!,
  'state-code': (subject, random) => subject.place.stateCode || random.pick(stateCodes),
  country: (subject, random) =>
    random.chance(0.3)
      ? countryForm(random, random.pick(knownIso))
      : subject.place.iso === 'US'
        ? subject.place.country
        : subject.place.country,
  zip: (subject) => subject.place.zip,
  county: (_, random) => county(random),
  region: (_, random) => random.pick(regions),
  landmark: (_, random) => landmark(random),
} satisfies Readonly<Record<string, Filler>>;
