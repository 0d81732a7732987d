import { US_STATES } from '../../gazetteers/regions.js';
import type { Random } from '../random.js';
import { inventedWord } from './person.js';
import type { Filler } from './subject.js';
import { inWords } from './time.js';

const stateCodes = Object.keys(US_STATES);

/** The digits with a last one that makes the Luhn sum right. */
function luhn(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    let d = Number(body[body.length - 1 - i]);
    if (i % 2 === 0) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return `${body}${(10 - (sum % 10)) % 10}`;
}

function card(random: Random): string {
  const [prefix, length, groups] = random.weighted<readonly [string, number, readonly number[]]>([
    [5, ['4', 16, [4, 4, 4, 4]]],
    [4, [random.pattern('5%').replace(/[6-9]$/, '3'), 16, [4, 4, 4, 4]]],
    [2, ['37', 15, [4, 6, 5]]],
    [1, ['6011', 16, [4, 4, 4, 4]]],
    [1, ['3530', 16, [4, 4, 4, 4]]],
    [1, ['4', 13, [4, 4, 5]]],
  ]);
  const digits = luhn(random.pattern(prefix + '#'.repeat(length - 1 - prefix.length)));
  const join = random.pick(['', ' ', '-', ' ', '']);
  let at = 0;
  return groups
    .map((n) => {
      at += n;
      return digits.slice(at - n, at);
    })
    .join(join);
}

