import t from 'tap';
import { markedByEngine, unmarked } from '../../marked-text.js';

/** Conversations, a turn a line; with their marks they are what the engine must find, no less and no more. */
const CONVERSATIONS: Readonly<Record<string, readonly string[]>> = {
  'a card in pieces, read back': [
    'Agent: card number please',
    'Customer: [CREDIT_CARD:4111 1111]',
    'Agent: go on',
    'Customer: [CREDIT_CARD:1111 1111]',
    'Agent: okay [CREDIT_CARD:4111 1111] and [CREDIT_CARD:1111 1111]?',
    'Customer: yes',
  ],
  'a card in words, then its expiry and code': [
    'Agent: card number please',
    'Customer: [CREDIT_CARD:four one one one]',
    'Agent: mhm',
    'Customer: [CREDIT_CARD:one one one one]',
    'Agent: okay [CREDIT_CARD:four one one one one one one one] and the rest?',
    'Customer: [CREDIT_CARD:one one one one one one one one]',
    'Agent: expiration date?',
    'Customer: [CC_EXP:oh nine twenty seven]',
    'Agent: and the three digits on the back',
    'Customer: [CVV:three one eight]',
  ],
  'a social security number': [
    "Agent: what's your social?",
    'Customer: [US_SSN:five three six twenty two eight seven one four]',
  ],
  'a number to call': [
    "Agent: what's the best number for you",
    'Customer: [PHONE_NUMBER:one one oh, eighty two four, sixty two fifty one]',
  ],
  'a number whose pieces open with zeroes said "o"': [
    'Agent: what is the account number',
    'Customer: [NUMERIC_PII:four one two three]',
    'Agent: mhm',
    'Customer: [NUMERIC_PII:o o four five]',
    'Agent: go on',
    'Customer: [NUMERIC_PII:o o o]',
  ],
  'letters that open with o': ["Agent: what's your last name?", 'Customer: [NAME_FAMILY:o o n k a]'],
  'one word asks': ['Agent: zip', 'Customer: [LOCATION_ZIP:nine four six eight three]'],
  'a written clock': [
    'Speaker A (00:01): your zip?',
    'Speaker B (00:03): [LOCATION_ZIP:nine four six eight three]',
  ],
  'a name, then the same number written': [
    'Caller: my name is [NAME_GIVEN:john] [NAME_FAMILY:okafor] and my cell is [PHONE_NUMBER:three one two five five five oh one four seven]',
    'Note: [NAME_GIVEN:J.] [NAME_FAMILY:Okafor], tel [PHONE_NUMBER:(312) 555-0147]; [NAME_GIVEN:Johnny] and the [NAME_FAMILY:Okafors] agree.',
  ],
  'telling a name asks for none': ['Caller: i need help my name is [NAME_GIVEN:priya]', 'Agent: rice'],
  'an initial and a number in other forms': [
    'Caller: this is [NAME_GIVEN:oluchi] [NAME_FAMILY:okafor] my account number is [NUMERIC_PII:eight eight four two one one]',
    'Note: mail to [NAME_GIVEN:O.][NAME_FAMILY:Okafor] today, in [NUMERIC_PII:8842 11] now',
  ],
  'a birth date': ['Agent: date of birth?', 'Customer: [DOB:oh three fifteen eighty four]'],
  'a question that is met with a question': [
    'Agent: your name please?',
    'Customer: why do you need that',
    'Agent: for verification',
    "Customer: okay it's [NAME_GIVEN:wojtek] [NAME_FAMILY:brzezinski]",
  ],
  'an answer that gives no value': ['Agent: who am I speaking with?', "Customer: it's for my daughter"],
  'a name and its spelling': [
    'Agent: can I get your last name?',
    'Customer: [NAME_FAMILY:okafor] [NAME_FAMILY:o k a f o r]',
    'Agent: and your first name',
    'Customer: uh [NAME_GIVEN:chidi] [NAME_GIVEN:c h i d i]',
  ],
  'security questions': [
    "Agent: What's your mother's maiden name?",
    'Customer: [NAME_FAMILY:thistlewood]',
    'Agent: name of your first pet?',
    'Customer: [NAME_GIVEN:fluffy]',
    "Agent: what's the passphrase?",
    'Customer: [PASSWORD:purple elephant]',
  ],
  'city, employer, job': [
    'Agent: what city?',
    'Customer: [LOCATION_CITY:springfield]',
    "Agent: who's your employer?",
    'Customer: i work for [ORGANIZATION:acme rockets]',
    'Agent: what do you do for a living?',
    "Customer: i'm a [OCCUPATION:dental hygienist]",
  ],
  'an address over turns': [
    "Agent: what's your email?",
    'Customer: [EMAIL_ADDRESS:priya dot desai]',
    'Agent: okay at?',
    'Customer: at [EMAIL_ADDRESS:gmail dot com]',
  ],
  'capitals throughout': ['MAY I HAVE YOUR LAST NAME', '[NAME_FAMILY:OKAFOR]'],
  captions: [
    '1',
    '00:00:01,000 --> 00:00:04,000',
    'May I have your last name?',
    '',
    '2',
    '00:00:04,500 --> 00:00:06,000',
    '[NAME_FAMILY:Okafor]',
  ],
  'voice tags': [
    '<v [NAME_GIVEN:Roger]>may I have your zip?',
    '<v [NAME_GIVEN:Ann]>[LOCATION_ZIP:nine oh two one oh]',
  ],
  'numbered speakers': ["SPEAKER_00: what's your last name?", 'SPEAKER_01: [NAME_FAMILY:okafor]'],
  'turns in JSON': [
    '[{"speaker":"agent","text":"what\'s your last name?"},{"speaker":"customer","text":"[NAME_FAMILY:okafor]"}]',
  ],
  'tags within one line': [
    "Agent: what's your last name? Customer: [NAME_FAMILY:okafor]. Agent: and your zip? Customer: [LOCATION_ZIP:nine oh two one oh].",
  ],
  'people as tags': ['[NAME_GIVEN:Maria] [NAME_FAMILY:Lopez]: hello', '[NAME_GIVEN:John] (Customer): hi'],
  'a hearing': ['Q: state your name for the record', 'A: [NAME_GIVEN:wendell] [NAME_FAMILY:pruitt]'],
  dashes: ['agent - what is your first name', 'customer - [NAME_GIVEN:chidi]'],
  'times before tags': [
    '[00:01:23] AGENT: your zip?',
    '[00:01:27] CUSTOMER: [LOCATION_ZIP:nine oh two one oh]',
  ],
};

for (const [name, lines] of Object.entries(CONVERSATIONS)) {
  t.test(name, async (t) => {
    const marked = lines.join('\n');
    t.equal(markedByEngine(unmarked(marked)), marked);
  });
}
