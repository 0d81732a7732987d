import { REGIONS } from './data/regions.js';
import { WORLD_PLACES } from './data/world-places.js';
import { type Draw, pick } from './draw.js';
import { cityKey } from './us-places.js';

export interface Country {
  /** ISO 3166-1 alpha-2 */
  readonly code: string;
  readonly name: string;
}

interface WorldPlaces {
  readonly countries: readonly Country[];
  readonly countryNamed: ReadonlyMap<string, Country>;
  /** Cities by country code, of Canada by "CA-" and province. */
  readonly cities: ReadonlyMap<string, readonly string[]>;
  /** Region code and rank in it by the city's name. */
  readonly cityRegion: ReadonlyMap<string, { readonly region: string; readonly rank: number }>;
}

const ALIASES: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s': 'US',
  'u s a': 'US',
  us: 'US',
  america: 'US',
  'united states of america': 'US',
  'the united states': 'US',
  'the us': 'US',
  states: 'US',
  uk: 'GB',
  'u k': 'GB',
  'great britain': 'GB',
  britain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'the netherlands': 'NL',
  holland: 'NL',
  'the philippines': 'PH',
  korea: 'KR',
  'czech republic': 'CZ',
  uae: 'AE',
  turkey: 'TR',
  deutschland: 'DE',
  españa: 'ES',
  italia: 'IT',
  méxico: 'MX',
};

let places: WorldPlaces | undefined;

/** Countries and their largest cities, the US apart. Read when first asked for. */
export function worldPlaces(): WorldPlaces {
  places ??= read();
  return places;
}

function read(): WorldPlaces {
  const countries = new Map<string, Country>([['US', { code: 'US', name: 'United States' }]]);
  const cities = new Map<string, readonly string[]>();
  const cityRegion = new Map<string, { region: string; rank: number }>();
  for (const entry of WORLD_PLACES.split(';')) {
    const [region = '', name = '', ...list] = entry.split(',');
    const code = region.slice(0, 2);
    if (!countries.has(code)) countries.set(code, { code, name });
    cities.set(region, list);
    for (const [rank, city] of list.entries()) {
      const key = cityKey(city);
      const known = cityRegion.get(key);
      if (known === undefined || known.rank > rank) cityRegion.set(key, { region, rank });
    }
  }
  const countryNamed = new Map<string, Country>();
  for (const country of countries.values()) countryNamed.set(cityKey(country.name), country);
  for (const [alias, code] of Object.entries(ALIASES)) {
    const country = countries.get(code);
    if (country !== undefined) countryNamed.set(alias, country);
  }
  return { countries: [...countries.values()], countryNamed, cities, cityRegion };
}

/** Another country; equal for equal draws. */
export function otherCountry(old: Country | undefined, draw: Draw): Country {
  const { countries } = worldPlaces();
  let country = pick(draw, countries);
  while (country.code === old?.code) country = pick(draw, countries);
  return country;
}

export interface Region {
  readonly country: string;
  readonly short: string;
  readonly name: string;
}

const regions = new Map<string, Region>();

/** The region that a name or abbreviation stands for; a state of the US before one of another country. */
export function regionNamed(written: string): Region | undefined {
  if (regions.size === 0)
    for (const [country, list] of Object.entries(REGIONS))
      for (const [short, name] of list)
        for (const key of [name.toLowerCase(), short.toLowerCase()])
          if (key !== '' && !regions.has(key)) regions.set(key, { country, short, name });
  const key = written.toLowerCase().replace(/\s+/g, ' ').trim();
  return (
    regions.get(key) ??
    regions.get(key.replace(/[. ]/g, '')) ??
    (/^washington,? d\.?c\.?$/.test(key) ? regions.get('dc') : undefined)
  );
}

/** Another region of the same country. */
export function otherRegion(old: Region, draw: Draw): Region {
  const list = REGIONS[old.country]!;
  let [short, name] = pick(draw, list);
  while (name === old.name) [short, name] = pick(draw, list);
  return { country: old.country, short, name };
}
