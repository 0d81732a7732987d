import fc from 'fast-check';
import t from 'tap';
import { LABEL_NAMES } from '../../../udfs/detect/labels.js';
import { abaChecksum, mod97 } from '../../../udfs/detect/recognisers/bank-account.js';
import { luhn } from '../../../udfs/detect/recognisers/payment-card.js';
import { canonicalValue } from '../../../udfs/generate/canonical.js';
import { GENERATORS } from '../../../udfs/generate/generators.js';
import { createReplacer } from '../../../udfs/generate/replacer.js';
import { compilePolicy, type PolicyInput } from '../../../udfs/policy.js';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const replacer = (policy: PolicyInput = {}, fill = 1) =>
  createReplacer(compilePolicy({ generator_default: 'Synthesis', ...policy }), key(fill));
const replace = (label: string, value: string, policy: PolicyInput = {}, row = 'row', fill = 1) =>
  replacer(policy, fill).forRow(row)(label, value);
const digits = (value: string) => value.replace(/\D/g, '');

const digitString = (size: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: size, maxLength: size }).map((list) => list.join(''));
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  NAME_GIVEN: fc.constantFrom('Jordan', 'PRIYA', 'anna', 'Anna J.', 'José', 'X', 'Mary Ann'),
  NAME_FAMILY: fc.constantFrom('Miles', "O'Donnell", 'de la Cruz', 'DESAI', 'Smith-Jones', 'Wu'),
  PERSON: fc.constantFrom('Jordan Miles', 'Cher'),
  EMAIL_ADDRESS: fc.constantFrom(
    'jordan.miles@example.com',
    'jmiles88@corp.test',
    'x@y.z',
    'info@firm.example',
    'a dot b at example dot com',
  ),
  PHONE_NUMBER: fc.constantFrom(
    '(312) 555-0147',
    '+1 312 555 0147',
    '3125550147',
    '555-0147',
    '(555) 0114',
    '+44 20 7946 0958',
    '312-555-0147 ext. 9',
    '020 7946 0958',
  ),
  CREDIT_CARD: digitString(15).map((body) => `4${body}`),
  CVV: digitString(3),
  CC_EXP: fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 10, max: 99 }))
    .map(([month, year]) => `${String(month).padStart(2, '0')}/${year}`),
  US_SSN: fc.oneof(digitString(9), digitString(4)),
  LOCATION_ZIP: fc.oneof(digitString(5), fc.constant('02139-4307'), fc.constant('K1A 0B1')),
  LOCATION_CITY: fc.constantFrom('Boise', 'NEW YORK', 'san antonio'),
  LOCATION_STATE: fc.constantFrom('ID', 'Idaho', 'new mexico', 'TX', 'wa'),
  LOCATION_COUNTRY: fc.constantFrom('France', 'united kingdom'),
  LOCATION_ADDRESS: fc.constantFrom(
    '19 Laurel Street, Unit 2',
    '88 N. Harbor Dr',
    'PO Box 291',
    '231 Oak Ridge Rd',
    '5 5th Ave',
    'Main Street',
  ),
  ORGANIZATION: fc.constantFrom('CloudBox', 'Harbor Point Bank', 'acme', 'Acme Inc.'),
  NUMERIC_PII: fc.oneof(
    digitString(6),
    fc.constantFrom('SO-5834912', 'C_88427', 'H9K2P3', '7', 'four oh two seven'),
  ),
  DATE_TIME: fc.constantFrom(
    '09/12',
    '2026-01-31',
    '01/31/2026',
    'March 3rd, 1981',
    'August',
    '4:15 pm',
    '12 June 2027',
    'Friday',
    '31/12/2025',
  ),
  DOB: fc.constantFrom('03/03/1981', 'June 4, 1990', '1990'),
  MONEY: fc.constantFrom('$19.99', '40 dollars', '€1,250'),
  PERSON_AGE: fc.integer({ min: 0, max: 105 }).map((age) => `${age} years old`),
  URL: fc.constantFrom('https://portal.example.test/a/b?c=1', 'www.firm.test'),
  IP_ADDRESS: fc.constantFrom('10.1.2.3', '2001:db8::1', 'fe80::1'),
  IBAN_CODE: fc.constantFrom('DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'),
  US_ROUTING_TRANSIT_NUMBER: fc.constantFrom('021000021', '011000015'),
  USERNAME: fc.constantFrom('kenji_w88', '@kenji'),
  PASSWORD: fc.constantFrom('Tr0ub4dor&3', 'correct horse battery'),
  US_ITIN: digitString(9),
  LOCATION: fc.constantFrom('Lake Michigan', 'Cook County', 'Ohio', 'the Alps', 'Central Park', 'Paris'),
  LOCATION_COMPLETE_ADDRESS: fc.constantFrom(
    '19 Laurel Street, Unit 2, Dayton, OH 45402',
    '19 Laurel Street Dayton OH 45402',
    '10 Downing Street, London SW1A 2AA',
    'Hauptstr. 5, 10115 Berlin, Germany',
  ),
  HEALTHCARE_ID: fc.constantFrom('1EG4-TE5-MK73', 'MRN 00123456', 'W123456789'),
  MEDICAL_LICENSE: fc.constantFrom('1234567893', 'AB1234563', 'MD-12345'),
  US_PASSPORT: fc.constantFrom('C01234567', '543210987'),
  US_DRIVER_LICENSE: fc.constantFrom('D123-4567-8901', 'S99988801'),
  US_BANK_NUMBER: fc.oneof(digitString(10), digitString(12)),
  MICR_CODE: fc.constantFrom('\u2446021000021\u2446 123456789\u2448 1234'),
  OCCUPATION: fc.constantFrom('plumber', 'Senior Software Engineer', 'nurses', 'TEACHER'),
  NRP: fc.constantFrom('French', 'muslim', 'Americans', 'Democrat', 'klingon'),
  LANGUAGE: fc.constantFrom('Spanish', 'french', 'ENGLISH'),
  GENDER_IDENTIFIER: fc.constantFrom('female', 'He', 'M', 'woman', 'Mr.'),
  PRODUCT: fc.constantFrom('iPhone 14 Pro', 'Galaxy S22', 'router'),
  EVENT: fc.constantFrom('Super Bowl', 'Hurricane Katrina', 'WWDC 2024', 'Olympics', 'World War II'),
  LAW: fc.constantFrom('Clean Air Act', 'GDPR', 'Title IX', 'Section 230'),
  WORK_OF_ART: fc.constantFrom('The Great Gatsby', '"Hamlet"', 'Star Wars', 'gone with the wind'),
  PROJECT_NAME: fc.constantFrom('Project Falcon', 'Apollo', 'Falcon-Nine', 'operation overlord'),
  NUMERIC_VALUE: fc.constantFrom('12', '1,000', '3.5%', 'twelve', 'zero', '007'),
};

