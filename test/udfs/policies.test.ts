import t from 'tap';
import { jobSchema } from '../../jobs/job-schema.js';
import { RESTRICTED_ZIP3 } from '../../udfs/generate/postal-code.js';
import { createReplacer } from '../../udfs/generate/replacer.js';
import {
  compilePolicy,
  HIPAA_SAFE_HARBOR,
  LABEL_NAMES,
  type PolicyInput,
  READY_POLICIES,
  redactText,
} from '../../udfs/index.js';
import { documentRedactor } from '../../udfs/json/redact-document.js';
import { redact } from '../../udfs/redact.js';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const make = (label: string, value: string, policy: PolicyInput = HIPAA_SAFE_HARBOR, fill = 1) =>
  createReplacer(compilePolicy(policy), key(fill)).forRow('row')(label, value);

t.test('a ready policy can be named in a job and in the options of a column', async (t) => {
  const parsed = jobSchema.shape.policy.parse('hipaa-safe-harbor');
  t.strictSame(parsed, compilePolicy(HIPAA_SAFE_HARBOR).policy);
  t.strictSame(redact.options.parse({ policy: 'hipaa-safe-harbor' }).policy, parsed);
  t.equal(jobSchema.shape.policy.safeParse('hipaa').success, false);
  for (const policy of Object.values(READY_POLICIES)) compilePolicy(policy);
});

t.test('Safe Harbor: each label is kept, cut or replaced by its bare name', async (t) => {
  const policy = compilePolicy(HIPAA_SAFE_HARBOR);
  const kept =
    'LOCATION_STATE LOCATION_COUNTRY GENDER_IDENTIFIER LANGUAGE NRP MONEY NUMERIC_VALUE PRODUCT LAW WORK_OF_ART';
  const cut = 'DATE_TIME DOB PERSON_AGE LOCATION_ZIP';
  for (const label of LABEL_NAMES) {
    if (kept.split(' ').includes(label)) t.equal(policy.stateOf(label), 'Off', label);
    else if (!cut.split(' ').includes(label)) t.equal(make(label, 'Some value 12'), `[${label}]`);
  }
});

t.test('Safe Harbor: nothing derives from the value or the key', async (t) => {
  const text =
    'Jordan Miles, born March 3, 1931, 19 Laurel Street, Boise, Idaho 83702, (312) 555-0147, a.b@corp.test';
  const policy = compilePolicy(HIPAA_SAFE_HARBOR);
  const out = redactText(text, policy, key(1)).text;
  t.equal(redactText(text, policy, key(2)).text, out);
  t.equal(redactText(text.replace('Jordan', 'Priya'), policy, key(1)).text, out);
  t.notMatch(out, /\[[A-Z_]*[a-z0-9]|Jordan|Miles|1931|March|Laurel|Boise|83702|555|corp/);
  t.match(out, /Idaho 837/);
});

t.test('Safe Harbor: no number of a JSON document derives from the value or the key', async (t) => {
  const rules = {
    allow: { HEALTHCARE_ID: ['$.mrn'], DOB: ['$.born'] },
    ignore: [],
    numbers: 'redact',
    propertyNames: 'keep',
  } as const;
  const out = new Set(
    [48213771, 48213772, 10000001].flatMap((mrn) =>
      [1, 2].map(
        (fill) =>
          documentRedactor(compilePolicy(HIPAA_SAFE_HARBOR), rules, key(fill)).redact(
            `{"mrn":${mrn},"born":19${mrn % 40}}`.replace(/19(\d)\}/, '190$1}'),
            null,
          ).text,
      ),
    ),
  );
  t.strictSame([...out], ['{"mrn":10000000,"born":1000}']);
  t.notMatch(
    documentRedactor(compilePolicy(HIPAA_SAFE_HARBOR), rules, key(1)).redact('{"mrn":10000000}', null).text,
    '10000000',
  );
});

