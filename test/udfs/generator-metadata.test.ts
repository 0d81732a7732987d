import t from 'tap';
import { keepsZipPrefix, mayKeepOriginal } from '../../udfs/generator-metadata.js';
import { compilePolicy, LABEL_NAMES, type PolicyInput, redactText } from '../../udfs/index.js';

const refused = (generator_metadata: unknown) => {
  try {
    compilePolicy({ generator_metadata } as PolicyInput);
  } catch (error) {
    return error as { code: string; message: string };
  }
  return undefined;
};
const accepted = (generator_metadata: unknown) =>
  compilePolicy({ generator_metadata } as PolicyInput).policy.generator_metadata;

t.test('settings are valid for their labels only, and the refusal says for which', async (t) => {
  t.match(refused({ NAME_GIVEN: { preserve_domain: true } }), {
    code: 'POLICY_INVALID',
    message:
      /NAME_GIVEN\.preserve_domain: is a setting of EMAIL_ADDRESS, not of NAME_GIVEN, which takes .*preserve_gender/,
  });
  t.match(refused({ CVV: { preserve_gender: true } }), {
    message: /a setting of NAME_GIVEN, NAME_FAMILY, PERSON/,
  });
  t.match(refused({ PHONE_NUMBER: { preserve_us_area_cod: true } }), {
    message: /did you mean "preserve_us_area_code"/,
  });
  t.match(refused({ DATE_TIME: { metadata: { left_shift_in_day: 1 } } }), {
    message: /DATE_TIME\.metadata\.left_shift_in_day: is unknown; did you mean "left_shift_in_days"/,
  });
  t.match(refused({ DATE_TIME: { colour: 1 } }), { message: /colour: is unknown: DATE_TIME takes swaps, / });
  t.match(refused({ DOB: { cut_to_year: 'yes' } }), { message: /DOB\.cut_to_year/ });
  t.match(refused({ DATE_TIME: { metadata: { left_shift_in_days: 0, right_shift_in_days: 0 } } }), {
    message: /DATE_TIME\.metadata: /,
  });
  t.match(refused({ NAME_GIVNE: {} }), { message: /did you mean "NAME_GIVEN"/ });
});

t.test("Textual's wire form is read: camelCase, _type, customGenerator, nulls", async (t) => {
  t.strictSame(
    accepted({
      EMAIL_ADDRESS: {
        _type: 'EmailGeneratorMetadata',
        customGenerator: 'Email',
        generatorVersion: 'V1',
        swaps: { camelCase: 'x' },
        constantValue: null,
        preserveDomain: true,
      },
      DATE_TIME: {
        _type: 'DateTimeGeneratorMetadata',
        customGenerator: 'DateTime',
        scrambleUnrecognizedDates: true,
        metadata: {
          _type: 'TimestampShiftMetadata',
          customGenerator: null,
          generatorVersion: 'V1',
          swaps: {},
          constantValue: null,
          leftShiftInDays: -3,
          rightShiftInDays: 4,
          timestampShiftInDays: 5,
        },
        additionalDateFormats: [],
        applyConstantShiftToDocument: false,
      },
      LOCATION_ZIP: {
        _type: 'HipaaAddressGeneratorMetadata',
        customGenerator: 'HipaaAddressGenerator',
        useNonHipaaAddressGenerator: false,
      },
      ORGANIZATION: { customGenerator: 'CompanyName', constantValue: 'ACME' },
    }),
    {
      EMAIL_ADDRESS: { generator_version: 'V1', swaps: { camelCase: 'x' }, preserve_domain: true },
      DATE_TIME: {
        scramble_unrecognized_dates: true,
        metadata: { left_shift_in_days: -3, right_shift_in_days: 4, time_stamp_shift_in_days: 5 },
        additional_date_formats: [],
        apply_constant_shift_to_document: false,
      },
      LOCATION_ZIP: { use_non_hipaa_address_generator: false },
      ORGANIZATION: { constant_value: 'ACME' },
    },
  );
  t.match(refused({ EMAIL_ADDRESS: { _type: 'NameGeneratorMetadata' } }), {
    message: /EMAIL_ADDRESS\._type: must be "EmailGeneratorMetadata"/,
  });
  t.match(refused({ EMAIL_ADDRESS: { customGenerator: 'Name' } }), { message: /customGenerator/ });
});

t.test('what was read once can be read again, as a worker does', async (t) => {
  const once = compilePolicy({
    generator_metadata: { PERSON_AGE: { metadata: { age_shift_in_years: 4 } } },
  });
  t.strictSame(compilePolicy(once.policy).policy, once.policy);
  t.equal(compilePolicy(once.policy).fingerprint, once.fingerprint);
});

t.test('every label takes a constant value and swaps', async (t) => {
  const all = Object.fromEntries(
    LABEL_NAMES.map((label) => [label, { constant_value: 'X', swaps: { a: 'b' } }]),
  );
  t.strictSame(accepted(all), all);
});

t.test('an original may stay only where a setting says so', async (t) => {
  t.notOk(mayKeepOriginal({ preserve_domain: true, preserve_gender: true }));
  t.ok(mayKeepOriginal({ constant_value: 'x' }));
  t.ok(mayKeepOriginal({ use_passthrough_or_group_age_generator: true }));
  t.notOk(keepsZipPrefix({}));
  t.notOk(keepsZipPrefix({ use_non_hipaa_address_generator: true, use_three_digit_zips: true }));
  t.ok(keepsZipPrefix({ use_three_digit_zips: true }));
  const policy = compilePolicy({
    generator_default: 'Off',
    generator_config: { PERSON_AGE: 'Synthesis' },
    generator_metadata: { PERSON_AGE: { constant_value: '40 years old' } },
  });
  t.match(redactText('He is 40 years old.', policy, new Uint8Array(32)).text, 'He is 40 years old.');
});
