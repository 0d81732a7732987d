import t from 'tap';
import { markedByEngine, unmarked } from './marked-text.js';

/** Each text with its marks is what the engine must find: no less, no more. All made up. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'e-mail': [
    'write to [EMAIL_ADDRESS:ana-lucia+test@mail.example.co.uk].',
    '<[EMAIL_ADDRESS:billing@example.org]>, or (mailto:[EMAIL_ADDRESS:a.b@example.net])',
    'it is [EMAIL_ADDRESS:tomas dot weber at example dot com], all small',
    'an @ sign alone, and a@, and @b',
    '[EMAIL_ADDRESS:zoë@exämple.de] too',
  ],
  'web and network': [
    'see [URL:https://portal.example.com/a?b=1#c].',
    'go to [URL:www.example.org], then retry',
    'from [IP_ADDRESS:203.0.113.77] at port 80; not 999.1.1.1 or 1.2.3',
    'v6 is [IP_ADDRESS:2001:db8::8a2e:370:7334] here',
    'std::pair and std::vector, done::\nnext',
  ],
  cards: [
    'card [CREDIT_CARD:4111 1111 1111 1111], cvv [CVV:123], exp [CC_EXP:09/27]',
    'Amex [CREDIT_CARD:3782-822463-10005] works',
    '[CREDIT_CARD:5555555555554444] and nothing more',
    'my card number is [CREDIT_CARD:4111 1111 1111 1112], one digit off',
    'security code is [CVV:4821]',
    'the card ending in [NUMERIC_PII:2217] please',
    'valid thru [CC_EXP:11/2029]',
  ],
  'bank accounts': [
    'IBAN [IBAN_CODE:DE89 3704 0044 0532 0130 00] please',
    'IBAN [IBAN_CODE:GB82WEST12345698765432].',
    'routing number [US_ROUTING_TRANSIT_NUMBER:021000021]',
    'my checking account number is [US_BANK_NUMBER:000123456789]',
  ],
  'social security': [
    'SSN [US_SSN:536-22-8714]',
    'social is [US_SSN:536228714] I think',
    'last four of my social are [US_SSN:8714]',
    'the ITIN [US_ITIN:912-78-1234]',
  ],
  phones: [
    'call [PHONE_NUMBER:(312) 555-0147] or [PHONE_NUMBER:+1 312.555.0147 ext. 22]',
    'cell [PHONE_NUMBER:3125550147]',
    'reach me at [PHONE_NUMBER:555-0147]',
    '[LOCATION_CITY:London]: [PHONE_NUMBER:+44 20 7946 0958]',
    'phone [PHONE_NUMBER:020 7946 0958]',
  ],
  'dates, ages, money': [
    'born on [DOB:March 3rd, 1981]',
    'DOB: [DOB:03/03/1981]',
    'on [DATE_TIME:2026-01-31] at [DATE_TIME:4:15 pm]',
    'due [DATE_TIME:12 June 2027]',
    'she is [PERSON_AGE:34 years old] and pays [MONEY:$1,250.00]',
    'costs [MONEY:40 dollars] or [MONEY:€35]',
  ],
  addresses: [
    'ship to [LOCATION_ADDRESS:1480 Juniper Lane, Apt 3B], [LOCATION_CITY:Boise], [LOCATION_STATE:ID] [LOCATION_ZIP:83702]',
    'at [LOCATION_ADDRESS:88 N. Harbor Dr], then left',
    '[LOCATION_ADDRESS:PO Box 291], [LOCATION_CITY:Columbus], [LOCATION_STATE:Ohio] [LOCATION_ZIP:43215-0291]',
    'I live in [LOCATION_CITY:San Antonio] now, not in [LOCATION_STATE:New Mexico]',
    'from [LOCATION_CITY:Quillby], [LOCATION_STATE:WY]',
    'the ZIP is [LOCATION_ZIP:02139]',
    'it took 3 hours on the road and 12 people',
  ],
  identifiers: [
    'order [NUMERIC_PII:SO-5834912] and invoice [NUMERIC_PII:INV-2024-001]',
    'case [NUMERIC_PII:C-88427], ticket #[NUMERIC_PII:4417]',
    'code [NUMERIC_PII:735482]',
    'serial …[NUMERIC_PII:H9K2P3]',
    'passport [US_PASSPORT:A12345678]',
    "driver's license [US_DRIVER_LICENSE:D1234567]",
    'patient MRN [HEALTHCARE_ID:4482193]',
    'it is [NUMERIC_PII:four oh two seven nine]',
    'COVID-19, UTF-8, ISO-9001, 24/7 and 5 stars',
    'over 15000 users and 2500 points, 99.95% of 1,234 pages',
  ],
  credentials: [
    'password is [PASSWORD:Tr0ub4dor&3]',
    'username: [USERNAME:kenji_w88]',
    'follow [USERNAME:@kenji_w]',
    'the password is wrong and the username is missing',
  ],
  names: [
    'my name is [NAME_GIVEN:Jordan] [NAME_FAMILY:Miles].',
    'Caller: this is [NAME_GIVEN:Anjali] [NAME_FAMILY:Raman].',
    'Dr. [NAME_FAMILY:Okonkwo] and Mrs. [NAME_FAMILY:Young] agreed',
    "[NAME_GIVEN:Maria] [NAME_FAMILY:de la Cruz]'s order",
    '[NAME_GIVEN:Sean] [NAME_FAMILY:O’Donnell] called',
    'my name is [NAME_GIVEN:xiulan] [NAME_FAMILY:zhao], all small',
    '[NAME_GIVEN:Priya]: yes please',
    '[NAME_GIVEN:JOHN] [NAME_FAMILY:SMITH] is on the line',
    '[NAME_GIVEN:Anna J.] [NAME_FAMILY:Kowalski] signed',
    'Thanks, [NAME_GIVEN:Grace].',
    'seen by Nurse [NAME_GIVEN:Kwame] [NAME_FAMILY:Boateng] today',
  ],
  organisations: [
    "You've reached [ORGANIZATION:CloudBox]. Hello",
    'Agent: [ORGANIZATION:Harrow Audio] support. Hello',
    'he works at [ORGANIZATION:Harbor Point Credit Union]',
    'paid by [ORGANIZATION:Acme Widgets Inc.], and by [ORGANIZATION:Bank of Mendocino]',
    'bought at [ORGANIZATION:Walmart] yesterday',
  ],
};

for (const [family, texts] of Object.entries(CASES)) {
  t.test(family, async (t) => {
    for (const marked of texts) t.equal(markedByEngine(unmarked(marked)), marked);
  });
}

t.test('ordinary words that are also names stay', async (t) => {
  for (const text of [
    'May I verify that? I will mark it, I hope so.',
    'Will you be home? Mark the box. Grace period ends soon.',
    'Hope that helps! Will do. Bill me later; the bill is wrong.',
    'In May and June the price was art. Prices rose again.',
    'Please hold the line a long while, my young friend.',
    'The case is brown, the green one is new, and the rich cook.',
    'Read the page. Call back. Right ear cuts out. Tried resets.',
    'Thanks for calling. Anything else? Great, done. You are welcome.',
  ]) {
    t.notMatch(markedByEngine(text), /NAME_|LOCATION|ORGANIZATION/, text);
  }
});

t.test('a question is context for the answer in the next turn', async (t) => {
  const dialogue = (question: string, answer: string) =>
    markedByEngine(`Agent: ${question}\n\nCaller: ${answer}`).split('\n\n')[1];
  t.equal(
    dialogue('May I verify your full name and ZIP?', 'Jordan Miles, 07001.'),
    'Caller: [NAME_GIVEN:Jordan] [NAME_FAMILY:Miles], [LOCATION_ZIP:07001].',
  );
  t.equal(dialogue('Your name, please?', 'Grace Young.'), 'Caller: [NAME_GIVEN:Grace] [NAME_FAMILY:Young].');
  t.equal(dialogue('And the security code?', '318.'), 'Caller: [CVV:318].');
  t.equal(dialogue('Who am I speaking with?', 'Chloe.'), 'Caller: [NAME_GIVEN:Chloe].');
  t.equal(dialogue('And your last name?', 'N-A-K-A-M-U.'), 'Caller: [NAME_FAMILY:N-A-K-A-M-U].');
  t.equal(
    dialogue("What's the company?", 'Silver Fern Logistics.'),
    'Caller: [ORGANIZATION:Silver Fern Logistics].',
  );
  t.equal(dialogue('Which city?', 'Mobile.'), 'Caller: [LOCATION_CITY:Mobile].');
  t.equal(dialogue('What are the last four of your social?', '4471'), 'Caller: [US_SSN:4471]');
  t.equal(dialogue('What is your date of birth?', 'June 4, 1990'), 'Caller: [DOB:June 4, 1990]');
  t.equal(dialogue('Read me the code, please.', '4821.'), 'Caller: [NUMERIC_PII:4821].');
  t.equal(dialogue('How is the weather?', 'Mobile.'), 'Caller: Mobile.', 'without the question it is a word');
});

t.test('a name found once is masked in the whole text', async (t) => {
  const text =
    'Caller: my name is Quorra Vantell.\n\nAgent: thanks QUORRA. Is vantell spelled so? Vantell’s order, Quorra’s card.';
  t.equal(
    markedByEngine(text),
    'Caller: my name is [NAME_GIVEN:Quorra] [NAME_FAMILY:Vantell].\n\nAgent: thanks [NAME_GIVEN:QUORRA]. Is [NAME_FAMILY:vantell] spelled so? [NAME_FAMILY:Vantell]’s order, [NAME_GIVEN:Quorra]’s card.',
  );
  t.match(
    markedByEngine('My name is Will Marsh. I will go if you will.'),
    /I will go if you will\.$/,
    'an ordinary word is not',
  );
});
