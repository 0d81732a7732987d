import { z } from 'zod';
import { nearest } from './nearest.js';

/**
 * Settings of the generators, by label. Names and meaning are those of Tonic Textual's generator metadata (the
 * `tonic-textual` Python SDK); its JSON wire form (`preserveDomain`, `_type`, `customGenerator`) is read as well. Settings
 * that only Lakeveil has say so.
 */
const base = {
  /** Values to use for given originals, compared without case. */
  swaps: z.record(z.string(), z.string().min(1)).optional(),
  /** This value instead of a made-up one, where no swap applies. */
  constant_value: z.string().min(1).max(200).optional(),
  /** Read for Textual's sake, without effect: there is one version of each generator here. */
  generator_version: z.enum(['V1', 'V2']).optional(),
};

const dateTimeBase = {
  ...base,
  /** A date that is not understood: scrambled (true, the default) or left as it is. */
  scramble_unrecognized_dates: z.boolean().optional(),
};

const timestampShift = z
  .strictObject({
    /** Least shift in days. Default −7. */
    left_shift_in_days: z.int().min(-36500).max(36500).optional(),
    /** Greatest shift in days. Default 7. */
    right_shift_in_days: z.int().min(-36500).max(36500).optional(),
    /** Textual's older name for both: −n … +n. */
    time_stamp_shift_in_days: z.int().min(1).max(36500).optional(),
  })
  .refine(
    ({ left_shift_in_days: left = -7, right_shift_in_days: right = 7 }) =>
      left <= right && (left !== 0 || right !== 0),
    { error: 'left_shift_in_days must not be above right_shift_in_days, and one of them must not be 0.' },
  );

const ageShift = z.strictObject({
  /** Years that an age may move by, up or down; never 0. Default 7. */
  age_shift_in_years: z.int().min(1).max(40).optional(),
  /** One shift for all ages of a document. Default false. */
  apply_constant_shift_to_document: z.boolean().optional(),
});

/** The settings of each generator; the key is Textual's name of the generator. */
export const METADATA_CLASSES = {
  Name: z.strictObject({
    ...base,
    /** "jordan" and "JORDAN" are different values. Default false. */
    is_consistency_case_sensitive: z.boolean().optional(),
    /** A name that is mostly of one sex, by the census, gives one that is, too. Default false. */
    preserve_gender: z.boolean().optional(),
  }),
  Email: z.strictObject({
    ...base,
    /** Keep the domain. Default false. */
    preserve_domain: z.boolean().optional(),
    /** Lakeveil's own: the local part follows the new names of the people in it. Default true. */
    follow_names: z.boolean().optional(),
  }),
  PhoneNumber: z.strictObject({
    ...base,
    /** Write a North American number whatever the country of the original. Default false. */
    use_us_phone_number_generator: z.boolean().optional(),
    /** A number that cannot be a phone number: replaced (true, the default) or left as it is. */
    replace_invalid_numbers: z.boolean().optional(),
    /** Keep the area code of a North American number. Default false. */
    preserve_us_area_code: z.boolean().optional(),
  }),
  HipaaAddressGenerator: z.strictObject({
    ...base,
    /** True: nothing of a ZIP is kept. False: its first three digits are, where Safe Harbor allows it. */
    use_non_hipaa_address_generator: z.boolean().optional(),
    /** A ZIP cut to three digits is filled up with zeros. Default true. */
    replace_truncated_zeros_in_zip_code: z.boolean().optional(),
    /** Made-up places; false scrambles letters and digits instead. Default true. */
    realistic_synthetic_values: z.boolean().optional(),
    /** Cut ZIPs to three digits. Default false. */
    use_three_digit_zips: z.boolean().optional(),
    /** Postal codes of other countries become zeros. Default false. */
    replace_foreign_zip_codes_with_zeros: z.boolean().optional(),
  }),
  DateTime: z.strictObject({
    ...dateTimeBase,
    /** More forms of dates to read, in the codes of strptime ("%d.%m.%Y"). */
    additional_date_formats: z.array(z.string().min(2).max(60)).max(50).optional(),
    /** One shift for all dates of a document. Default true here, false at Textual. */
    apply_constant_shift_to_document: z.boolean().optional(),
    /** 1 January of the same year; of the year 90 years ago for years before it. Default false. */
    use_clear_date_and_passthrough_or_group_year_generator: z.boolean().optional(),
    metadata: timestampShift.optional(),
    /** Lakeveil's own: only the year is left of a date ("1984"), nothing of one without a year. Default false. */
    cut_to_year: z.boolean().optional(),
    /** Lakeveil's own: the year that counts as this year when years are grouped. A later one groups more. Default 2030. */
    reference_year: z.int().min(1900).max(2200).optional(),
  }),
  PersonAge: z.strictObject({
    ...dateTimeBase,
    metadata: ageShift.optional(),
    /** Ages up to 89 stay, those above become "90+". Default false. */
    use_passthrough_or_group_age_generator: z.boolean().optional(),
  }),
  NumericValue: z.strictObject({
    ...base,
    /** Whole numbers are permuted among those of as many digits, so that no two get the same. Default false. */
    use_oracle_integer_pk_generator: z.boolean().optional(),
  }),
  Base: z.strictObject(base),
} as const;
export type MetadataClass = keyof typeof METADATA_CLASSES;