t.test('every label has a generator, and each is tried here', async (t) => {
  t.strictSame(Object.keys(GENERATORS).sort(), [...LABEL_NAMES].sort());
  t.strictSame(Object.keys(VALUES).sort(), [...LABEL_NAMES].sort());
});

for (const [label, values] of Object.entries(VALUES)) {
  t.test(`${label}: never the original, the same for the same value, key, seed and scope`, async () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 50 }), (value, seed) => {
        const policy = { random_seed: seed };
        const made = replace(label, value, policy);
        return (
          made !== '' &&
          !/^\[[A-Z_]+_\w{5}\]$/.test(made) &&
          canonicalValue(label, made) !== canonicalValue(label, value) &&
          made === replace(label, value, policy)
        );
      }),
      { numRuns: 150 },
    );
  });
}

t.test('format is kept', async () => {
  const same = (label: string, shape: (value: string) => string) =>
    fc.assert(
      fc.property(
        VALUES[label]!,
        fc.nat(30),
        (value, seed) => shape(replace(label, value, { random_seed: seed })) === shape(value),
      ),
      { numRuns: 100 },
    );
  const digitShape = (value: string) => value.replace(/\d/g, '0');
  for (const label of ['PHONE_NUMBER', 'CREDIT_CARD', 'CVV', 'CC_EXP', 'US_SSN', 'MONEY'])
    same(label, digitShape);
  same('LOCATION_ZIP', (value) => value.replace(/\d/g, '0').replace(/[A-Z]/g, 'A'));
  same('LOCATION_STATE', (value) => (value.length === 2 ? 'abbreviation' : 'name'));
  const letterCase = (value: string) =>
    value === value.toUpperCase() ? 'UPPER' : value === value.toLowerCase() ? 'lower' : 'Title';
  for (const label of ['NAME_GIVEN', 'LOCATION_CITY'])
    same(label, (value) => ([...value].length === 1 ? '' : letterCase(value)));
});

