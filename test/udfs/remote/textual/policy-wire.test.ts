import t from 'tap';
import { READY_POLICIES } from '../../../../udfs/policies/ready-policies.js';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';
import { policyRefusals, redactSettings } from '../../../../udfs/remote/textual/policy-wire.js';
import { redactSettingsSchema } from '../../../../udfs/remote/textual/wire.js';

const wire = (policy: PolicyInput) => redactSettings(compilePolicy(policy, 'textual').policy, false);
const refused = (policy: PolicyInput) =>
  policyRefusals(compilePolicy(policy, 'textual').policy).map(({ path }) => path.join('.'));

t.test('what a policy says goes as it is', async (t) => {
  const settings = wire({
    generator_default: 'ReplacementSynthesis',
    generator_config: { NAME_GIVEN: 'GroupingSynthesis', URL: 'Off' },
    label_block_lists: { URL: { regexes: ['a.*'] } },
    label_allow_lists: { PRODUCT: { regexes: ['b', 'c'] } },
  });
  t.same(settings, {
    generatorDefault: 'ReplacementSynthesis',
    generatorConfig: { NAME_GIVEN: 'GroupingSynthesis', URL: 'Off' },
    generatorMetadata: {},
    labelBlockLists: { URL: { regexes: ['a.*'] } },
    labelAllowLists: { PRODUCT: { regexes: ['b', 'c'] } },
    recordApiRequestOptions: null,
  });
  t.same(redactSettingsSchema.parse(settings), settings);
});

// What `to_payload()` of the classes of tonic-textual 3.24.0 gives with their defaults.
const base = (type: string, generator: string | null) => ({
  _type: type,
  customGenerator: generator,
  generatorVersion: 'V1',
  swaps: {},
  constantValue: null,
});
const SDK_DEFAULTS: Readonly<Record<string, object>> = {
  ORGANIZATION: base('BaseMetadata', null),
  NAME_GIVEN: {
    ...base('NameGeneratorMetadata', 'Name'),
    isConsistencyCaseSensitive: false,
    preserveGender: false,
  },
  EMAIL_ADDRESS: { ...base('EmailGeneratorMetadata', 'Email'), preserveDomain: false },
  PHONE_NUMBER: {
    ...base('PhoneNumberGeneratorMetadata', 'PhoneNumber'),
    useUsPhoneNumberGenerator: false,
    replaceInvalidNumbers: true,
    preserveUsAreaCode: false,
  },
  LOCATION_ZIP: {
    ...base('HipaaAddressGeneratorMetadata', 'HipaaAddressGenerator'),
    useNonHipaaAddressGenerator: false,
    replaceTruncatedZerosInZipCode: true,
    realisticSyntheticValues: true,
    useThreeDigitZips: false,
    replaceForeignZipCodesWithZeros: false,
  },
  DATE_TIME: {
    ...base('DateTimeGeneratorMetadata', 'DateTime'),
    scrambleUnrecognizedDates: true,
    metadata: { ...base('TimestampShiftMetadata', null), leftShiftInDays: -7, rightShiftInDays: 7 },
    additionalDateFormats: [],
    applyConstantShiftToDocument: false,
    useClearDateAndPassthroughOrGroupYearGenerator: false,
  },
  PERSON_AGE: {
    ...base('PersonAgeGeneratorMetadata', 'PersonAge'),
    scrambleUnrecognizedDates: true,
    metadata: { _type: 'AgeShiftMetadata', ageShiftInYears: 7, applyConstantShiftToDocument: false },
    usePassthroughOrGroupAgeGenerator: false,
  },
  NUMERIC_VALUE: {
    ...base('NumericValueGeneratorMetadata', 'NumericValue'),
    useOracleIntegerPkGenerator: false,
  },
};

t.test('generator metadata, as the official SDK serialises it', async (t) => {
  for (const [label, payload] of Object.entries(SDK_DEFAULTS)) {
    t.same(wire({ generator_metadata: { [label]: {} } }).generatorMetadata, { [label]: payload }, label);
    // A policy may be written in the wire form: what goes in comes out.
    const given = structuredClone(payload) as Record<string, unknown>;
    for (const [name, value] of Object.entries(given)) if (typeof value === 'boolean') given[name] = !value;
    given['constantValue'] = 'x';
    given['swaps'] = { a: 'b' };
    t.same(wire({ generator_metadata: { [label]: given } }).generatorMetadata, { [label]: given }, label);
  }
  t.match(wire({ generator_metadata: { DOB: { metadata: { time_stamp_shift_in_days: 3 } } } }), {
    generatorMetadata: {
      DOB: { metadata: { leftShiftInDays: -3, rightShiftInDays: 3, timestampShiftInDays: 3 } },
    },
  });
});

t.test('what a service can not carry out is refused by name', async (t) => {
  t.same(refused({}), []);
  t.same(
    refused({
      custom_labels: { TICKET: { regexes: ['T-\\d+'] } },
      thresholds: { default: 0.5, URL: 0.7 },
      recall_bias: 1,
      redaction_form: 'reversible',
      redaction_form_config: { URL: 'label', NRP: 'one-way' },
      token_length: 17,
      random_seed: 2 ** 31,
      generator_metadata: {
        EMAIL_ADDRESS: { follow_names: false },
        DOB: { cut_to_year: true, reference_year: 2031 },
      },
    }),
    [
      'custom_labels',
      'thresholds.default',
      'thresholds.URL',
      'recall_bias',
      'redaction_form',
      'redaction_form_config.URL',
      'token_length',
      'random_seed',
      'generator_metadata.EMAIL_ADDRESS.follow_names',
      'generator_metadata.DOB.cut_to_year',
      'generator_metadata.DOB.reference_year',
    ],
  );
  t.ok(refused(READY_POLICIES['hipaa-safe-harbor']).length > 0);
});