/** ABA number: weights 3, 7, 1, modulo 10. */
function routing(random: Random): string {
  const body = random.pattern(
    random.pick(['0%######', '10######', '11######', '12######', '02######', '31######']),
  );
  const weights = [3, 7, 1, 3, 7, 1, 3, 7];
  const sum = weights.reduce((total, w, i) => total + w * Number(body[i]), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** ISO 13616 check digits: modulo 97. */
function iban(random: Random): string {
  const country = random.pick(['DE', 'GB', 'FR', 'NL', 'ES', 'IT', 'CH', 'AT', 'BE', 'IE', 'PT', 'SE', 'PL']);
  const forms: Record<string, string> = {
    DE: '#'.repeat(18),
    GB: 'NWBK##############',
    FR: '#'.repeat(23),
    NL: 'INGB##########',
    ES: '#'.repeat(20),
    IT: `X${'#'.repeat(22)}`,
    CH: '#'.repeat(17),
    AT: '#'.repeat(16),
    BE: '#'.repeat(12),
    IE: 'AIBK##############',
    PT: '#'.repeat(21),
    SE: '#'.repeat(20),
    PL: '#'.repeat(24),
  };
  const body = random.pattern(forms[country]!);
  let remainder = 0;
  for (const c of `${body}${country}00`) {
    const value = c >= 'A' ? `${c.charCodeAt(0) - 55}` : c;
    for (const d of value) remainder = (remainder * 10 + Number(d)) % 97;
  }
  const check = 98 - remainder;
  const all = `${country}${check < 10 ? '0' : ''}${check}${body}`;
  return random.chance(0.6) ? all.replace(/(.{4})(?=.)/g, '$1 ') : all;
}

function password(random: Random): string {
  const w = inventedWord(random, ['', 'a', 'o', 'er']);
  const n = random.between(1, 9999);
  const mark = random.pick(['!', '@', '#', '$', '_', '*', '%', '?', '&']);
  return random.pick([
    `${w}${n}${mark}`,
    `${w}${mark}${n}`,
    random.pattern('*#@*@#*!').toLowerCase(),
    `${mark}${w}${n}`,
    `${w.toLowerCase()}${n}`,
    `${w}-${inventedWord(random, [''])}-${random.between(1, 99)}`,
    random.pattern('@#*@*#@*##'),
    `${w.replace(/a/g, '@').replace(/o/g, '0').replace(/e/g, '3')}${n}`,
    `P@ss${n}${mark}`,
    `${inWords(random.between(21, 99)).replace('-', '')}${w}`,
    `letmein${n}`,
  ]);
}

const CODES = [
  '########',
  '#######',
  '######',
  '##########',
  '#####',
  '#### ####',
  '@@######',
  '@#######',
  '@@@-#####',
  '@@@-####-####',
  'ORD-######',
  'ORD#######',
  'INV-####',
  'INV-20##-####',
  'TKT-#####',
  'INC00#####',
  'CASE-######',
  'REF#######',
  'REF-@@####',
  '@#@-####',
  '#@@##@#',
  '**-****-**',
  '******',
  '********',
  '@@##@@##',
  '##-#######',
  '###-#####-##',
  '20##-#####',
  '#########',
  'SR-########',
  'A#########',
  'PO-#####',
  'CUST-####',
  'ACC########',
  'EMP-####',
  'EMP#####',
  'E######',
  'T-####-@',
  'Q######',
  '1Z***%##########',
  'SN-**#####',
  '############',
  '##/####/##',
  'BK#####@',
  '@@@@@@',
  'PNR @@#@@#',
  '#-###-###',
  '@##-###-###',
  'RMA######',
  'LN-#########',
];

export const IDENTIFIER_FILLERS = {
  money: (_, random) => {
    const n = random.pick([
      random.between(1, 99),
      random.between(100, 999),
      random.between(1000, 99999),
      random.between(100000, 9999999),
    ]);
    const grouped = `${n}`.replace(/\B(?=(\d{3})+$)/g, ',');
    const cents = random.pattern('.##');
    return random.weighted([
      [10, `$${grouped}`],
      [10, `$${grouped}${cents}`],
      [2, `$${n}`],
      [2, `${grouped} dollars`],
      [1, `${inWords(random.between(2, 99))} dollars`],
      [2, `USD ${grouped}${cents}`],
      [1, `US$${grouped}`],
      [2, `£${grouped}${random.chance(0.5) ? cents : ''}`],
      [1, `${n} pounds`],
      [2, `€${grouped}`],
      [2, `${grouped} €`],
      [1, `${n},${random.pattern('##')} €`],
      [1, `${grouped} EUR`],
      [1, `${n} euros`],
      [1, `₹${grouped}`],
      [1, `Rs. ${grouped}`],
      [1, `Rs ${n}/-`],
      [1, `C$${grouped}`],
      [1, `A$${grouped}`],
      [1, `¥${grouped}`],
      [1, `CHF ${grouped}`],
      [1, `R$ ${n}`],
      [1, `$${random.between(1, 900)}${random.pick(['k', 'K', 'M', ' million', ' billion', 'm', 'B'])}`],
      [1, `${random.between(2, 90)} ${random.pick(['bucks', 'quid', 'grand', 'cents', 'pence'])}`],
      [1, `₦${grouped}`],
    ]);
  },
  card: (_, random) => card(random),
  'card-expiry': (_, random) => {
    const month = random.pattern('0%');
    const mm = random.chance(0.75) ? month : `1${random.between(0, 2)}`;
    const yy = random.between(24, 34);
    return random.pick([`${mm}/${yy}`, `${mm}/20${yy}`, `${mm}-${yy}`, `${mm} / ${yy}`, `${mm}${yy}`]);
  },
  cvv: (_, random) => random.pattern(random.chance(0.88) ? '###' : '####'),
  ssn: (_, random) => {
    const area = random.between(1, 899);
    const a = (area === 666 ? 667 : area).toString().padStart(3, '0');
    const b = random.between(1, 99).toString().padStart(2, '0');
    const c = random.between(1, 9999).toString().padStart(4, '0');
    return random.weighted([
      [8, `${a}-${b}-${c}`],
      [2, `${a} ${b} ${c}`],
      [2, `${a}${b}${c}`],
      [1, `${a}.${b}.${c}`],
      [1, `XXX-XX-${c}`],
    ]);
  },
  iban: (_, random) => iban(random),
  'bank-account': (_, random) =>
    random.pattern(
      random.pick([
        '########',
        '##########',
        '############',
        '#########',
        '###-######-#',
        '####-####-##',
        '00########',
        '##-##-## ########',
      ]),
    ),
  routing: (_, random) => routing(random),
  passport: (_, random) =>
    random.pattern(
      random.pick(['#########', '@########', 'C########', '@#######', '5########', '%########']),
    ),
  'driver-license': (_, random) => {
    const body = random.pattern(
      random.pick([
        '@#######',
        '########',
        '@###-####-####',
        '@############',
        '#########',
        '@@######@',
        '@##-###-###',
        '##@######',
        '@@@@@######@@#@@',
        '@########',
        '### ### ###',
        '@### #### ####',
      ]),
    );
    return random.chance(0.04) ? `${random.pick(stateCodes)}-${body}` : body;
  },
  'medical-record': (_, random) =>
    random.pattern(
      random.pick([
        '#######',
        '########',
        'MRN-#######',
        'MRN#######',
        '######',
        '##-##-##',
        'A#######',
        'H########',
        '@@-######',
        'MR-####-###',
        'PT-#####',
        '###-##-###',
        '### ### ####',
      ]),
    ),
  'member-id': (_, random) =>
    random.pattern(
      random.pick([
        '@@@#########',
        'XYZ########',
        'W#########',
        '#########-##',
        '@########',
        '#@@#-@@#-@@##',
        'MEM-######',
        'HP#######',
        '@@@@########',
        '##########',
        'U#### #### ##',
        '###########A',
      ]),
    ),
  password: (_, random) => password(random),
  code: (_, random) => random.pattern(random.pick(CODES)),
  plate: (_, random) =>
    random.pattern(
      random.pick([
        '%@@@###',
        '@@@-####',
        '@@@ ###',
        '@@## @@@',
        '@@ ## @@ ####',
        '@@@####',
        '@-@@ ####',
        '###-@@@',
        '@@-###-@@',
        '@@@ ##@',
        '####@@',
        'KA ## @@ ####',
        '@@##@@@',
      ]),
    ),
} satisfies Readonly<Record<string, Filler>>;
