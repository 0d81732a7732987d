import type { PolicyInput } from '../policy.js';

/**
 * De-identification by the Safe Harbor method, 45 CFR 164.514(b)(2): what becomes of each of the 18 identifiers is told
 * in docs/hipaa.md. Values become plain labels ("[NAME_GIVEN]"): 164.514(c) allows no code that is derived from
 * information about the individual, which a keyed token of a value is. Labels that are not named here are redacted.
 */
export const HIPAA_SAFE_HARBOR: PolicyInput = {
  generator_default: 'Redaction',
  redaction_form: 'label',
  generator_config: {
    // Kept: none of the 18. A state is the smallest place that may stay.
    LOCATION_STATE: 'Off',
    LOCATION_COUNTRY: 'Off',
    GENDER_IDENTIFIER: 'Off',
    LANGUAGE: 'Off',
    NRP: 'Off',
    MONEY: 'Off',
    NUMERIC_VALUE: 'Off',
    PRODUCT: 'Off',
    LAW: 'Off',
    WORK_OF_ART: 'Off',
    // Cut: years, ages up to 89, the first three digits of a ZIP code.
    DATE_TIME: 'Synthesis',
    DOB: 'Synthesis',
    PERSON_AGE: 'Synthesis',
    LOCATION_ZIP: 'Synthesis',
  },
  generator_metadata: {
    DATE_TIME: { cut_to_year: true },
    DOB: { cut_to_year: true },
    PERSON_AGE: { use_passthrough_or_group_age_generator: true },
    LOCATION_ZIP: {
      use_non_hipaa_address_generator: false,
      use_three_digit_zips: true,
      replace_foreign_zip_codes_with_zeros: true,
    },
  },
};
