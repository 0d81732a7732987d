import type { Label } from '../detect/labels.js';

/** What a property's name says of its value. */
export interface FieldHint {
  readonly label: Label | 'whole name';
  /** The value is one such thing and nothing else: the name is believed before what the value looks like. */
  readonly isAtomic: boolean;
}

const ATOMIC: Partial<Record<Label | 'whole name', string>> = {
  NAME_GIVEN: 'firstname givenname fname forename middlename nickname preferredname',
  NAME_FAMILY: 'lastname surname familyname lname maidenname',
  'whole name':
    'fullname customername clientname patientname callername contactname cardholder cardholdername accountholder accountholdername employeename beneficiary beneficiaryname recipientname',
  EMAIL_ADDRESS: 'email emailaddress emailid workemail homeemail personalemail contactemail',
  PHONE_NUMBER:
    'phone phonenumber phoneno telephone telephonenumber tel mobile mobilenumber mobilephone cell cellphone cellnumber homephone workphone fax faxnumber contactnumber callbacknumber',
  US_SSN: 'ssn socialsecuritynumber socialsecurity ssnlast ssnlast4',
  US_ITIN: 'itin',
  DOB: 'dob dateofbirth birthdate birthday birthdt',
  PERSON_AGE: 'age',
  LOCATION_CITY: 'city town cityname',
  LOCATION_ZIP: 'zip zipcode postalcode postcode',
  CREDIT_CARD: 'creditcard creditcardnumber cardnumber ccnumber ccnum cardno pan',
  CVV: 'cvv cvc cvv2 cvc2 securitycode',
  CC_EXP: 'cardexpiry cardexpiration expirydate ccexp cardexp',
  IBAN_CODE: 'iban',
  US_BANK_NUMBER: 'bankaccount bankaccountnumber bankaccountno',
  US_ROUTING_TRANSIT_NUMBER: 'routingnumber abanumber routing aba',
  US_PASSPORT: 'passport passportnumber passportno',
  US_DRIVER_LICENSE: 'driverslicense driverlicense driverlicensenumber driverslicensenumber dlnumber',
  HEALTHCARE_ID:
    'mrn medicalrecordnumber memberid healthplanid insuranceid patientid medicareid medicarenumber mbi',
  MEDICAL_LICENSE: 'npi dea deanumber npinumber',
  NUMERIC_PII: 'accountnumber accountno customerid customernumber policynumber',
  IP_ADDRESS: 'ip ipaddress ipaddr clientip remoteip',
  USERNAME: 'username login loginname userlogin screenname',
  PASSWORD: 'password passwd pwd passphrase pin pincode secret apikey accesstoken',
};
const LOOSE: Partial<Record<Label, string>> = {
  LOCATION_ADDRESS:
    'address street streetaddress addressline addressline1 addressline2 address1 address2 street1 street2 mailingaddress homeaddress billingaddress shippingaddress',
  ORGANIZATION: 'company companyname employer employername organization organisation organizationname',
  OCCUPATION: 'occupation jobtitle profession',
  LOCATION_COUNTRY: 'country countryname',
};

const HINTS: ReadonlyMap<string, FieldHint> = new Map(
  [[ATOMIC, true] as const, [LOOSE as Partial<Record<Label | 'whole name', string>>, false] as const].flatMap(
    ([table, isAtomic]) =>
      Object.entries(table).flatMap(([label, names]) =>
        names.split(' ').map((name) => [name, { label: label as FieldHint['label'], isAtomic }] as const),
      ),
  ),
);

/** Of `first_name`, `firstName`, `First Name`, `FIRST-NAME`. */
export function fieldHint(name: string): FieldHint | undefined {
  return HINTS.get(plain(name));
}

/** Values that say that there is none. */
const NOTHING =
  /^(?:n\/?a|none|null|nil|unknown|undefined|not (?:given|known|applicable|provided)|true|false|yes|no)$/i;

export function isNothing(value: string): boolean {
  return !/[\p{L}\p{N}]/u.test(value) || NOTHING.test(value);
}

/** `firstName`, `first_name` → `first name`: how a person would say it, for detectors that look for words around. */
export function spokenName(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[_\s.-]+/g, ' ')
    .trim()
    .toLowerCase()
    .slice(0, 80);
}

const SPEAKERS = new Set('role speaker speakername sender from author participant channel who'.split(' '));
const UTTERANCES = new Set('text content message utterance body transcript line said'.split(' '));

/** Whether this says who speaks: `{"role": "agent"}`. */
export function isSpeaker(name: string | undefined, value: string): boolean {
  return (
    name !== undefined && SPEAKERS.has(plain(name)) && /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,29}$/u.test(value)
  );
}

/** Whether what stands under this name is what was said. */
export function isUtteranceName(name: string | undefined): boolean {
  return name !== undefined && UTTERANCES.has(plain(name));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}