t.test('Safe Harbor: ZIP codes', async (t) => {
  for (const [zip, fresh] of [
    ['45402', '454'],
    ['45402-1234', '454'],
    ['four five four oh two', '454'],
    ['05901', '000'],
    ['09012', '000'],
    ['K1A 0B1', '000 000'],
    ['SW1A 2AA', '0000 000'],
  ] as const)
    t.equal(make('LOCATION_ZIP', zip), fresh, zip);
  for (const prefix of RESTRICTED_ZIP3) t.equal(make('LOCATION_ZIP', `${prefix}01`), '000');
  const filled: PolicyInput = {
    generator_default: 'Synthesis',
    generator_metadata: { LOCATION_ZIP: { use_non_hipaa_address_generator: false } },
  };
  t.equal(make('LOCATION_ZIP', '45402-1234', filled), '45400-0000');
  t.equal(make('LOCATION_ZIP', '03601', filled), '00000');
  t.notMatch(
    make('LOCATION_ZIP', '45402', { generator_default: 'Synthesis' }),
    /^454/,
    'not asked, not kept',
  );
});

t.test('Safe Harbor: times, fractions of seconds and ages that are said digit by digit', async (t) => {
  const policy = compilePolicy(HIPAA_SAFE_HARBOR);
  for (const [text, fresh] of [
    ['at 2024-03-05T10:22:33.123456Z ok', 'at 2024 ok'],
    ['at 2024-03-05 10:22:33.123456+00:00 ok', 'at 2024 ok'],
    ['at 10:22:33,123 ok', 'at [DATE_TIME] ok'],
    ['seen at 3:15 pm on 3/4/2024', 'seen at [DATE_TIME] on 2024'],
    ['Age 9 0, male', 'Age 90+, male'],
    ['age nine zero', 'age over ninety'],
    ['Age: ninety one', 'Age: over ninety'],
    ['she is nine two years old', 'she is over ninety years old'],
    ['Agent: how old are you?\nCustomer: nine one', 'Agent: how old are you?\nCustomer: over ninety'],
    ['age 8 9', 'age 8 9'],
    ['age eighty nine', 'age eighty nine'],
  ] as const)
    t.equal(redactText(text, policy, key(1)).text, fresh, text);
});

t.test('Safe Harbor: dates are cut to the year, old ones are one group', async (t) => {
  for (const [date, fresh] of [
    ['March 3, 1984', '1984'],
    ['03/03/1984', '1984'],
    ['3/3/84', '1984'],
    ["March '84", '1984'],
    ['1984-03-03T10:00:00Z', '1984'],
    ['19840303', '1984'],
    ['1984', '1984'],
    ['march third nineteen eighty four', '1984'],
    ['the third of march two thousand five', '2005'],
    ['June 1931', '1940 or before'],
    ['1940', '1940 or before'],
    ['1941', '1941'],
    ['March 3', '[DATE_TIME]'],
    ['Friday', '[DATE_TIME]'],
    ['4:15 pm', '[DATE_TIME]'],
  ] as const)
    t.equal(make('DATE_TIME', date), fresh, date);
  t.equal(make('DOB', 'March 3'), '[DOB]');
  // Of 1928 or 2028, of 1912 or 2012: a year may tell of an age above 89.
  for (const birth of ['12/03/28', '3/4/12', "March '12", '02-JAN-29', 'march third twelve'])
    t.equal(make('DOB', birth), '[DOB]', birth);
  t.equal(make('DOB', '3/4/31'), '1940 or before');
  t.equal(make('DOB', '3/4/84'), '1984');
  t.equal(make('DOB', 'march third two thousand five'), '2005');
  t.equal(make('DATE_TIME', '3/4/12'), '2012');
  const later: PolicyInput = {
    ...HIPAA_SAFE_HARBOR,
    generator_metadata: { DOB: { cut_to_year: true, reference_year: 2040 } },
  };
  t.equal(make('DOB', '3/3/1949', later), '1950 or before');
});

t.test('Safe Harbor: ages up to 89 stay, those above are one group', async (t) => {
  for (const [age, fresh] of [
    ['42', '42'],
    ['89 years old', '89 years old'],
    ['90', '90+'],
    ['103-year-old', '90+-year-old'],
    ['90+', '90+'],
    ['ninety three years old', 'over ninety years old'],
    ['a hundred and two', 'over ninety'],
    ['6 months old', '6 months old'],
  ] as const)
    t.equal(make('PERSON_AGE', age), fresh, age);
});
