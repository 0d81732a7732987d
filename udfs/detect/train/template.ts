import type { Label } from '../labels.js';

/**
 * Training text with holes. `{slot}` is filled from `fillers.ts`; `{slot:2}` is the same slot of another invented
 * subject (each text has subjects 1, 2, 3 …; 1 when no number is given). The slots of one subject agree: its given name,
 * whole name, e-mail and username are one person's, its city, state and ZIP one place. `{slot#b}` is a second, other
 * value of the same slot for the same subject (a second phone, a second date). `{{` is a brace. A line break in the template is one in
 * the text. A template may be of any length, from two words to a whole call.
 */
export interface TemplateSet {
  /** What kind of text: 'call', 'email', 'chat', 'clinical-note', 'form', 'ticket', 'json', … */
  readonly style: string;
  readonly templates: readonly string[];
}

/**
 * Slots, and the label that their value carries in the training text; `undefined`: not an entity, though it may look like one.
 * Slots that bring several entities (`address-block`, `city-state`) have their labels in `fillers.ts`.
 */
export const SLOT_LABELS = {
  // persons
  given: 'NAME_GIVEN',
  family: 'NAME_FAMILY',
  /** A whole name in one of many usual forms: "Ana Ruiz", "Dr. J. K. Okafor", "RUIZ, Ana M." (titles outside the span). */
  person: 'PERSON',
  /** "Mr Okafor", "Dr. Ruiz": the title is not in the span. */
  'titled-family': 'PERSON',
  username: 'USERNAME',
  nickname: 'NAME_GIVEN',
  // organisations
  org: 'ORGANIZATION',
  'org-short': 'ORGANIZATION',
  bank: 'ORGANIZATION',
  hospital: 'ORGANIZATION',
  school: 'ORGANIZATION',
  agency: 'ORGANIZATION',
  // places
  city: 'LOCATION_CITY',
  state: 'LOCATION_STATE',
  'state-code': 'LOCATION_STATE',
  country: 'LOCATION_COUNTRY',
  zip: 'LOCATION_ZIP',
  /** House number and street, sometimes a unit. */
  street: 'LOCATION_ADDRESS',
  'street-name': 'LOCATION_ADDRESS',
  'po-box': 'LOCATION_ADDRESS',
  county: 'LOCATION',
  region: 'LOCATION',
  landmark: 'LOCATION',
  'city-state': undefined,
  /** Street, city, state, ZIP, on one line or several, US and foreign forms. */
  'address-line': undefined,
  'address-block': undefined,
  // other open classes
  occupation: 'OCCUPATION',
  nationality: 'NRP',
  religion: 'NRP',
  politics: 'NRP',
  language: 'LANGUAGE',
  product: 'PRODUCT',
  event: 'EVENT',
  law: 'LAW',
  work: 'WORK_OF_ART',
  project: 'PROJECT_NAME',
  gender: 'GENDER_IDENTIFIER',
  // values with a form
  email: 'EMAIL_ADDRESS',
  phone: 'PHONE_NUMBER',
  url: 'URL',
  ip: 'IP_ADDRESS',
  date: 'DATE_TIME',
  time: 'DATE_TIME',
  dob: 'DOB',
  age: 'PERSON_AGE',
  money: 'MONEY',
  card: 'CREDIT_CARD',
  'card-expiry': 'CC_EXP',
  cvv: 'CVV',
  ssn: 'US_SSN',
  iban: 'IBAN_CODE',
  'bank-account': 'US_BANK_NUMBER',
  routing: 'US_ROUTING_TRANSIT_NUMBER',
  passport: 'US_PASSPORT',
  'driver-license': 'US_DRIVER_LICENSE',
  'medical-record': 'HEALTHCARE_ID',
  'member-id': 'HEALTHCARE_ID',
  password: 'PASSWORD',
  /** Account, order, case, ticket, device numbers: digits, or letters and digits. */
  code: 'NUMERIC_PII',
  plate: 'NUMERIC_PII',
  // no entities, though they look like ones
  number: undefined,
  'model-number': undefined,
  version: undefined,
  word: undefined,
} as const satisfies Readonly<Record<string, Label | undefined>>;

export type Slot = keyof typeof SLOT_LABELS;
