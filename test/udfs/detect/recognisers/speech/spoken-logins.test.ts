import t from 'tap';
import { spokenLogins } from '../../../../../udfs/detect/recognisers/speech/spoken-logins.js';
import { foundBy, HOSTILE, timeOf } from '../found-by.js';

const found = foundBy([spokenLogins]);

t.test('user names and passwords, read aloud or in answer', async (t) => {
  for (const [text, ...expected] of [
    ['the username is b underscore castleton', 'USERNAME:b underscore castleton'],
    ['MY USER NAME IS JDOE FORTY TWO', 'USERNAME:JDOE FORTY TWO'],
    ['login is um m dot alvarez okay', 'USERNAME:m dot alvarez'],
    ['user id is r h o d e s nine nine', 'USERNAME:r h o d e s nine nine'],
    ["Agent: and your username?\nCaller: it's river dash song", 'USERNAME:river dash song'],
    ['the password is all lowercase goldfish seven', 'PASSWORD:goldfish seven'],
    ["Agent: And the password as well?\nCaller: It's Goldfish!Ponds7.", 'PASSWORD:Goldfish!Ponds7'],
    ['Bob: whats the wifi password?\nAnn: SunnyDays2021!', 'PASSWORD:SunnyDays2021!'],
    ['the policy numbers are PAP 0033-71'],
    ['my password is not working and i tried it three times'],
    ['the username is wrong, my login is expired'],
    ['Agent: what is your password?\nCaller: i forgot it'],
    ['the login was at nine thirty'],
  ] as const)
    t.same(found(text), expected, text);
});

t.test('time is linear in the text', async (t) => {
  for (const [name, text] of Object.entries({
    ...HOSTILE,
    logins: 'username is b underscore c '.repeat(4000),
  }))
    t.ok(timeOf([spokenLogins], text) < 3000, name);
});
