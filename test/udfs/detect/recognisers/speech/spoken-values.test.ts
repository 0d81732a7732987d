import t from 'tap';
import { markedByEngine, unmarked } from '../../marked-text.js';

/** Each text with its marks is what the engine must find: no less, no more. All made up. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'phone numbers': [
    'my cell is [PHONE_NUMBER:four one five five five five oh one two three]',
    'call me at [PHONE_NUMBER:four one five, uh, five five five, zero one two three] thanks',
    '[PHONE_NUMBER:415 555 zero one two three]',
    '[PHONE_NUMBER:4 1 5 5 5 5 0 1 2 3]',
    '[PHONE_NUMBER:eight hundred five five five one two one two]',
    '[PHONE_NUMBER:FOUR ONE FIVE FIVE FIVE FIVE ZERO ONE TWO THREE] IS MY CELL',
    'phone is [PHONE_NUMBER:three one two dash five five five dash oh one four seven extension four two]',
    'area code [PHONE_NUMBER:three one two, five double five, oh one four seven] is my mobile',
    'my phone number is [PHONE_NUMBER:three one two five five five no sorry five five six oh one four seven]',
  ],
  'numbers nobody explained': [
    '[NUMERIC_PII:double seven triple oh five]',
    '[PHONE_NUMBER:four one five five five five oh one two two no sorry three]',
    'my card number is [CREDIT_CARD:4111 1111 1111 1112], one digit off',
    'it is [NUMERIC_PII:nought four oh two seven nine]',
    'write down [NUMERIC_PII:sixty-two forty eleven] please',
    'so [NUMERIC_PII:four oh two seven]',
  ],
  'numbers with their words': [
    'the case number is [NUMERIC_PII:nine nine one two dash four]',
    'the last four of my social are [US_SSN:eight seven one four]',
    'my social is [US_SSN:five three six, twenty two, eighty seven fourteen]',
    'my card ends in [NUMERIC_PII:four four two one]',
    'the card is [CREDIT_CARD:four one one one one one one one one one one one one one one one]',
    'routing number is [US_ROUTING_TRANSIT_NUMBER:oh two one oh oh oh oh two one]',
    'my checking account number is [US_BANK_NUMBER:oh oh one two three four five six seven eight]',
    'zip code [LOCATION_ZIP:nine oh two one oh]',
    'cvv is [CVV:three one eight] and it expires [CC_EXP:oh nine twenty seven]',
  ],
  'numbers by what stands beside them': [
    'we moved to [LOCATION_CITY:boise] [LOCATION_STATE:idaho] [LOCATION_ZIP:eight three seven oh two]',
    'what is your zip? [LOCATION_ZIP:oh two one three nine]',
    'the number is [PHONE_NUMBER:one one five four five five five oh one four seven]',
    'how old is she? [PERSON_AGE:forty two].',
    "she's [PERSON_AGE:fifty], my son's [PERSON_AGE:19]",
    'reach me at [EMAIL_ADDRESS:ncarson three six five at gmail dot com]',
  ],
  'counts and other quantities': [
    'there were twenty five people, one or two, one second, one more thing, a hundred percent',
    'i have two accounts and four cards',
    'fifteen thousand people; one hundred twenty three thousand four hundred',
    'testing one two three',
    'it took two to three weeks, maybe five or six',
    'one way or another, no one, one of these, the first one',
    'i tried it three or four times in the last two hours',
    'he ate two, three at most',
  ],
  'dates, times, ages, money': [
    '[DATE_TIME:march third nineteen eighty four]',
    'the [DATE_TIME:fifteenth of june]',
    'i was born on [DOB:june twenty first two thousand and four], and she in [DOB:may of eighty nine]',
    '[DATE_TIME:may first] works; in march we will; on the [DATE_TIME:fifteenth]',
    "i'm [PERSON_AGE:forty two] and my wife is [PERSON_AGE:seventy-one years old]",
    '[DATE_TIME:half past three], or [DATE_TIME:three thirty pm], [DATE_TIME:ten a m], at [DATE_TIME:five fifteen]',
    "that's [MONEY:two hundred and fifty dollars] and it costs [MONEY:fifteen ninety nine] a month",
    "i'm five minutes away and i'm one of two people",
    'my [PERSON_AGE:thirty five year old] son, aged [PERSON_AGE:nine]',
    'back in [DATE_TIME:nineteen eighty four]',
  ],
  'e-mail addresses': [
    "it's [EMAIL_ADDRESS:john dot smith at gmail dot com]",
    'my email is [EMAIL_ADDRESS:j smith 42 at acme hyphen corp dot co dot uk]',
    "that's all lowercase no spaces [EMAIL_ADDRESS:john underscore smith at yahoo dot com] thanks",
    '[EMAIL_ADDRESS:j o h n at yahoo dot com]',
    'you can email me at [EMAIL_ADDRESS:bluemoon 77 at g mail dot com]',
    'send it to [EMAIL_ADDRESS:mary ann at hotmail com] please',
    '[EMAIL_ADDRESS:capital J underscore doe 7 at outlook dot com]',
  ],
  'web addresses': [
    'go to [URL:w w w dot acme health dot com slash help]',
    'visit [URL:www dot acme dot com], or [URL:acme dot org]',
    'look at [URL:google dot com slash maps]',
    'connect the dots at the top, period; dot the i',
  ],
  'spelled names': [
    '[NAME_FAMILY:w o j c i e c h]',
    "it's [NAME_FAMILY:S-M-I-T-H]",
    "that's [NAME_GIVEN:K A T H R Y N]",
    'my last name is [NAME_FAMILY:Smith], [NAME_FAMILY:S M I T H]',
    "it's [NAME_FAMILY:B as in boy E L L]",
    "it's [NAME_FAMILY:s as in sam, t as in tom, e, v for victor, e]",
    'my last name is [NAME_FAMILY:double l o y d]',
    'I have an i b m laptop and a u s b cable, p d f and t v',
    'the e s p n channel',
    'e.g. a.m. and p.m. plan b, e-mail, x-ray',
  ],
  codes: [
    '[NUMERIC_PII:A as in arrow, B as in boy, 4 7]',
    'confirmation [NUMERIC_PII:alpha bravo tango nine]',
    'the p i n [NUMERIC_PII:four five six seven]',
    'my plate is [NUMERIC_PII:seven a b c one two three]',
    'vitamin d three and section 4 b',
    'the h 1 n 1 vaccine',
  ],
  'addresses of homes': [
    'my address is [LOCATION_ADDRESS:forty two oak street apartment three b] [LOCATION_CITY:springfield] [LOCATION_STATE:illinois] [LOCATION_ZIP:six two seven oh four]',
    '[LOCATION_ADDRESS:one twenty three main street] in [LOCATION_CITY:boise] [LOCATION_STATE:idaho]',
    '[LOCATION_ADDRESS:P O box four five six], [LOCATION_CITY:toledo] [LOCATION_STATE:texas], zip [LOCATION_ZIP:seven eight seven oh one]',
    "it's two miles down the road, one way street, three blocks down the street",
  ],
  introductions: [
    "hi this is [NAME_GIVEN:priya] calling from work, you're speaking with [NAME_GIVEN:mark], thanks [NAME_GIVEN:grace]",
    'hello mister [NAME_FAMILY:okafor], i miss brown bread, doctor will see you, doctor [NAME_FAMILY:patel] said so',
    'MY NAME IS [NAME_GIVEN:CHIDI] [NAME_FAMILY:OKAFOR] AND I LIVE IN [LOCATION_CITY:BOISE]',
    'hi may i have the bill will you mark it',
    'good morning this is [NAME_GIVEN:mark] speaking how can i help',
    'my last name is [NAME_FAMILY:young] first name is [NAME_GIVEN:grace]',
    "i'm rich, this is art, i'm sorry, i'm calling about, i'm going home, this is great",
  ],
};

for (const [family, texts] of Object.entries(CASES)) {
  t.test(family, async (t) => {
    for (const marked of texts) t.equal(markedByEngine(unmarked(marked)), marked);
  });
}
