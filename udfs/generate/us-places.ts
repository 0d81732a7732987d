import { US_PLACES } from './data/us-places.js';
import type { Draw } from './draw.js';

/** A US city; `zips` are its own ZIP codes, at least one. */
export interface UsCity {
  readonly name: string;
  /** Postal abbreviation. */
  readonly state: string;
  readonly zips: readonly string[];
}

interface UsPlaces {
  readonly cities: readonly UsCity[];
  /** By name in small letters, those with the most ZIP codes first. */
  readonly named: ReadonlyMap<string, readonly UsCity[]>;
  readonly ofZip: ReadonlyMap<string, UsCity>;
  /** State by the first three digits of its ZIP codes. */
  readonly stateOfPrefix: ReadonlyMap<string, string>;
  /** One entry for each ZIP code: a city is drawn as often as it has ZIP codes. */
  readonly rows: readonly UsCity[];
  readonly rowsOf: ReadonlyMap<string, readonly UsCity[]>;
}

let places: UsPlaces | undefined;

/** The table of real US places. Read when first asked for. */
export function usPlaces(): UsPlaces {
  places ??= read();
  return places;
}

function read(): UsPlaces {
  const cities: UsCity[] = [];
  const named = new Map<string, UsCity[]>();
  const ofZip = new Map<string, UsCity>();
  const stateOfPrefix = new Map<string, string>();
  const rows: UsCity[] = [];
  const rowsOf = new Map<string, readonly UsCity[]>();
  for (const group of US_PLACES.split(';')) {
    const [state = '', ...entries] = group.split(',');
    const own: UsCity[] = [];
    for (const entry of entries) {
      const [name = '', list = ''] = entry.split('=');
      let prefix = '';
      const zips = list.split(' ').map((part) => {
        const zip = part.length === 2 ? prefix + part : part;
        prefix = zip.slice(0, 3);
        return zip;
      });
      const city = { name, state, zips };
      cities.push(city);
      const key = cityKey(name);
      const same = named.get(key);
      if (same === undefined) named.set(key, [city]);
      else same.push(city);
      for (const zip of zips) {
        ofZip.set(zip, city);
        if (!stateOfPrefix.has(zip.slice(0, 3))) stateOfPrefix.set(zip.slice(0, 3), state);
        own.push(city);
      }
    }
    rows.push(...own);
    rowsOf.set(state, own);
  }
  for (const same of named.values()) same.sort((a, b) => b.zips.length - a.zips.length);
  return { cities, named, ofZip, stateOfPrefix, rows, rowsOf };
}

/** "St. Louis", "saint louis" and "Saint Louis" are one. */
export function cityKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/^st\.? /, 'saint ')
    .replace(/^(?:nyc|new york city)$/, 'new york')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The city of that name in `state`, or the largest one; undefined if the table has none. */
export function cityNamed(name: string, state?: string): UsCity | undefined {
  const same = usPlaces().named.get(cityKey(name));
  return state === undefined ? same?.[0] : same?.find((city) => city.state === state);
}

/** Another state, by the number of ZIP codes; equal for equal draws. */
export function otherState(old: string, draw: Draw): string {
  const { rows } = usPlaces();
  for (;;) {
    const { state } = rows[draw.below(rows.length)]!;
    if (state !== old) return state;
  }
}

/** A city of `state` (of any state if undefined) with another name than `old`. */
export function otherCity(old: string, state: string | undefined, draw: Draw): UsCity {
  const table = usPlaces();
  const rows = (state === undefined ? undefined : table.rowsOf.get(state)) ?? table.rows;
  const key = cityKey(old);
  let city = rows[draw.below(rows.length)]!;
  for (let attempt = 0; cityKey(city.name) === key && attempt < 32; attempt++)
    city = rows[draw.below(rows.length)]!;
  return city;
}
