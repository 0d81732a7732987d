import type { Random } from '../random.js';
import { hostStem } from './organisation.js';
import { inventedWord } from './person.js';
import type { Filler, Subject } from './subject.js';

const FREE_MAIL = [
  'gmail.com',
  'gmail.com',
  'yahoo.com',
  'hotmail.com',
  'outlook.com',
  'icloud.com',
  'aol.com',
  'protonmail.com',
  'proton.me',
  'live.com',
  'msn.com',
  'comcast.net',
  'me.com',
  'gmx.de',
  'web.de',
  'yahoo.co.uk',
  'hotmail.co.uk',
  'btinternet.com',
  'orange.fr',
  'laposte.net',
  'libero.it',
  'mail.ru',
  'yandex.ru',
  'qq.com',
  '163.com',
  'rediffmail.com',
  'yahoo.co.in',
  'bigpond.com',
  'sbcglobal.net',
  'verizon.net',
  'att.net',
  'fastmail.com',
  'example.com',
  'example.org',
];
const TLDS = [
  'com',
  'com',
  'com',
  'org',
  'net',
  'edu',
  'co.uk',
  'io',
  'de',
  'fr',
  'ca',
  'com.au',
  'in',
  'co',
  'gov',
  'info',
  'biz',
  'us',
  'nl',
  'es',
  'it',
  'com.br',
  'ai',
  'dev',
  'app',
];
const MAILBOXES = [
  'info',
  'support',
  'sales',
  'hello',
  'contact',
  'admin',
  'billing',
  'hr',
  'office',
  'jobs',
  'noreply',
  'help',
];
const HANDLE_WORDS = [
  'sunny',
  'night',
  'blue',
  'cool',
  'dark',
  'wild',
  'happy',
  'lazy',
  'tiny',
  'mad',
  'silent',
  'cosmic',
  'pixel',
  'ninja',
  'tiger',
  'panda',
  'wolf',
  'owl',
  'fox',
  'rider',
  'gamer',
  'guru',
  'coder',
  'chef',
  'hiker',
  'runner',
  'dad',
  'mom',
  'girl',
  'boy',
  'king',
  'queen',
  'star',
  'rocket',
  'taco',
  'pizza',
  'coffee',
  'cat',
  'dog',
  'bear',
  'moon',
  'river',
  'storm',
  'shadow',
  'ghost',
  'dragon',
  'sk8r',
  'xx',
  'real',
  'official',
  'the',
  'mr',
  'ms',
  'dj',
  'lil',
  'big',
];

/** Letters that may stand in an address or a handle. */
const ascii = (s: string) =>
  s
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');

function nameHandle(subject: Subject, random: Random, marks: readonly string[]): string {
  const g = ascii(subject.person.given) || 'user';
  const f = ascii(subject.person.family) || 'name';
  const mark = random.pick(marks);
  const digits = random.chance(0.45)
    ? random.pick([
        `${random.between(1, 99)}`,
        `${random.between(1950, 2012)}`,
        `${random.between(100, 999)}`,
      ])
    : '';
  return (
    random.pick([
      `${g}${mark}${f}`,
      `${g}${mark}${f}`,
      `${g[0]}${f}`,
      `${g}${f[0]}`,
      `${f}${mark}${g}`,
      g,
      `${g[0]}${mark}${f}`,
      `${f}${g[0]}`,
      f,
    ]) + digits
  );
}

function handle(subject: Subject, random: Random): string {
  const a = random.pick(HANDLE_WORDS);
  const b = random.pick(HANDLE_WORDS);
  const name = random.weighted<() => string>([
    [10, () => nameHandle(subject, random, ['', '.', '_', '-'])],
    [
      5,
      () => `${a}${random.pick(['', '_', '.', '-'])}${b}${random.chance(0.5) ? random.between(1, 9999) : ''}`,
    ],
    [
      2,
      () =>
        `${ascii(inventedWord(random, ['', 'a', 'o', 'x']))}${random.chance(0.5) ? random.between(1, 999) : ''}`,
    ],
    [
      1,
      () =>
        `${a.charAt(0).toUpperCase()}${a.slice(1)}${b.charAt(0).toUpperCase()}${b.slice(1)}${random.chance(0.5) ? random.between(1, 99) : ''}`,
    ],
    [1, () => random.pattern('u######').replace('u', random.pick(['u', 'user', 'emp', 'svc_', 'x', 'a']))],
    [1, () => `${ascii(subject.person.family).slice(0, 5)}${ascii(subject.person.given).slice(0, 2)}`],
  ])();
  return name || 'user1';
}

function host(random: Random): string {
  return `${hostStem(random)}.${random.pick(TLDS)}`;
}

function email(subject: Subject, random: Random): string {
  const local = random.weighted<() => string>([
    [20, () => nameHandle(subject, random, ['', '.', '.', '_', '-'])],
    [3, () => handle(subject, random).toLowerCase()],
    [2, () => random.pick(MAILBOXES)],
    [
      1,
      () =>
        `${nameHandle(subject, random, ['.', ''])}+${random.pick(['news', 'shop', 'work', 'test', 'bank'])}`,
    ],
  ])();
  const address = `${local}@${random.chance(0.55) ? random.pick(FREE_MAIL) : host(random)}`;
  const n = random.below(100);
  return n < 3 ? address.toUpperCase() : n < 7 ? address.replace(/^[a-z]/, (c) => c.toUpperCase()) : address;
}

