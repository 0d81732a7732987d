import t from 'tap';
import { localDetector } from '../../../../udfs/detect/local-detector.js';
import { credentials } from '../../../../udfs/detect/recognisers/credentials.js';
import { usernames } from '../../../../udfs/detect/recognisers/usernames.js';
import { unmarked } from '../marked-text.js';
import { foundBy, HOSTILE, timeOf } from './found-by.js';

const found = foundBy([credentials, usernames]);

/** With their marks these are all that is found. */
const MARKED: readonly string[] = [
  'logged in as [USERNAME:rkelly], then signed in as [USERNAME:r.kelly_2]',
  'failed password for invalid user [USERNAME:zplovic] from there',
  'Accepted publickey for [USERNAME:deploy_ro] from here',
  'please reset the password for [USERNAME:jdoe]',
  'Assigned to: [USERNAME:jfarquharson] | Re-opened by [USERNAME:o.tkachenko]: still broken',
  'account [USERNAME:jdoe] was locked, my kid\'s account "[USERNAME:sparkle_fox_2015]"',
  'IGN [USERNAME:DarkKnight77], IGN: [USERNAME:DarkKnight], PSN id [USERNAME:BigTony_87]',
  'Skype [USERNAME:jane.doe.work], snap: [USERNAME:lil.tina], steam: [USERNAME:gabe_n]',
  'discord: [USERNAME:quorra#1234], or [USERNAME:vantell.q#0042] there',
  'ask [USERNAME:u/throwaway9921] or reddit user [USERNAME:throwaway9921]',
  'user=[USERNAME:bob] failed, then user=[USERNAME:hope]',
  '203.0.113.5 - [USERNAME:ngozi] [17/Jan/2026:10:00:00 +0000] "GET /"',
  '[USERNAME:kiwi_rider88]: anyone?\nme: yes\n[USERNAME:kiwi_rider88]: ty',
  "who's got the insta\n[USERNAME:linh.cooks.pho] i think",
  'my telegram is [USERNAME:petrovich_a]; follow me on instagram [USERNAME:quorra.v]',
];

for (const marked of MARKED)
  t.test(`user names: ${JSON.stringify(marked)}`, async (t) => {
    const values = [...marked.matchAll(/\[([A-Z_]+:[^\]]*)\]/g)].map((match) => match[1]!);
    t.strictSame(
      found(unmarked(marked)),
      values.filter((value) => value.startsWith('USERNAME')),
    );
  });

t.test('everyday words, shared accounts, people and things are none', async (t) => {
  for (const text of [
    'see the user guide for a better user experience',
    'user error: the username is incorrect and the login page fails',
    'logged in as admin, logged in as an administrator, logged in as a guest',
    'user=root, user=null',
    'assigned to Priya by support; assigned to the team; closed by mistake',
    'reset the password for example, for all of them',
    'my account balance was low, the account number is missing',
    'steam is down, discord was great, slack on monday',
    'the snap: it broke. Twitch streams, Twitter followers',
    'ticket#1234, Order#1234, PO#4471, C#1234',
    'in C# 1234 and issue #1234',
    'update github node.js and steam 2.0',
    'km/u/day and https://example.org/u/somebody',
    'line_1: a\nline_2: b',
    '5 - ten [17] and 3 - four [a]',
  ])
    t.strictSame(found(text), [], text);
});

t.test('the whole engine keeps everyday words beside user names', async (t) => {
  const detector = localDetector();
  for (const text of ['the user guide', 'a good user experience', 'the username is incorrect'])
    t.strictSame(detector.detectText(text), [], text);
});

t.test('time is linear in the text', async (t) => {
  const hostile = {
    ...HOSTILE,
    services: 'discord : '.repeat(12_000),
    phrases: 'assigned to user '.repeat(8_000),
    tagged: 'a.b#'.repeat(25_000),
    logs: '1 - a [1/'.repeat(12_000),
    handles: 'abc1: hi\n'.repeat(12_000),
    users: 'u/'.repeat(50_000),
  };
  for (const [name, text] of Object.entries(hostile)) {
    const took = timeOf([usernames], text);
    t.ok(took < 3000, `${name}: ${took.toFixed(0)} ms`);
  }
});