t.test(
  'cards pass Luhn in test ranges, IBANs mod 97, routing numbers the ABA sum in no assigned range',
  async () => {
    fc.assert(
      fc.property(VALUES['CREDIT_CARD']!, (value) => {
        const made = replace('CREDIT_CARD', value);
        return luhn(made) && /^(?:400000|424242|411111)/.test(made);
      }),
    );
    fc.assert(
      fc.property(
        VALUES['IBAN_CODE']!,
        fc.nat(50),
        (value, seed) => mod97(replace('IBAN_CODE', value, { random_seed: seed }).replace(/ /g, '')) === 1,
      ),
    );
    fc.assert(
      fc.property(VALUES['US_ROUTING_TRANSIT_NUMBER']!, fc.nat(50), (value, seed) => {
        const made = replace('US_ROUTING_TRANSIT_NUMBER', value, { random_seed: seed });
        return made.startsWith('99') && !abaChecksum(made);
      }),
    );
  },
);

t.test(
  'social security numbers are never issued ones, phones fictional, hosts and networks reserved',
  async () => {
    fc.assert(
      fc.property(digitString(9), (value) => /^9\d\d(?!00)[0-4]\d\d{4}$/.test(replace('US_SSN', value))),
    );
    fc.assert(
      fc.property(digitString(7), fc.constantFrom('312', '208', '904'), (rest, area) =>
        /^[2-9]\d\d55501\d\d$/.test(
          digits(replace('PHONE_NUMBER', `(${area}) ${rest.slice(0, 3)}-${rest.slice(3)}`)),
        ),
      ),
    );
    fc.assert(
      fc.property(
        VALUES['EMAIL_ADDRESS']!.filter((value) => value.includes('@')),
        fc.nat(40),
        (value, seed) =>
          /@(?:example\.(?:com|org|net)|[a-z]+\.example)$/.test(
            replace('EMAIL_ADDRESS', value, { random_seed: seed }),
          ),
      ),
    );
    fc.assert(
      fc.property(VALUES['IP_ADDRESS']!, fc.nat(40), (value, seed) =>
        /^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8::)/.test(
          replace('IP_ADDRESS', value, { random_seed: seed }),
        ),
      ),
    );
  },
);

t.test('names of one person agree: whole, given, family, e-mail, case', async (t) => {
  const row = replacer().forRow('row');
  const given = row('NAME_GIVEN', 'Jordan');
  const family = row('NAME_FAMILY', 'Miles');
  t.equal(row('EMAIL_ADDRESS', 'jordan.miles@corp.test').split('@')[0], `${given}.${family}`.toLowerCase());
  t.equal(row('NAME_GIVEN', 'JORDAN'), given.toUpperCase());
  t.equal(row('PERSON', 'Jordan Miles'), `${given} ${family}`);
  t.equal(
    row('NAME_FAMILY', "O'Donnell").toLowerCase(),
    row('EMAIL_ADDRESS', 'sean.odonnell@x.test').split(/[.@]/)[1],
  );
  t.equal(
    row('EMAIL_ADDRESS', 'JMiles@corp.test').split('@')[0]!.slice(1).toLowerCase(),
    family.toLowerCase(),
  );
});

t.test('another key, another seed, another scope: other values', async (t) => {
  const names = ['Jordan', 'Priya', 'Anna', 'Sean', 'Kenji', 'Rosa', 'Owen', 'Dana'];
  const all = (policy: PolicyInput, row = 'row', fill = 1) =>
    names.map((name) => replace('NAME_GIVEN', name, policy, row, fill)).join();
  t.not(all({}), all({}, 'row', 2));
  t.not(all({}), all({ random_seed: 1 }));
  t.equal(all({}), all({}, 'another row'), 'dataset scope: rows agree');
  t.not(all({ consistency: 'row' }), all({ consistency: 'row' }, 'another row'), 'row scope: rows do not');
  t.equal(all({ consistency: 'row' }), all({ consistency: 'row' }));
});

