/**
 * Labels, named as Tonic Textual names them, each with what it covers. A policy that names another label is refused.
 */
export const LABELS = {
  NUMERIC_VALUE: 'a number that identifies nobody, such as a count or a measure',
  LANGUAGE: 'a human language',
  MONEY: 'an amount of money, with its currency sign or word',
  PRODUCT: 'a product or its model',
  EVENT: 'a named event',
  WORK_OF_ART: 'the title of a book, film, song or other work',
  LAW: 'a named law or regulation',
  US_PASSPORT: 'a US passport number',
  MEDICAL_LICENSE: 'a medical licence, DEA or NPI number',
  DATE_TIME: 'a date or a time of day',
  US_BANK_NUMBER: 'a US bank account number',
  NRP: 'nationality, religious or political group',
  US_SSN: 'a US social security number, or a named part of one',
  IP_ADDRESS: 'an IPv4 or IPv6 address',
  ORGANIZATION: 'a company, bank, hospital, school, agency or other organisation',
  PHONE_NUMBER: 'a phone or fax number, with its extension',
  US_ITIN: 'a US individual taxpayer identification number',
  LOCATION: 'a place that no other location label fits',
  LOCATION_ADDRESS: 'street and number, unit, or PO box',
  LOCATION_CITY: 'a city or town',
  LOCATION_STATE: 'a state or province, in full or abbreviated',
  LOCATION_ZIP: 'a ZIP or postal code',
  LOCATION_COUNTRY: 'a country',
  CREDIT_CARD: 'a payment card number',
  US_DRIVER_LICENSE: 'a US driving licence number',
  EMAIL_ADDRESS: 'an e-mail address',
  IBAN_CODE: 'an international bank account number',
  URL: 'a web address',
  NAME_GIVEN: 'a given name, middle names and initials with it',
  NAME_FAMILY: 'a family name',
  PERSON: 'a whole personal name that is not split into given and family',
  GENDER_IDENTIFIER: 'a word that tells a gender',
  OCCUPATION: 'a job or profession',
  USERNAME: 'a login or handle',
  PASSWORD: 'a password or passphrase',
  PERSON_AGE: "a person's age",
  DOB: 'a date of birth',
  CC_EXP: 'the expiry date of a payment card',
  CVV: 'the security code of a payment card',
  PROJECT_NAME: 'the name of a project',
  MICR_CODE: 'the magnetic-ink line of a cheque',
  HEALTHCARE_ID: 'a medical record, health plan or member number',
  NUMERIC_PII:
    'any other number or code that points at a person: account, order, case, ticket, device, one-time code, last four digits',
  LOCATION_COMPLETE_ADDRESS: 'a whole postal address in one piece',
  US_ROUTING_TRANSIT_NUMBER: 'an ABA routing number',
} as const;

export type Label = keyof typeof LABELS;

export function isLabel(name: string): name is Label {
  return Object.hasOwn(LABELS, name);
}

export const LABEL_NAMES: readonly Label[] = Object.keys(LABELS) as Label[];
