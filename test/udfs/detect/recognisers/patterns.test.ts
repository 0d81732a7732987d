import t from 'tap';
import { LOCAL_RECOGNISERS } from '../../../../udfs/detect/local-detector.js';
import { abaChecksum } from '../../../../udfs/detect/recognisers/bank-account.js';
import { base58check, bech32 } from '../../../../udfs/detect/recognisers/crypto-address.js';
import { vin } from '../../../../udfs/detect/recognisers/device-id.js';
import { dea } from '../../../../udfs/detect/recognisers/identifiers.js';
import { unmarked } from '../marked-text.js';
import { foundBy, PATTERNS } from './found-by.js';

const found = foundBy(LOCAL_RECOGNISERS.filter((recogniser) => PATTERNS.has(recogniser.name)));

/** Each text with its marks is what the patterns must find: no less, no more. All made up, after the formats' rules. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'e-mail': [
    '[EMAIL_ADDRESS:john.doe+tag@example.co.uk], [EMAIL_ADDRESS:"john doe"@example.org]; [EMAIL_ADDRESS:jörg@müller.de]',
    'from [EMAIL_ADDRESS:user@[192.168.0.1]] and ?email=[EMAIL_ADDRESS:jo@x.com]&b=1',
    'write [EMAIL_ADDRESS:john [at] example [dot] com] or [EMAIL_ADDRESS:jane(at)example.com]',
    'at [EMAIL_ADDRESS:jo.miles at gmail.com], [EMAIL_ADDRESS:jo @ example.com]',
    'two @ 5, @ home, a@, [at] work',
  ],
  web: [
    'an income.Net profit',
    'see [URL:http://example.com/a_(b)?x=1#y], ([URL:https://example.org/path]).',
    '[URL:example.com], [URL:shop.example.co.uk/cart], [URL:münchen.de], [URL:пример.рф], [URL:xn--mnchen-3ya.de]',
    '[URL:postgres://][USERNAME:admin]:[PASSWORD:s3cr3t][URL:@db.internal:5432/app]',
    'README.md, node.js, main.py, e.g. this, i.e. that, done.In time, U.S.A., 3.14, v1.2.3',
  ],
  network: [
    '[IP_ADDRESS:10.0.0.1]:8080, [IP_ADDRESS:192.168.1.0/24], not 256.1.1.1 nor 1.2.3.4.5',
    'version 1.2.3.4 of it',
    '[IP_ADDRESS:fe80::1%eth0], [IP_ADDRESS:2001:db8::/32], [IP_ADDRESS:::ffff:192.0.2.1], [[IP_ADDRESS:2001:db8::1]]:443',
    'MAC [NUMERIC_PII:00:1A:2B:3C:4D:5E], [NUMERIC_PII:00-1a-2b-3c-4d-5e], [NUMERIC_PII:001A.2B3C.4D5E]',
    'IMEI [NUMERIC_PII:490154203237518]; [NUMERIC_PII:35-209900-176148-1]',
    '[NUMERIC_PII:5f0c954e-b4b5-4e5c-8f13-0e9d8a3c1b2f] and VIN [NUMERIC_PII:1HGCM82633A004352]',
    '[NUMERIC_PII:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa], [NUMERIC_PII:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4]',
    '[NUMERIC_PII:0x52908400098527886E0F7030069857D2E4169EE7]',
  ],
  coordinates: [
    'at [LOCATION:40.7128° N, 74.0060° W], [LOCATION:40°42\'46"N 74°00\'21"W]',
    'lat: [LOCATION:40.7128] lon: [LOCATION:-74.0060]',
    'near [LOCATION:51.5007,-0.1246] now',
    'pi is 3.14159 and e is 2.718',
  ],
  cards: [
    'card [CREDIT_CARD:5425 2334 3010 9903], expires [CC_EXP:11/26], security code [CVV:774]',
    'card [CREDIT_CARD:4111-1111-1111-1111] exp [CC_EXP:2027-03] cvc [CVV:123]',
    '[CREDIT_CARD:4111111111111111], [CREDIT_CARD:378282246310005], [CREDIT_CARD:6011000990139424]',
    'card [CREDIT_CARD:4111 1111\n1111 1111] on two lines',
    '[CREDIT_CARD:XXXX-XXXX-XXXX-1234], [CREDIT_CARD:************1234] and [CREDIT_CARD:4111 11** **** 1111]',
    'exp [CC_EXP:0927]',
  ],
  bank: [
    'IBAN [IBAN_CODE:FR14 2004 1010 0505 0001 3M02 606], BIC [NUMERIC_PII:BNPAFRPPXXX]',
    'iban [IBAN_CODE:de89 3704 0044 0532 0130 00] is mine',
    'routing [US_ROUTING_TRANSIT_NUMBER:122105155] acct [US_BANK_NUMBER:000123456789]',
    '[MICR_CODE:⑆021000021⑆ 1234567890⑈ 0101]',
    '[MICR_CODE:A021000021A 123456789C 0101]',
    'sort code [NUMERIC_PII:12-34-56], account [US_BANK_NUMBER:12345678]',
  ],
  'social security': [
    "my SSN's [US_SSN:219-09-9999]; ssn=[US_SSN:219099999]; social security number: [US_SSN:219 09 9999]",
    'last four digits of my social are [US_SSN:6632]',
    '[US_SSN:***-**-6789] and [US_SSN:xxx-xx-4321]',
    'ITIN [US_ITIN:970-88-1234], EIN: [NUMERIC_PII:94-3210123]',
    '[US_SSN:219-09-9999] is my social',
  ],
  licences: [
    "Texas driver's license number [US_DRIVER_LICENSE:12345678], DL# [US_DRIVER_LICENSE:S530-4600-9123-05]",
    'UK driving licence [NUMERIC_PII:MORGA657054SM9IJ]',
    'New York DL [US_DRIVER_LICENSE:123 456 789]',
    'medical license [MEDICAL_LICENSE:MD-123456], DEA [MEDICAL_LICENSE:AB1234563], NPI [MEDICAL_LICENSE:1234567893]',
    '[MEDICAL_LICENSE:AB1234563] by its check digit',
    'license plate [NUMERIC_PII:7ABC123], plate [NUMERIC_PII:ABC 1234]',
  ],
  passports: [
    'passport no [NUMERIC_PII:C01X00T47]; passport [US_PASSPORT:A12345678]',
    '[US_PASSPORT:123456789] is my passport number',
    '[NUMERIC_PII:P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<]',
    '[NUMERIC_PII:L898902C36UTO7408122F1204159ZE184226B<<<<<10]',
  ],
  health: [
    'MRN [HEALTHCARE_ID:00482913], patient ID: [HEALTHCARE_ID:AB-1029384]',
    '[HEALTHCARE_ID:1EG4-TE5-MK72] is a beneficiary, as is [HEALTHCARE_ID:1EG4TE5MK73]',
    'NHS no [HEALTHCARE_ID:943 476 5919]; member ID [HEALTHCARE_ID:XYZ123456789]',
  ],
  phones: [
    '[NUMERIC_PII:7739201], phone: [PHONE_NUMBER:555-0147]',
    '[PHONE_NUMBER:+44 20 7946 0958], [PHONE_NUMBER:+49 (0)30 123456], [PHONE_NUMBER:+33 6 12 34 56 78]',
    '[PHONE_NUMBER:+1-800-555-0199], [PHONE_NUMBER:0046 70 123 45 67], [PHONE_NUMBER:+91 98765 43210]',
    '[PHONE_NUMBER:020 7946 0958]; [PHONE_NUMBER:07911 123456]; [PHONE_NUMBER:06 12 34 56 78]',
    '[PHONE_NUMBER:1-800-FLOWERS], [PHONE_NUMBER:555-0147], tel [PHONE_NUMBER:555 0147], phone: [PHONE_NUMBER:12345678]',
    '[PHONE_NUMBER:(415) 555 0132 ext. 12], [PHONE_NUMBER:1.800.555.0199], [PHONE_NUMBER:415/555-0132]',
    'Tel. [PHONE_NUMBER:030 / 1234567], Fax: [PHONE_NUMBER:089-123456-0], cel. [PHONE_NUMBER:(11) 91234-5678]',
    '1.2.3, 12 34, 5 x 4 = 20, score 21-14, 3.5.1',
  ],
  'short numbers of one person': [
    'badge [NUMERIC_PII:902], badge number: [NUMERIC_PII:902], badge #[NUMERIC_PII:77], badge is [NUMERIC_PII:4471]',
    'ext [NUMERIC_PII:4471] or ext. [NUMERIC_PII:447], extension [NUMERIC_PII:447]; pager [NUMERIC_PII:4471]',
    'employee id is [NUMERIC_PII:441], staff no. [NUMERIC_PII:302], agent ID: [NUMERIC_PII:217]',
    'locker 14, table 12, unit number 12, room 304, employee 100, staff 200, agent 47',
    'the extension 400 px wide, extension of 300 days, badge 12',
  ],
  'days that share a month': [
    'free [DATE_TIME:Jan 5th through 9th], [DATE_TIME:Jan 5th thru the 9th] or [DATE_TIME:January 5 until 9]',
    'the [DATE_TIME:5th and 9th of March], from the [DATE_TIME:5th to the 9th of March]',
    'between [DATE_TIME:March 3 and 7], on [DATE_TIME:March 3rd, 5th and 9th] and [DATE_TIME:3rd, 5th and 9th of May 2024]',
    'on [DATE_TIME:March 3] or at [DATE_TIME:5 pm]; [DATE_TIME:March 3] to [DATE_TIME:5 pm]',
    '[DATE_TIME:March 3], 12 people and 5 dogs; [MONEY:$5] and [DATE_TIME:3 May]',
  ],
  'months with their year': [
    'policy [DATE_TIME:07/2021], account since [DATE_TIME:03/2019], order [DATE_TIME:12/2024]; exp [CC_EXP:06/2027]',
  ],
  'weekdays beside dates': [
    '[DATE_TIME:Mon 3/4] is fine, [DATE_TIME:Sat., 3/4/2024] too, [DATE_TIME:3/4 (Tue)] not; [DATE_TIME:Monday 3/4]',
    '[DATE_TIME:Mon] [DATE_TIME:3pm] or [DATE_TIME:Tue] [DATE_TIME:10:30]',
    'they sat [DATE_TIME:3/4] of it out; [DATE_TIME:3/4] sat well',
  ],
  dates: [
    '[DATE_TIME:03/12/2024] 0730 again',
    '[DATE_TIME:2024-03-01]: started',
    '[00:01:23] Agent: at [DATE_TIME:4:15 pm] then',
    '[DATE_TIME:2024-05-06T10:11:12.123Z], [DATE_TIME:2024/05/06 10:11], [DATE_TIME:6.5.2024], [DATE_TIME:06-05-24]',
    '[DATE_TIME:20240506T101112Z], date [DATE_TIME:20240506]',
    'the [DATE_TIME:3rd of May], [DATE_TIME:May 2019], [DATE_TIME:5/98], [DATE_TIME:12-Jan-2024], [DATE_TIME:12Jan2024]',
    "[DATE_TIME:May '98], [DATE_TIME:3-5 May 2020], [DATE_TIME:May 3-5, 2020], [DATE_TIME:Dec 25]",
    '[DATE_TIME:Mon, 02 Jan 2006 15:04:05 -0700]; [DATE_TIME:Friday, March 13, 2026]',
    'at [DATE_TIME:5pm], [DATE_TIME:17:30h], [DATE_TIME:5 p.m.], [DATE_TIME:17h30], [DATE_TIME:10:00-11:30]',
    'class of [DATE_TIME:2004], since [DATE_TIME:2010], [DATE_TIME:2019-2021], the [DATE_TIME:1980s], [DATE_TIME:Q3 2021]',
    '[DATE_TIME:3. Mai 2020], [DATE_TIME:1er janvier 2021], [DATE_TIME:3 de mayo de 2020], [DATE_TIME:12 maart 2019]',
    '[DATE_TIME:2020年5月3日], [DATE_TIME:3 мая 2020]',
    "[DATE_TIME:Christmas], [DATE_TIME:New Year's Eve], [DATE_TIME:Labor Day]",
    'May I go; it may 3 times; march 5 miles; 24/7; 1/2 cup; the room 2024; 16:9',
  ],
  births: [
    'DOB [DOB:4/7/58], [DATE_TIME:03/12/24]',
    'DOB: [DOB:03/03/1981], geb. [DOB:03.03.1981], born on [DOB:March 3 1981], né le [DOB:3 mars 1981]',
    '[DOB:1981-03-03] (DOB) but seen [DATE_TIME:2024-03-03]',
    'DOB [DOB:4/7/58], seen [DATE_TIME:03/12/24] again; born in [DOB:1987]',
  ],
  ages: [
    '[PERSON_AGE:34-year-old], aged [PERSON_AGE:34], [PERSON_AGE:34 y/o], [PERSON_AGE:67 y.o.] F, [PERSON_AGE:34F]',
    'age: [PERSON_AGE:34], turning [PERSON_AGE:60], in his [PERSON_AGE:forties], [PERSON_AGE:6 months old], [PERSON_AGE:78yo]',
    'for 30 years, in 12 days, 34 people, 7 of 9',
  ],
  money: [
    '[MONEY:$1,200.50], [MONEY:US$ 5k], [MONEY:$3.2 million], [MONEY:€ 1.234,56], [MONEY:1.234,56 €]',
    '[MONEY:USD 1,200], [MONEY:50 bucks], [MONEY:£5-10], [MONEY:25 cents], [MONEY:Rs. 5,000], [MONEY:1 200 EUR]',
    '5 km, 5m, 12 people, 3.5 stars',
  ],
  credentials: [
    'user: [USERNAME:jdoe42] pwd = [PASSWORD:Hunter2!] Login [USERNAME:jdoe]',
    '{"user":"[USERNAME:jdoe]","password":"[PASSWORD:my secret pw]","api_key":"[PASSWORD:abcd1234efgh5678]"}',
    'Authorization: Bearer [PASSWORD:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123]',
    '[PASSWORD:AKIAIOSFODNN7EXAMPLE] and [PASSWORD:sk_live_abcdefgh12345678]',
    '--password=[PASSWORD:abc123] <password>[PASSWORD:letmein]</password>',
    'security answer: [PASSWORD:Fluffy]. PIN is [NUMERIC_PII:4821], OTP [NUMERIC_PII:482913] is your code',
    'my password is wrong, the login page is down, @Override, user name is missing',
    '[PASSWORD:-----BEGIN PRIVATE KEY-----\nMIIBVAIBADANBg\n-----END PRIVATE KEY-----]',
  ],
  identifiers: [
    'BSN [NUMERIC_PII:111222333]; error code 500, port 8080',
    'PNR [NUMERIC_PII:QWZRTY], tracking [NUMERIC_PII:1Z999AA10123456784], acct ending [NUMERIC_PII:4321]',
    'claim number [NUMERIC_PII:CLM-2024-88123]; policy # [NUMERIC_PII:HO-88-123456]; badge [NUMERIC_PII:4471]',
    '[NUMERIC_PII:K7QWZ9] and [NUMERIC_PII:12345678]',
    'RTX4090, 500mg, ISO27001, COVID-19, #ff8800, UTF-8, H2O, 1080p, 4x4, iPhone14, the 21st, 10k',
    'ssn [US_SSN:219-09-9999]\nphone [PHONE_NUMBER:415-555-0132]',
  ],
  'other scripts': [
    '身份证号 [NUMERIC_PII:11010519491231002X] 电话 [PHONE_NUMBER:+86 138 1234 5678]',
    'почта [EMAIL_ADDRESS:иван@пример.рф], тел. [PHONE_NUMBER:+7 912 345-67-89]',
    'البريد [EMAIL_ADDRESS:ana@example.com] والرقم [CREDIT_CARD:4111 1111 1111 1111]',
  ],
};

/** "LABEL:text" of each mark; a text in marks may hold brackets, so the marks are told by their labels. */
const marksOf = (marked: string): string[] => {
  const marks: string[] = [];
  for (let at = 0; at < marked.length; at++) {
    const open = /^\[([A-Z_]{3,}):/.exec(marked.slice(at, at + 32));
    if (open === null) continue;
    let depth = 1;
    let end = at + 1;
    while (depth > 0) {
      if (marked[end] === '[') depth++;
      else if (marked[end] === ']') depth--;
      end++;
    }
    marks.push(marked.slice(at + 1, end - 1));
    at = end - 1;
  }
  return marks;
};

const plain = (marked: string): string =>
  marksOf(marked).reduce(
    (text, mark) => text.replace(`[${mark}]`, () => mark.slice(mark.indexOf(':') + 1)),
    marked,
  );

for (const [family, texts] of Object.entries(CASES)) {
  t.test(family, async (t) => {
    for (const marked of texts)
      t.strictSame(found(plain(marked)), marksOf(marked), unmarked(marked).slice(0, 60));
  });
}

t.test('a header names the fields below it', async (t) => {
  t.strictSame(
    found(
      'id,login,ssn,phone,born\n1,bob7,536228714,3125550147,19800102\n2,ann8,536228715,3125550148,19810203\n',
    ),
    [
      'USERNAME:bob7',
      'US_SSN:536228714',
      'PHONE_NUMBER:3125550147',
      'DOB:19800102',
      'USERNAME:ann8',
      'US_SSN:536228715',
      'PHONE_NUMBER:3125550148',
      'DOB:19810203',
    ],
  );
  t.strictSame(found('Well, yes, my phone, I think.\nNo, it is, as I say, 536228714, ok'), [
    'NUMERIC_PII:536228714',
  ]);
});

t.test('a sentence is no header', async (t) => {
  t.strictSame(found('I lost my old mobile phone today, yes, really\n536228714, no, well'), [
    'NUMERIC_PII:536228714',
  ]);
});

t.test('checksums', async (t) => {
  t.ok(abaChecksum('122105155'));
  t.notOk(abaChecksum('122105156'));
  t.ok(base58check('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'));
  t.notOk(base58check('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'));
  t.ok(bech32('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'));
  t.notOk(bech32('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'));
  t.ok(dea('AB1234563'));
  t.notOk(dea('AB1234564'));
  t.ok(vin('1HGCM82633A004352'));
  t.notOk(vin('1HGCM82643A004352'));
});

t.test('a cell that is one identifier', async (t) => {
  for (const cell of ['12 345 678 901', 'AB-1234-CD', 'QZ 12 34 56', '0012345678', '1234.5678.9012'])
    t.strictSame(
      found(cell)
        .join()
        .replace(/^[A-Z_]+:/, ''),
      cell,
      cell,
    );
  for (const cell of ['3.14159', '1.2.3', '10:30:00', '2000', '500mg', 'RTX4090', 'ISO 9001', 'HELLO'])
    t.notMatch(found(cell).join(), /NUMERIC_PII/, cell);
});