const CLASS_OF: Readonly<Record<string, MetadataClass>> = {
  NAME_GIVEN: 'Name',
  NAME_FAMILY: 'Name',
  PERSON: 'Name',
  EMAIL_ADDRESS: 'Email',
  PHONE_NUMBER: 'PhoneNumber',
  LOCATION: 'HipaaAddressGenerator',
  LOCATION_ADDRESS: 'HipaaAddressGenerator',
  LOCATION_CITY: 'HipaaAddressGenerator',
  LOCATION_STATE: 'HipaaAddressGenerator',
  LOCATION_ZIP: 'HipaaAddressGenerator',
  LOCATION_COMPLETE_ADDRESS: 'HipaaAddressGenerator',
  DATE_TIME: 'DateTime',
  DOB: 'DateTime',
  PERSON_AGE: 'PersonAge',
  NUMERIC_VALUE: 'NumericValue',
};

/** Textual's names of generators for labels whose settings are the common ones. */
const OTHER_GENERATORS = new Set([
  'Scramble',
  'CompanyName',
  'IpAddress',
  'Ssn',
  'Url',
  'Money',
  'CcExp',
  'Cvv',
  'CreditCard',
  'MicrCode',
]);

/** Which settings a label takes; a label of a user's own takes the common ones. */
export function metadataClassOf(label: string): MetadataClass {
  return Object.hasOwn(CLASS_OF, label) ? CLASS_OF[label]! : 'Base';
}

type Of<Class extends MetadataClass> = z.output<(typeof METADATA_CLASSES)[Class]>;
type Shift = z.output<typeof timestampShift> & z.output<typeof ageShift>;

/** All settings there are, as generators read them: each reads those of its own labels. */
export type GeneratorMetadata = Of<'Name'> &
  Of<'Email'> &
  Of<'PhoneNumber'> &
  Of<'HipaaAddressGenerator'> &
  Omit<Of<'DateTime'>, 'metadata'> &
  Omit<Of<'PersonAge'>, 'metadata'> &
  Of<'NumericValue'> & { metadata?: Shift | undefined };

/** Whether these settings may leave an original as it is; without one of them that is an error of the generator. */
export function mayKeepOriginal(metadata: GeneratorMetadata): boolean {
  return (
    metadata.constant_value !== undefined ||
    metadata.swaps !== undefined ||
    metadata.scramble_unrecognized_dates === false ||
    metadata.replace_invalid_numbers === false ||
    metadata.use_clear_date_and_passthrough_or_group_year_generator === true ||
    metadata.cut_to_year === true ||
    metadata.use_passthrough_or_group_age_generator === true ||
    metadata.use_three_digit_zips === true ||
    keepsZipPrefix(metadata)
  );
}

/** Whether the first three digits of a ZIP are kept: only where the settings of Textual's HIPAA generator are given. */
export function keepsZipPrefix(metadata: GeneratorMetadata): boolean {
  if (metadata.use_non_hipaa_address_generator === true) return false;
  return (
    metadata.use_non_hipaa_address_generator === false ||
    metadata.use_three_digit_zips === true ||
    metadata.replace_truncated_zeros_in_zip_code !== undefined ||
    metadata.replace_foreign_zip_codes_with_zeros === true
  );
}

