import fc from 'fast-check';
import t from 'tap';
import { cityNamed, usPlaces } from '../../../udfs/generate/us-places.js';
import { regionNamed } from '../../../udfs/generate/world-places.js';
import { compilePolicy, redactSpans } from '../../../udfs/index.js';
import { synthesisOf } from './synthesis-of.js';

const policy = compilePolicy({ generator_default: 'Synthesis' });

/** Redacts text whose spans are told by what they hold. */
function redacted(text: string, labelled: readonly (readonly [string, string])[], fill = 1): string {
  let from = 0;
  const spans = labelled.map(([label, value]) => {
    const start = text.indexOf(value, from);
    from = start + value.length;
    return { start, end: from, label: `LOCATION_${label}`, score: 1 };
  });
  return redactSpans(text, spans, policy, new Uint8Array(32).fill(fill)).text;
}

t.test('city, state and ZIP of one address become one real place, by whatever name', async (t) => {
  const table = usPlaces();
  t.ok(table.cities.length > 4000, `${table.cities.length} cities`);
  for (let fill = 1; fill <= 40; fill++) {
    const made = redacted(
      'Dayton, OH 45402',
      [
        ['CITY', 'Dayton'],
        ['STATE', 'OH'],
        ['ZIP', '45402'],
      ],
      fill,
    );
    const [, city, state, zip] = /^(.+), ([A-Z]{2}) (\d{5})$/.exec(made) ?? [];
    t.equal(table.ofZip.get(zip!)?.name, city, made);
    t.equal(table.ofZip.get(zip!)?.state, state, made);
    t.not(state, 'OH');
  }
});

t.test('each part alone comes to the same as beside the others', async (t) => {
  const make = synthesisOf();
  const whole = make('LOCATION_COMPLETE_ADDRESS', '19 Laurel Street, Dayton, OH 45402');
  t.equal(
    whole,
    `${make('LOCATION_ADDRESS', '19 Laurel Street')}, ${make('LOCATION_CITY', 'Dayton')}, ${make('LOCATION_STATE', 'OH')} ${make('LOCATION_ZIP', '45402')}`,
  );
  t.equal(make('LOCATION_STATE', 'Ohio'), regionNamed(make('LOCATION_STATE', 'OH'))!.name);
  t.equal(make('LOCATION_COMPLETE_ADDRESS', '19 Laurel Street Dayton OH 45402'), whole.replaceAll(',', ''));
});

t.test('cities of one name in several states, and cities that the table does not have', async (t) => {
  t.ok(usPlaces().named.get('springfield')!.length > 3);
  for (const [city, state] of [
    ['Springfield', 'IL'],
    ['Springfield', 'MA'],
    ['Zorbville', 'TX'],
  ] as const)
    for (let fill = 1; fill < 15; fill++) {
      const made = redacted(
        `${city}, ${state}`,
        [
          ['CITY', city],
          ['STATE', state],
        ],
        fill,
      );
      const [name, abbreviation] = made.split(', ');
      t.ok(cityNamed(name!, abbreviation), made);
      t.not(name, city);
    }
  // Alone it is the place that it is elsewhere in the text.
  const made = redacted('From Springfield. Ship to Springfield, MA now', [
    ['CITY', 'Springfield'],
    ['CITY', 'Springfield'],
    ['STATE', 'MA'],
  ]);
  const [, alone, beside] = /^From (.+)\. Ship to (.+), /.exec(made)!;
  t.equal(alone, beside);
});

t.test('other countries: their cities, regions and the forms of their postal codes', async (t) => {
  const make = synthesisOf();
  t.match(make('LOCATION_ZIP', 'SW1A 2AA'), /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/);
  t.match(make('LOCATION_ZIP', 'm5v2t6'), /^[a-z]\d[a-z]\d[a-z]\d$/);
  t.equal(regionNamed(make('LOCATION_STATE', 'Ontario'))?.country, 'CA');
  t.match(make('LOCATION_STATE', 'ON'), /^(?:AB|BC|MB|NB|NL|NS|PE|QC|SK)$/);
  t.match(
    redacted('10115 Berlin, Germany', [
      ['ZIP', '10115'],
      ['CITY', 'Berlin'],
      ['COUNTRY', 'Germany'],
    ]),
    /^\d{5} .+, .+$/,
  );
  t.not(make('LOCATION_COUNTRY', 'USA'), 'United States');
});

t.test('streets: kinds of street and unit stay, the name does not', async (t) => {
  const make = synthesisOf();
  for (const [value, form] of [
    ['88 N. Harbor Dr', /^[1-9]\d N\. \S+ Dr$/],
    ['350 Park Avenue', /^\d{3} (?!Park)\S+ Avenue$/],
    ['5 North Street', /^\d (?!North)\S+ Street$/],
    ['4215 NW 23rd Ave Apt 4B', /^\d{4} NW \d{1,2}(?:st|nd|rd|th) Ave Apt \d[A-Z]$/],
    ['PO Box 291', /^PO Box \d{3}$/],
    ['Unit 6', /^Unit \d$/],
    ['twelve oh four main street', /^[a-z]+ oh [a-z]+ [a-z']+ street$/],
    ['Hauptstraße 5', /^(?!Haupt)\S+straße \d$/],
    ['12 rue de la Paix', /^\d\d rue de la (?!Paix)\S+$/],
    ['Fifth Avenue', /^(?!Fifth)[A-Z][a-z]+ Avenue$/],
  ] as const)
    t.match(make('LOCATION_ADDRESS', value), form, value);
});

t.test('scrambled if realistic values are not wanted', async (t) => {
  const make = synthesisOf({ generator_metadata: { LOCATION_CITY: { realistic_synthetic_values: false } } });
  t.match(make('LOCATION_CITY', 'Dayton'), /^[A-Z][a-z]{5}$/);
  t.equal(cityNamed(make('LOCATION_CITY', 'Dayton')), undefined);
});

t.test('any text is taken for an address without a crash, and is not given back', async () => {
  const labels = ['ADDRESS', 'COMPLETE_ADDRESS', 'CITY', 'STATE', 'ZIP', 'COUNTRY'].map(
    (part) => `LOCATION_${part}`,
  );
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(...labels, 'LOCATION'),
      (value, label) => synthesisOf()(label, value) !== value,
    ),
    { numRuns: 400 },
  );
});

t.test('hostile values take linear time', async (t) => {
  for (const value of [
    'a, '.repeat(20_000),
    '1'.repeat(100_000),
    'St '.repeat(20_000),
    `${' '.repeat(50_000)}x`,
    'OH '.repeat(10_000),
  ]) {
    const began = performance.now();
    for (const label of ['LOCATION_COMPLETE_ADDRESS', 'LOCATION_ADDRESS', 'LOCATION_CITY', 'LOCATION_ZIP'])
      synthesisOf()(label, value);
    t.ok(performance.now() - began < 6000, `${value.slice(0, 4)} ${performance.now() - began}`);
  }
});
