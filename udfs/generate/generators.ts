import { money, numericValue, personAge } from './amounts.js';
import { iban, routingNumber } from './bank-account.js';
import { characters } from './characters.js';
import { dateTime } from './date-time.js';
import { email } from './email.js';
import type { Generator } from './generator.js';
import { ipAddress, url, username } from './internet.js';
import { organisation } from './organisation.js';
import { cardExpiry, creditCard, cvv } from './payment-card.js';
import { familyName, givenName, wholeName } from './person-name.js';
import { phone } from './phone.js';
import { city, country, state, streetAddress, zip } from './places.js';
import { socialSecurity } from './social-security.js';

/** Synthesis by label. A label that is not here gets a redaction token instead of a made-up value. */
export const GENERATORS: Readonly<Record<string, Generator>> = {
  NAME_GIVEN: givenName,
  NAME_FAMILY: familyName,
  PERSON: wholeName,
  EMAIL_ADDRESS: email,
  PHONE_NUMBER: phone,
  CREDIT_CARD: creditCard,
  CVV: cvv,
  CC_EXP: cardExpiry,
  US_SSN: socialSecurity,
  US_ITIN: socialSecurity,
  LOCATION_ADDRESS: streetAddress,
  LOCATION_COMPLETE_ADDRESS: streetAddress,
  LOCATION_CITY: city,
  LOCATION_STATE: state,
  LOCATION_COUNTRY: country,
  LOCATION_ZIP: zip,
  ORGANIZATION: organisation,
  NUMERIC_PII: characters,
  HEALTHCARE_ID: characters,
  MEDICAL_LICENSE: characters,
  US_PASSPORT: characters,
  US_DRIVER_LICENSE: characters,
  US_BANK_NUMBER: characters,
  MICR_CODE: characters,
  PASSWORD: characters,
  USERNAME: username,
  IBAN_CODE: iban,
  US_ROUTING_TRANSIT_NUMBER: routingNumber,
  DATE_TIME: dateTime,
  DOB: dateTime,
  MONEY: money,
  PERSON_AGE: personAge,
  NUMERIC_VALUE: numericValue,
  URL: url,
  IP_ADDRESS: ipAddress,
};
