import { DEFAULT_TOKEN_LENGTH } from '../../generate/redaction-token.js';
import { type GeneratorMetadata, metadataClassOf } from '../../generator-metadata.js';
import type { Policy } from '../../policy.js';
import type { RedactSettings } from './wire.js';

export interface PolicyRefusal {
  /** Within the policy. */
  readonly path: readonly string[];
  readonly message: string;
}

/** A recorded request is kept that long; the SDK allows 1 to 720. */
const RECORDED_HOURS = 24;
/** The SDK's seeds are whole numbers without a stated range; this one every service can hold. */
export const GREATEST_SEED = 2 ** 31 - 1;

/** What of the policy a Textual service can't carry out: it detects and replaces by itself. Each with what to do. */
export function policyRefusals(policy: Policy): PolicyRefusal[] {
  const refused: PolicyRefusal[] = [];
  const refuse = (path: readonly string[], message: string): number => refused.push({ path, message });
  const here = 'use the local engine for it';
  if (Object.keys(policy.custom_labels).length > 0)
    refuse(
      ['custom_labels'],
      `can't be sent to a Textual service: put their regexes into label_allow_lists of a built-in label, or ${here}.`,
    );
  for (const label of Object.keys(policy.thresholds))
    refuse(
      ['thresholds', label],
      `can't be sent to a Textual service, which decides by scores of its own: leave it out, or ${here}.`,
    );
  if (policy.recall_bias !== 0)
    refuse(['recall_bias'], `is a setting of the local engine's model: leave it out, or ${here}.`);
  const formAdvice = `tokens are the Textual service's own, in one form: leave it out, or ${here}.`;
  if (policy.redaction_form !== 'one-way') refuse(['redaction_form'], formAdvice);
  for (const [label, form] of Object.entries(policy.redaction_form_config))
    if (form !== 'one-way') refuse(['redaction_form_config', label], formAdvice);
  if (policy.token_length !== DEFAULT_TOKEN_LENGTH) refuse(['token_length'], formAdvice);
  if (policy.random_seed > GREATEST_SEED)
    refuse(['random_seed'], `must be at most ${GREATEST_SEED} with a Textual service.`);
  for (const [label, metadata] of Object.entries(policy.generator_metadata))
    for (const name of ['follow_names', 'cut_to_year', 'reference_year'] as const)
      if (metadata[name] !== undefined)
        refuse(
          ['generator_metadata', label, name],
          `is a setting that only Lakeveil's generators have: leave it out, or ${here}.`,
        );
  return refused;
}

/** The policy as the service takes it. Regexes go as they are: the service runs them with an engine of its own. */
export function redactSettings(policy: Policy, recordRequests: boolean): RedactSettings {
  return {
    generatorDefault: policy.generator_default,
    generatorConfig: { ...policy.generator_config },
    generatorMetadata: Object.fromEntries(
      Object.entries(policy.generator_metadata).map(([label, metadata]) => [
        label,
        metadataPayload(label, metadata),
      ]),
    ),
    labelBlockLists: regexLists(policy.label_block_lists),
    labelAllowLists: regexLists(policy.label_allow_lists),
    recordApiRequestOptions: recordRequests
      ? { record: true, retentionTimeInHours: RECORDED_HOURS, tags: [] }
      : null,
  };
}

function regexLists(lists: Policy['label_allow_lists']): Record<string, { regexes: string[] }> {
  return Object.fromEntries(
    Object.entries(lists).map(([label, { regexes }]) => [label, { regexes: [...regexes] }]),
  );
}

/** All properties of the SDK's class for the label, with the SDK's defaults. */
function metadataPayload(label: string, given: GeneratorMetadata): Record<string, unknown> {
  const own = metadataClassOf(label);
  const base = (type: string, generator: string | null): Record<string, unknown> => ({
    _type: type,
    customGenerator: generator,
    generatorVersion: given.generator_version ?? 'V1',
    swaps: given.swaps ?? {},
    constantValue: given.constant_value ?? null,
  });
  const unrecognised = { scrambleUnrecognizedDates: given.scramble_unrecognized_dates ?? true };
  switch (own) {
    case 'Name':
      return {
        ...base('NameGeneratorMetadata', own),
        isConsistencyCaseSensitive: given.is_consistency_case_sensitive ?? false,
        preserveGender: given.preserve_gender ?? false,
      };
    case 'Email':
      return { ...base('EmailGeneratorMetadata', own), preserveDomain: given.preserve_domain ?? false };
    case 'PhoneNumber':
      return {
        ...base('PhoneNumberGeneratorMetadata', own),
        useUsPhoneNumberGenerator: given.use_us_phone_number_generator ?? false,
        replaceInvalidNumbers: given.replace_invalid_numbers ?? true,
        preserveUsAreaCode: given.preserve_us_area_code ?? false,
      };
    case 'HipaaAddressGenerator':
      return {
        ...base('HipaaAddressGeneratorMetadata', own),
        useNonHipaaAddressGenerator: given.use_non_hipaa_address_generator ?? false,
        replaceTruncatedZerosInZipCode: given.replace_truncated_zeros_in_zip_code ?? true,
        realisticSyntheticValues: given.realistic_synthetic_values ?? true,
        useThreeDigitZips: given.use_three_digit_zips ?? false,
        replaceForeignZipCodesWithZeros: given.replace_foreign_zip_codes_with_zeros ?? false,
      };
    case 'DateTime': {
      const both = given.metadata?.time_stamp_shift_in_days;
      return {
        ...base('DateTimeGeneratorMetadata', own),
        ...unrecognised,
        metadata: {
          _type: 'TimestampShiftMetadata',
          customGenerator: null,
          generatorVersion: 'V1',
          swaps: {},
          constantValue: null,
          leftShiftInDays: given.metadata?.left_shift_in_days ?? (both === undefined ? -7 : -both),
          rightShiftInDays: given.metadata?.right_shift_in_days ?? both ?? 7,
          ...(both === undefined ? {} : { timestampShiftInDays: both }),
        },
        additionalDateFormats: given.additional_date_formats ?? [],
        applyConstantShiftToDocument: given.apply_constant_shift_to_document ?? false,
        useClearDateAndPassthroughOrGroupYearGenerator:
          given.use_clear_date_and_passthrough_or_group_year_generator ?? false,
      };
    }
    case 'PersonAge':
      return {
        ...base('PersonAgeGeneratorMetadata', own),
        ...unrecognised,
        metadata: {
          _type: 'AgeShiftMetadata',
          ageShiftInYears: given.metadata?.age_shift_in_years ?? 7,
          applyConstantShiftToDocument: given.metadata?.apply_constant_shift_to_document ?? false,
        },
        usePassthroughOrGroupAgeGenerator: given.use_passthrough_or_group_age_generator ?? false,
      };
    case 'NumericValue':
      return {
        ...base('NumericValueGeneratorMetadata', own),
        useOracleIntegerPkGenerator: given.use_oracle_integer_pk_generator ?? false,
      };
    case 'Base':
      return base('BaseMetadata', null);
  }
}
