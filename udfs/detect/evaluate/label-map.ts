import { LABEL_NAMES, type Label } from '../labels.js';

/** From a label, in capitals, to the label that it is compared as. */
export type LabelMap = ReadonlyMap<string, string>;

const COMPARED_AS: Readonly<Record<string, readonly string[]>> = {
  PERSON: [
    'NAME_GIVEN',
    'NAME_FAMILY',
    'NAME',
    'FULL_NAME',
    'PER',
    'PATIENT',
    'DOCTOR',
    'FIRST_NAME',
    'FIRSTNAME',
    'GIVEN_NAME',
    'GIVENNAME',
    'MIDDLE_NAME',
    'MIDDLENAME',
    'LAST_NAME',
    'LASTNAME',
    'SURNAME',
    'FAMILY_NAME',
  ],
  LOCATION: [
    'LOC',
    'GPE',
    'FAC',
    'FACILITY',
    'GEO',
    'GEO_LOC',
    'PLACE',
    'ADDRESS',
    'STREET',
    'STREET_ADDRESS',
    'STREETADDRESS',
    'FULL_ADDRESS',
    'LOCATION_ADDRESS',
    'LOCATION_COMPLETE_ADDRESS',
    'CITY',
    'TOWN',
    'LOCATION_CITY',
    'STATE',
    'PROVINCE',
    'REGION',
    'COUNTY',
    'LOCATION_STATE',
    'ZIP',
    'ZIPCODE',
    'ZIP_CODE',
    'POSTCODE',
    'POSTAL_CODE',
    'US_ZIP_CODE',
    'LOCATION_ZIP',
    'COUNTRY',
    'LOCATION_COUNTRY',
  ],
  ORGANIZATION: ['ORG', 'ORGANISATION', 'COMPANY', 'COMPANY_NAME', 'CORPORATION', 'HOSPITAL'],
  OCCUPATION: ['PROFESSION', 'JOB', 'JOB_TITLE', 'TITLE_OF_JOB'],
  PHONE_NUMBER: ['PHONE', 'TELEPHONE', 'TEL', 'FAX', 'FAX_NUMBER', 'MOBILE', 'US_PHONE_NUMBER'],
  EMAIL_ADDRESS: ['EMAIL', 'E_MAIL', 'MAIL'],
  URL: ['URI', 'DOMAIN', 'DOMAIN_NAME', 'WEBSITE'],
  IP_ADDRESS: ['IP', 'IPV4', 'IPV6'],
  CREDIT_CARD: ['CREDIT_CARD_NUMBER', 'CREDITCARDNUMBER', 'CREDIT_DEBIT_NUMBER', 'CARD_NUMBER'],
  CC_EXP: ['CREDIT_CARD_EXPIRY', 'CREDIT_DEBIT_EXPIRY', 'EXPIRY_DATE'],
  CVV: ['CREDIT_CARD_CVV', 'CREDIT_DEBIT_CVV', 'CVC'],
  IBAN_CODE: ['IBAN', 'INTERNATIONAL_BANK_ACCOUNT_NUMBER'],
  US_BANK_NUMBER: ['BANK_ACCOUNT', 'BANK_ACCOUNT_NUMBER', 'ACCOUNT_NUMBER_OF_BANK'],
  US_ROUTING_TRANSIT_NUMBER: ['ABA_ROUTING_NUMBER', 'BANK_ROUTING', 'ROUTING_NUMBER'],
  US_SSN: ['SSN', 'SOCIAL_SECURITY_NUMBER', 'SOCIALNUMBER'],
  US_ITIN: ['ITIN'],
  US_DRIVER_LICENSE: ['DRIVER_LICENSE', 'DRIVER_ID', 'DRIVERS_LICENSE', 'DRIVER_LICENSE_NUMBER'],
  US_PASSPORT: ['PASSPORT', 'PASSPORT_NUMBER', 'US_PASSPORT_NUMBER'],
  DATE_TIME: ['DATE', 'TIME', 'DATETIME', 'DOB', 'DATE_OF_BIRTH', 'BIRTHDATE'],
  PERSON_AGE: ['AGE'],
  USERNAME: ['USER_NAME', 'USER', 'LOGIN', 'HANDLE'],
  PASSWORD: ['PASS', 'PASSPHRASE'],
  HEALTHCARE_ID: ['MEDICAL_RECORD', 'MEDICAL_RECORD_NUMBER', 'MRN', 'HEALTH_PLAN', 'MEDICARE_ID', 'US_MBI'],
  MEDICAL_LICENSE: ['NPI', 'US_NPI', 'DEA', 'DEA_NUMBER'],
  NRP: ['NORP', 'NATIONALITY'],
  MONEY: ['AMOUNT', 'CURRENCY_AMOUNT'],
  GENDER_IDENTIFIER: ['GENDER', 'SEX'],
  WORK_OF_ART: ['CREATIVE_WORK', 'CREATIVE-WORK'],
  NUMERIC_PII: ['ID', 'IDNUM', 'ID_NUMBER', 'ACCOUNT_NUMBER', 'ORDER_NUMBER', 'CUSTOMER_ID'],
};

/**
 * Schemes of labels differ in names and in how finely they split. The parts of a name compare as PERSON, all that says
 * where as LOCATION, a date of birth as DATE_TIME; names of other schemes as ours. What is not in the map compares as
 * itself.
 */
export const DEFAULT_LABEL_MAP: LabelMap = new Map(
  Object.entries(COMPARED_AS).flatMap(([label, names]) => names.map((name) => [name, label] as const)),
);

/** Every label by its own name. */
export const EXACT_LABELS: LabelMap = new Map();

/** The default map by what is compared as what, for its documentation. */
export const COMPARED_LABELS: readonly (readonly [label: string, names: readonly string[]])[] =
  Object.entries(COMPARED_AS);

export function comparedAs(label: string, map: LabelMap): string {
  const name = label.toUpperCase();
  return map.get(name) ?? name;
}

/** Labels of Lakeveil's that compare as this one. If there is none, nothing of that class can be found. */
export function labelsComparedAs(comparedLabel: string, map: LabelMap): Label[] {
  return LABEL_NAMES.filter((label) => comparedAs(label, map) === comparedLabel);
}
