import fc from 'fast-check';
import t from 'tap';
import { FICTIONAL_RANGES } from '../../../udfs/generate/data/phone-ranges.js';
import { digitText } from '../../../udfs/generate/digit-text.js';
import { synthesisOf } from './synthesis-of.js';

const shape = (value: string) => value.replace(/\d/g, '0');

t.test('phones: a range kept for fiction in each country that names one, in the same form', async (t) => {
  for (const [value, range] of [
    ['(312) 444-9988', /^[2-9]\d{2}55501\d{2}$/],
    ['+1 312 444 9988', /^1[2-9]\d{2}55501\d{2}$/],
    ['444-9988', /^55501\d\d$/],
    ['+44 7911 123456', /^447700900\d{3}$/],
    ['07911 123456', /^07700900\d{3}$/],
    ['020 7946 1958', /^0(?:2079460|2896496|2920180)\d{3}$/],
    ['0161 234 5678', /^0\d{3}(?:4960|4980)\d{3}$/],
    ['01234 567890', /^01632960\d{3}$/],
    ['+44 (0)20 7123 4567', /^440(?:2079460|2896496|2920180)\d{3}$/],
    ['+61 2 9876 5432', /^61[2378](?:5550|7010)\d{4}$/],
    ['0412 345 678', /^0491\d{6}$/],
    ['+33 6 12 34 56 78', /^3363998\d{4}$/],
    ['01 42 34 56 78', /^0(?:19900|26191|35301|46571|53649)\d{4}$/],
    ['+353 87 123 4567', /^3532091\d{5}$/],
    ['+49 30 12345678', /^49(?:3023125|6990009|4066969|2214710|8999998)\d{3}$/],
    ['+49 151 23456789', /^49176040690\d\d$/],
    ['+46 70 123 45 67', /^467017406\d\d$/],
    ['+39 06 1234567', /^391/],
    ['+380 44 123 4567', /^3800/],
  ] as const)
    for (let fill = 1; fill < 8; fill++) {
      const made = synthesisOf({}, fill)('PHONE_NUMBER', value);
      t.equal(shape(made), shape(value), value);
      t.match(made.replace(/\D/g, ''), range, `${value} → ${made}`);
    }
  for (const ranges of Object.values(FICTIONAL_RANGES))
    for (const { patterns } of ranges) t.equal(new Set(patterns.map(({ length }) => length)).size, 1);
});

t.test('phones: spoken numbers stay spoken and fictional', async (t) => {
  for (const value of [
    'three one two four four four nine nine eight eight',
    'three one two, triple four, double nine eight eight',
  ]) {
    const made = synthesisOf()('PHONE_NUMBER', value);
    t.notMatch(made, /\d/);
    t.match(digitText(made).digits, /^[2-9]\d\d55501\d\d$/);
  }
});

t.test('phones: metadata', async (t) => {
  const make = (settings: Record<string, boolean>, value: string) =>
    synthesisOf({ generator_metadata: { PHONE_NUMBER: settings } })('PHONE_NUMBER', value);
  t.match(make({ preserve_us_area_code: true }, '312-444-9988 x12'), /^312-555-01\d\d x\d\d$/);
  t.equal(make({ preserve_us_area_code: true }, '800-444-9988'), '800-555-0199');
  t.match(make({ use_us_phone_number_generator: true }, '+33 6 12 34 56 78'), /^\([2-9]\d\d\) 555-01\d\d$/);
  t.match(make({ use_us_phone_number_generator: true }, '312.444.9988'), /^\d{3}\.555\.01\d\d$/);
  t.equal(make({ replace_invalid_numbers: false }, '12-34'), '12-34');
  t.not(make({ replace_invalid_numbers: true }, '12-34'), '12-34');
  t.not(make({ replace_invalid_numbers: false }, '312-444-9988'), '312-444-9988');
});