t.test('dates of one document move by one shift, within seven days, never none', async (t) => {
  const day = (value: string) => Date.parse(`${value}T00:00:00Z`) / 86_400_000;
  for (let row = 0; row < 60; row++) {
    const make = replacer().forRow(`row ${row}`);
    const shifts = ['2026-01-31', '2024-02-29', '1999-12-31'].map(
      (date) => day(make('DATE_TIME', date)) - day(date),
    );
    t.equal(new Set(shifts).size, 1);
    t.ok(Math.abs(shifts[0]!) >= 1 && Math.abs(shifts[0]!) <= 7);
  }
  const wide = replacer({
    generator_metadata: { DATE_TIME: { metadata: { left_shift_in_days: -300, right_shift_in_days: 300 } } },
  }).forRow('r');
  t.not(wide('DATE_TIME', 'March 3rd, 1981'), replacer().forRow('r')('DATE_TIME', 'March 3rd, 1981'));
});

t.test('redaction tokens: label, five base-62 characters, keyed, by canonical value', async (t) => {
  const policy: PolicyInput = { generator_default: 'Redaction' };
  const made = replace('PHONE_NUMBER', '(312) 555-0147', policy);
  t.match(made, /^\[PHONE_NUMBER_[0-9A-Za-z]{5}\]$/);
  t.equal(replace('PHONE_NUMBER', '312.555.0147', policy), made);
  t.not(replace('PHONE_NUMBER', '(312) 555-0148', policy), made);
  t.not(replace('PHONE_NUMBER', '(312) 555-0147', policy, 'row', 2), made);
  t.not(replace('PHONE_NUMBER', '(312) 555-0147', { ...policy, consistency: 'row' }), made);
});

t.test('metadata: preserved domain and area code, constants, swaps', async (t) => {
  t.match(
    replace('EMAIL_ADDRESS', 'jordan@corp.test', {
      generator_metadata: { EMAIL_ADDRESS: { preserve_domain: true } },
    }),
    /@corp\.test$/,
  );
  t.match(
    replace('PHONE_NUMBER', '(312) 444-0147', {
      generator_metadata: { PHONE_NUMBER: { preserve_us_area_code: true } },
    }),
    /^\(312\) 555-01/,
  );
  t.equal(
    replace('NAME_GIVEN', 'Jordan', { generator_metadata: { NAME_GIVEN: { constant_value: 'NAME' } } }),
    'NAME',
  );
  t.equal(
    replace('NAME_GIVEN', 'jordan', { generator_metadata: { NAME_GIVEN: { swaps: { Jordan: 'Casey' } } } }),
    'Casey',
  );
});

t.test('a label of a user’s own has no generator and gets a token', async (t) => {
  const policy: PolicyInput = { custom_labels: { SHELF_MARK: { terms: ['A7'] } } };
  t.match(replace('SHELF_MARK', 'A7', policy), /^\[SHELF_MARK_\w{5}\]$/);
});

const HOSTILE = [
  '1',
  '@',
  ' ',
  'a.',
  '1-',
  'a, ',
  'one ',
  'x as in y ',
  '(',
  '\u0301',
  '\ud800',
  'double ',
  '// ',
  "'",
];

t.test('hostile values do no harm under any label', async (t) => {
  for (const label of LABEL_NAMES) {
    const make = replacer({}).forRow('row');
    for (const part of HOSTILE)
      for (const size of [1, 3, 900, 100_000]) {
        const value = `${part.repeat(Math.ceil(size / part.length)).slice(0, size)}x`.slice(0, size);
        const began = performance.now();
        if (make(label, value) === value)
          t.fail(`${label} ${JSON.stringify(value.slice(0, 6))} is given back`);
        const took = performance.now() - began;
        if (took > 2000) t.fail(`${label} ${JSON.stringify(value.slice(0, 6))} ${size} ${took} ms`);
      }
  }
});

t.test('any text under any label is replaced without a crash', async () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
      fc.constantFrom(...LABEL_NAMES),
      (value, label) => replace(label, value) !== value,
    ),
    { numRuns: 2000 },
  );
});
