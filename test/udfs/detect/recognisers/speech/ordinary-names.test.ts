import t from 'tap';
import { localDetector } from '../../../../../udfs/detect/local-detector.js';

const detector = localDetector();

/**
 * After the first line, which names somebody, the words of the name stand for that person where they are in <angle
 * brackets>, and are ordinary words everywhere else.
 */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'My name is Will Turner.': [
    'I will call you, and you will see.',
    'Will you be home today?',
    'Will that work for everybody?',
    'Thanks, <Will>.',
    'thanks <will>',
    'We spoke to <Will> about it.',
    'Hi <Will>, good morning!',
    "That is <Will>'s order.",
    '<Will> said it was fine.',
    'Mr <Turner> is waiting.',
    'THE CASE OF <TURNER> WILL BE CLOSED.',
    'where there is a will there is a way',
    'It will, I think.',
    'So, Will you be home?',
    'Ask <Will> or me.',
  ],
  'Customer: this is Mark Young calling.': [
    'Please mark the box.',
    'Mark my words, it will rain.',
    'a young man came by',
    'Young people like it.',
    'visit Young Adults here',
    'okay <mark>, one moment',
    'Thank you, <Mark>.',
    'That was <Mark> again.',
    'mister <young> is here',
    'Dear Mr. <Young>, welcome.',
    'mark it as done and mark it well',
    "It is <Mark>'s phone.",
    '<Mark> <Young> signed.',
    'the price mark is wrong',
    '<mark> <young> signed it',
  ],
  'Agent: is this Grace Hope speaking?': [
    'The grace period ends soon.',
    'I hope so, we all hope so.',
    'Hope that helps!',
    'Grace period: ten days.',
    'Grace Period and Late Fees',
    'thanks <grace>',
    'Hello <Grace>, how are you?',
    'I told <Grace> about it.',
    'Ms. <Hope> agreed.',
    '<Grace> told me so.',
    'by the grace of God',
    'we hope to see you with grace and style',
  ],
  'My name is May Brown.': [
    'May I ask something?',
    'may i have your number',
    'In May we moved.',
    'It is due on May 3.',
    'you may go now',
    'the brown box',
    'Brown boxes only.',
    'Thanks, <May>.',
    'I talked to <May> earlier.',
    'mrs <brown> called',
    'by May or June',
    'next May',
  ],
  'The patient is Mr. Bill Price.': [
    'The bill is wrong.',
    'Bill me later.',
    'the price went up',
    'Price: forty dollars.',
    'pay the bill at a good price',
    'Thanks <Bill>!',
    'We asked <Bill> twice.',
    'Mr. <Price> said no.',
    'the bill payment is due.',
    'your bill, please',
    "That's <Bill>'s chart.",
    'the bill was passed',
  ],
  'I am Rich Long, the tenant.': [
    'he is rich and it takes long',
    'Rich people live long.',
    'how long does it take',
    'a rich, long story',
    'We met <Rich> in town.',
    'Mr <Long> paid.',
    'hi <rich>, one moment',
    'Long story short, it broke.',
  ],
  'My name is Sue Dean.': [
    'I will sue them.',
    'They sue everybody.',
    'the dean of the college',
    'Thanks <Sue>.',
    'She is <Sue> <Dean>.',
    'Sue them if you must.',
    'ms <dean> agreed',
  ],
  'Speaking with Pat Page now.': [
    'a pat on the back',
    'turn the page',
    'Page 4 of 10',
    'see page 4',
    'as Page 4 says',
    'okay, <Pat>.',
    'mr <page> called',
    'We thanked <Pat> for it.',
    'page down, pat it dry',
  ],
  'I am Art King and I own the shop.': [
    'modern art is nice',
    'the king of hearts',
    'Art is long.',
    'We saw <Art> there.',
    'King size beds',
    'doctor <king> will see you',
    'Thanks, <Art>!',
    'art, music and dance',
  ],
  'My name is Drew Case.': [
    'he drew a line',
    'the case is closed',
    'Case number 4',
    'just in case',
    'Thanks <Drew>.',
    'Drew a blank there.',
    'I know <Drew> well.',
    'mrs <case> left',
    'In that case we go.',
  ],
  'My name is Chase White.': [
    'a white lie',
    'they chase us for money',
    'Chase them down.',
    'White paint is out.',
    'Thanks <Chase>.',
    'ms <white> is in',
    'Tell <Chase> hello.',
    'cut to the chase',
  ],
  'My name is June Summer.': [
    'In June it rains.',
    'all summer long',
    'since June',
    'June 4 is fine.',
    'Thanks, <June>.',
    'Give it to <June>, please.',
    'last june and this june',
  ],
  'My name is Wojciech Kowalczyk.': [
    '<wojciech> again: <wojciech>',
    '<WOJCIECH> <KOWALCZYK>',
    "<Kowalczyk>'s card",
    'call <Wojciech> now',
    'W. <Kowalczyk> signed',
    'the <Kowalczyks> are here now',
    '<w o j c i e c h>',
    'Dear Mr. <Kowalczyk>,',
  ],
};

for (const [first, lines] of Object.entries(CASES)) {
  t.test(first, async (t) => {
    const names = first.match(/[A-Z][a-z]+/g)!.map((word) => word.toLowerCase());
    for (const marked of lines) {
      const line = marked.replace(/[<>]/g, '');
      const text = `${first}\n${line}`;
      const covered = new Set<number>();
      for (const { start, end, label } of detector.detectText(text))
        if (/^(?:NAME|PERSON$)/.test(label))
          for (let at = start; at < end; at++) covered.add(at - first.length - 1);
      let out = '';
      let at = 0;
      // Angle brackets again, around what is covered, word by word of the name.
      for (const word of line.matchAll(/\S(?: \S(?!\S))+|[A-Za-z]+/g)) {
        out += line.slice(at, word.index);
        at = word.index + word[0].length;
        const known = names.some((name) => word[0].toLowerCase().startsWith(name)) || / /.test(word[0]);
        const whole = [...word[0]].every((_, index) => covered.has(word.index + index));
        out += whole && known ? `<${word[0]}>` : word[0];
      }
      t.equal(out + line.slice(at), marked);
    }
  });
}

t.test('there are enough of them', async (t) => {
  t.ok(Object.values(CASES).flat().length >= 120);
});