t.test('e-mail: the shape of the local part, names, digits, tags, hosts', async (t) => {
  const make = synthesisOf();
  const mail = (value: string) => make('EMAIL_ADDRESS', value);
  const given = make('NAME_GIVEN', 'jordan');
  const family = make('NAME_FAMILY', 'miles').replace(/'/g, '');
  t.match(
    mail('jordan_miles42+news@gmail.com'),
    new RegExp(`^${given}_${family}\\d\\d\\+[a-z]{4}@example\\.(?:com|org|net)$`),
  );
  t.match(mail('jordanmiles@acme.com'), new RegExp(`^${given}${family}@[a-z]+\\.example$`));
  t.match(mail('info@acme.com'), /^info@[a-z]+\.example$/);
  t.equal(mail('a@acme.com').split('@')[1], mail('b@mail.acme.com').split('@')[1], 'one owner, one host');
  t.equal(mail('a@acme.com').split('@')[1], `${make('ORGANIZATION', 'acme').replace(/'/g, '')}.example`);
  t.equal(make('URL', 'https://acme.com').slice(8), mail('a@acme.com').split('@')[1]);
  t.match(
    mail('jordan dot miles at acme dot com'),
    new RegExp(`^${given} dot ${family} at [a-z]+ dot example$`),
  );
  t.match(
    mail('j o r d a n forty two at gmail dot com'),
    new RegExp(`^${[...given].join(' ')} [a-z ]+ at example dot (?:com|org|net)$`),
  );
  const own = synthesisOf({
    generator_metadata: { EMAIL_ADDRESS: { preserve_domain: true, follow_names: false } },
  });
  t.match(own('EMAIL_ADDRESS', 'jordan.miles@acme.com'), /^[a-z]+\.[a-z]+@acme\.com$/);
  t.not(own('EMAIL_ADDRESS', 'jordan.miles@acme.com'), `${given}.${family}@acme.com`);
  t.match(own('EMAIL_ADDRESS', 'info@acme.com'), /^(?!info@)[a-z]+@acme\.com$/);
});

t.test('e-mails of any form stay e-mails on reserved hosts', async () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.nat(20), (value, fill) =>
      /^[^@\s]+@(?:example\.(?:com|org|net)|[a-z]+\.example)$/i.test(
        synthesisOf({}, fill)('EMAIL_ADDRESS', value),
      ),
    ),
    { numRuns: 200 },
  );
});

t.test(
  'hosts, networks and hardware addresses are reserved; the rest of a URL keeps its shape',
  async (t) => {
    const make = synthesisOf();
    t.match(
      make('URL', 'https://www.acme.com:8443/users/jm42/index.html?id=7'),
      /^https:\/\/www\.[a-z]+\.example:8443\/users\/[a-z]{2}\d\d\/index\.html\?id=\d$/,
    );
    t.match(make('URL', 'www dot acme dot com'), /^www dot [a-z]+ dot example$/);
    t.match(make('IP_ADDRESS', '10.20.30.40:8080'), /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}:8080$/);
    t.match(make('IP_ADDRESS', 'fe80::1%eth0'), /^2001:db8::[0-9a-f:]+%eth0$/);
    t.match(make('NUMERIC_PII', '00:1A:2B:3C:4D:5E'), /^[0-9A-F][26AE](?::[0-9A-F]{2}){5}$/);
  },
);

t.test('a number of letters is dialled, and no word of it stays', async (t) => {
  for (const value of ['1-800-FLOWERS', '1-800-GO-FEDEX', '1 (800) Flowers', '1-800-555-HELP'])
    for (let fill = 0; fill < 20; fill++) {
      const made = synthesisOf({}, fill)('PHONE_NUMBER', value);
      t.notMatch(made, /[a-z]/i, value);
      t.match(made.replace(/\D/g, ''), /^1\d{3}55501\d\d$/, value);
    }
  t.equal(
    synthesisOf()('PHONE_NUMBER', '1-800-FLOWERS').replace(/\D/g, ''),
    synthesisOf()('PHONE_NUMBER', '1-800-356-9377').replace(/\D/g, ''),
    'the same number, in letters or digits',
  );
});
