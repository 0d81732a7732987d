import type { Label } from '../../detect/labels.js';

/**
 * Labels of the service's types. The first is the label; those after it are what the type may be as well, because the
 * service does not tell them apart: if the policy leaves the first as it is, the first of them that it does not leave
 * counts, so that nothing is shown that a policy hides.
 *
 * https://docs.aws.amazon.com/comprehend/latest/dg/how-pii.html
 */
export const ENTITY_LABELS: Readonly<Record<string, readonly [Label, ...Label[]]>> = {
  // Universal
  ADDRESS: [
    'LOCATION_COMPLETE_ADDRESS',
    'LOCATION_ADDRESS',
    'LOCATION_CITY',
    'LOCATION_ZIP',
    'LOCATION_STATE',
    'LOCATION_COUNTRY',
    'LOCATION',
  ],
  AGE: ['PERSON_AGE'],
  AWS_ACCESS_KEY: ['PASSWORD', 'USERNAME'],
  AWS_SECRET_KEY: ['PASSWORD'],
  CREDIT_DEBIT_CVV: ['CVV'],
  CREDIT_DEBIT_EXPIRY: ['CC_EXP'],
  CREDIT_DEBIT_NUMBER: ['CREDIT_CARD'],
  DATE_TIME: ['DATE_TIME', 'DOB'],
  DRIVER_ID: ['US_DRIVER_LICENSE'],
  EMAIL: ['EMAIL_ADDRESS'],
  INTERNATIONAL_BANK_ACCOUNT_NUMBER: ['IBAN_CODE'],
  IP_ADDRESS: ['IP_ADDRESS'],
  LICENSE_PLATE: ['NUMERIC_PII'],
  MAC_ADDRESS: ['NUMERIC_PII'],
  NAME: ['PERSON', 'NAME_FAMILY', 'NAME_GIVEN'],
  PASSWORD: ['PASSWORD'],
  PHONE: ['PHONE_NUMBER'],
  PIN: ['NUMERIC_PII', 'PASSWORD'],
  SWIFT_CODE: ['NUMERIC_PII'],
  URL: ['URL'],
  USERNAME: ['USERNAME'],
  VEHICLE_IDENTIFICATION_NUMBER: ['NUMERIC_PII'],
  // Of one country
  BANK_ACCOUNT_NUMBER: ['US_BANK_NUMBER'],
  BANK_ROUTING: ['US_ROUTING_TRANSIT_NUMBER'],
  CA_HEALTH_NUMBER: ['HEALTHCARE_ID'],
  CA_SOCIAL_INSURANCE_NUMBER: ['NUMERIC_PII'],
  IN_AADHAAR: ['NUMERIC_PII'],
  IN_NREGA: ['NUMERIC_PII'],
  IN_PERMANENT_ACCOUNT_NUMBER: ['NUMERIC_PII'],
  IN_VOTER_NUMBER: ['NUMERIC_PII'],
  PASSPORT_NUMBER: ['US_PASSPORT'],
  SSN: ['US_SSN'],
  UK_NATIONAL_HEALTH_SERVICE_NUMBER: ['HEALTHCARE_ID'],
  UK_NATIONAL_INSURANCE_NUMBER: ['NUMERIC_PII'],
  UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER: ['NUMERIC_PII'],
  US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER: ['US_ITIN'],
};

/** Of a type that this version does not know: it is masked as long as the policy masks any of these. */
export const UNKNOWN_TYPE: readonly [Label, ...Label[]] = [
  'NUMERIC_PII',
  'HEALTHCARE_ID',
  'PASSWORD',
  'USERNAME',
  'PERSON',
  'NAME_FAMILY',
];

/** Label of a type of the service under a policy. */
export function labelOfType(type: string, isOff: (label: string) => boolean): Label {
  const labels = Object.hasOwn(ENTITY_LABELS, type) ? ENTITY_LABELS[type]! : UNKNOWN_TYPE;
  return labels.find((label) => !isOff(label)) ?? labels[0];
}