/** Whether the replacement of a value depends on the document that it stands in. */
export function dependsOnDocument(label: string, metadata: GeneratorMetadata): boolean {
  if (label === 'DATE_TIME' || label === 'DOB') return true;
  return label === 'PERSON_AGE' && metadata.metadata?.apply_constant_shift_to_document === true;
}

/** `generator_metadata` of a policy: settings by label, each valid for its label only. */
export const generatorMetadataSchema = z
  .record(z.string(), z.record(z.string(), z.unknown()))
  .transform((byLabel, context) => {
    const checked: Record<string, GeneratorMetadata> = {};
    for (const [label, given] of Object.entries(byLabel)) {
      const own = metadataClassOf(label);
      const settings = fromWireForm(given, own, (key, message) =>
        context.addIssue({ code: 'custom', path: [label, key], message }),
      );
      const parsed = METADATA_CLASSES[own].safeParse(settings);
      if (parsed.success) checked[label] = parsed.data as GeneratorMetadata;
      else
        for (const issue of parsed.error.issues) {
          const path = [label, ...issue.path];
          if (issue.code !== 'unrecognized_keys')
            context.addIssue({ code: 'custom', path, message: issue.message });
          else
            for (const key of issue.keys)
              context.addIssue({
                code: 'custom',
                path: [...path, key],
                message: misplaced(label, own, key, issue.path.length > 0),
              });
        }
    }
    return checked;
  }) as unknown as z.ZodType<Record<string, GeneratorMetadata>, Record<string, Partial<GeneratorMetadata>>>;

function misplaced(label: string, own: MetadataClass, key: string, nested: boolean): string {
  const known = Object.keys(
    nested ? { ...timestampShift.shape, ...ageShift.shape } : METADATA_CLASSES[own].shape,
  );
  const elsewhere = (Object.keys(METADATA_CLASSES) as MetadataClass[]).find((name) =>
    Object.hasOwn(METADATA_CLASSES[name].shape, key),
  );
  if (!nested && elsewhere !== undefined) {
    const labels = Object.keys(CLASS_OF).filter((name) => CLASS_OF[name] === elsewhere);
    return `is a setting of ${labels.join(', ')}, not of ${label}, which takes ${known.join(', ')}.`;
  }
  const meant = nearest(key, known);
  return `is unknown${meant === undefined ? ':' : `; did you mean "${meant}"?`} ${label} takes ${known.join(', ')}.`;
}

const ODD_NAMES: Readonly<Record<string, string>> = { timestampShiftInDays: 'time_stamp_shift_in_days' };

/** Wire form to settings: snake_case names; nulls, `_type` and `customGenerator` are read and dropped. */
function fromWireForm(
  given: Readonly<Record<string, unknown>>,
  own: MetadataClass,
  refuse: (key: string, message: string) => void,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = ODD_NAMES[key] ?? key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
    if (name === '_type' || name === 'custom_generator') {
      if (value === null || value === undefined || (own === 'Base' && OTHER_GENERATORS.has(String(value))))
        continue;
      const type = name === '_type' ? `${own === 'HipaaAddressGenerator' ? 'HipaaAddress' : own}` : own;
      const expected =
        name === 'custom_generator' ? type : own === 'Base' ? 'BaseMetadata' : `${type}GeneratorMetadata`;
      if (value !== expected) refuse(key, `must be ${JSON.stringify(expected)} or absent for this label.`);
    } else if (value === null) continue;
    else if (name === 'metadata' && value !== null && typeof value === 'object' && !Array.isArray(value)) {
      const nested = value as Record<string, unknown>;
      const inner: Record<string, unknown> = {};
      for (const [innerKey, innerValue] of Object.entries(nested)) {
        const innerName =
          ODD_NAMES[innerKey] ?? innerKey.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
        // The SDK's nested class repeats the common settings, always empty.
        if (['_type', 'custom_generator', 'generator_version', 'swaps'].includes(innerName)) continue;
        if (innerValue !== null) inner[innerName] = innerValue;
      }
      settings[name] = inner;
    } else settings[name] = value;
  }
  return settings;
}