/** National forms by country; see `Random.pattern`. */
const PHONES: Readonly<Record<string, readonly string[]>> = {
  US: [
    '(%##) %##-####',
    '%##-%##-####',
    '%##.%##.####',
    '%## %## ####',
    '+1 %##-%##-####',
    '+1 (%##) %##-####',
    '1-%##-%##-####',
    '%##%######',
    '+1%##%######',
    '(%##)%##-####',
    '%##-%##-#### x###',
    '%##-%##-#### ext. ##',
    '1-800-%##-####',
    '1 (888) %##-####',
    '%##/%##-####',
    '+1.%##.%##.####',
    '%##-####',
    '001-%##-%##-####',
  ],
  GB: [
    '07### ######',
    '07#########',
    '+44 7### ######',
    '020 #### ####',
    '(020) #### ####',
    '0161 ### ####',
    '01### ######',
    '+44 20 #### ####',
    '+44 (0)20 #### ####',
    '0800 ### ####',
    '0044 7### ######',
  ],
  IN: [
    '+91 9#### #####',
    '9#########',
    '+91-98########',
    '91 ##### #####',
    '080-########',
    '+91 8#########',
    '022 2### ####',
  ],
  DE: [
    '030 #######',
    '+49 30 ########',
    '0171 #######',
    '+49 (0)89 ######',
    '040/######',
    '0151-########',
    '+49 160 #######',
  ],
  FR: [
    '01 ## ## ## ##',
    '06 ## ## ## ##',
    '+33 6 ## ## ## ##',
    '04.##.##.##.##',
    '+33 (0)1 ## ## ## ##',
    '06########',
  ],
  AU: [
    '04## ### ###',
    '+61 4## ### ###',
    '(02) #### ####',
    '03 #### ####',
    '1300 ### ###',
    '+61 2 #### ####',
  ],
  ES: ['6## ### ###', '+34 6## ## ## ##', '91 ### ## ##', '9## ## ## ##'],
  IT: ['+39 06 #######', '3## #######', '02 ########', '+39 3## ### ####'],
  MX: ['55 #### ####', '+52 55 #### ####', '(33) #### ####', '+52 1 81 #### ####'],
  BR: ['(11) 9####-####', '+55 21 9####-####', '(31) ####-####'],
  NL: ['06-########', '+31 6 ########', '020 ### ####'],
  NG: ['+234 80# ### ####', '080########', '0803 ### ####'],
  JP: ['03-####-####', '+81 90-####-####', '090-####-####'],
  CN: ['+86 138 #### ####', '010-########', '139########'],
  OTHER: ['+%# ## ### ####', '+%## ### ### ###', '+%## ## #######', '00%# ### ######'],
};

function url(random: Random): string {
  const h = host(random);
  const path = random.pick([
    '',
    '',
    '/',
    '/about',
    '/login',
    `/blog/${random.between(2015, 2025)}/${random.pick(HANDLE_WORDS)}-${random.pick(HANDLE_WORDS)}`,
    `/orders/${random.between(1000, 99999)}`,
    `/index.html`,
    `/p?id=${random.between(1, 9999)}`,
    `/u/${random.pick(HANDLE_WORDS)}${random.between(1, 99)}`,
    '/contact-us',
    '/careers',
    '/faq#top',
  ]);
  return random.weighted([
    [8, `https://www.${h}${path}`],
    [6, `https://${h}${path}`],
    [3, `http://${h}${path}`],
    [5, `www.${h}${path}`],
    [3, `${h}${path}`],
    [1, `https://${random.pick(['app', 'portal', 'my', 'docs', 'dev', 'shop'])}.${h}${path}`],
    [1, `ftp://${h}${path}`],
    [1, `http://${h}:${random.pick(['8080', '3000', '443'])}${path}`],
  ]);
}

export const CONTACT_FILLERS = {
  email: (subject, random) => email(subject, random),
  username: (subject, random) =>
    random.chance(0.1) ? `@${handle(subject, random)}` : handle(subject, random),
  phone: (subject, random) => {
    const iso = random.chance(0.85) ? subject.place.iso : 'US';
    return random.pattern(random.pick(PHONES[iso === 'CA' ? 'US' : iso] ?? PHONES['OTHER']!));
  },
  url: (_, random) => url(random),
  ip: (_, random) => {
    const octet = () => random.between(0, 255);
    if (random.chance(0.8))
      return `${random.between(1, 223)}.${octet()}.${octet()}.${random.between(1, 254)}`;
    const group = () => random.between(0, 65535).toString(16);
    return random.chance(0.6)
      ? `2001:db8:${group()}::${group()}`
      : `fe80:${Array.from({ length: 7 }, group).join(':')}`;
  },
} satisfies Readonly<Record<string, Filler>>;
