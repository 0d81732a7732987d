import type { Label } from '../detect/labels.js';
import { money, numericValue, personAge } from './amounts.js';
import { iban, micrCode, routingNumber } from './bank-account.js';
import { characters } from './characters.js';
import { code, healthcareId, medicalLicence, password } from './codes.js';
import { birthDate, dateTime } from './date-time.js';
import { email } from './email.js';
import type { Generator } from './generator.js';
import { ipAddress, url, username } from './internet.js';
import { organisation } from './organisation.js';
import { cardExpiry, creditCard, cvv } from './payment-card.js';
import { familyName, givenName, wholeName } from './person-name.js';
import { phone } from './phone.js';
import { city, completeAddress, country, location, state, streetAddress, zip } from './places.js';
import { socialSecurity, taxpayerNumber } from './social-security.js';
import {
  event,
  genderIdentifier,
  groupOfPeople,
  language,
  law,
  occupation,
  product,
  projectName,
  workOfArt,
} from './word-of-kind.js';

const BY_LABEL: Readonly<Record<Label, Generator>> = {
  NAME_GIVEN: givenName,
  NAME_FAMILY: familyName,
  PERSON: wholeName,
  EMAIL_ADDRESS: email,
  PHONE_NUMBER: phone,
  CREDIT_CARD: creditCard,
  CVV: cvv,
  CC_EXP: cardExpiry,
  US_SSN: socialSecurity,
  US_ITIN: taxpayerNumber,
  LOCATION: location,
  LOCATION_ADDRESS: streetAddress,
  LOCATION_COMPLETE_ADDRESS: completeAddress,
  LOCATION_CITY: city,
  LOCATION_STATE: state,
  LOCATION_COUNTRY: country,
  LOCATION_ZIP: zip,
  ORGANIZATION: organisation,
  NUMERIC_PII: code,
  HEALTHCARE_ID: healthcareId,
  MEDICAL_LICENSE: medicalLicence,
  US_PASSPORT: characters,
  US_DRIVER_LICENSE: characters,
  US_BANK_NUMBER: characters,
  MICR_CODE: micrCode,
  PASSWORD: password,
  USERNAME: username,
  IBAN_CODE: iban,
  US_ROUTING_TRANSIT_NUMBER: routingNumber,
  DATE_TIME: dateTime,
  DOB: birthDate,
  MONEY: money,
  PERSON_AGE: personAge,
  NUMERIC_VALUE: numericValue,
  URL: url,
  IP_ADDRESS: ipAddress,
  OCCUPATION: occupation,
  NRP: groupOfPeople,
  LANGUAGE: language,
  GENDER_IDENTIFIER: genderIdentifier,
  PRODUCT: product,
  EVENT: event,
  LAW: law,
  WORK_OF_ART: workOfArt,
  PROJECT_NAME: projectName,
};

/** Synthesis by label. A label that is not here (one of a user's own) gets a redaction token instead of a made-up value. */
export const GENERATORS: Readonly<Record<string, Generator>> = BY_LABEL;
