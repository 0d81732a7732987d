import t from 'tap';
import { postalCodes } from '../../../../udfs/detect/recognisers/postal-codes.js';
import { foundBy, HOSTILE, timeOf } from './found-by.js';

const found = foundBy([postalCodes]);
const zips = (text: string): string[] =>
  found(text)
    .filter((span) => span.startsWith('LOCATION_ZIP:'))
    .map((span) => span.slice('LOCATION_ZIP:'.length));

t.test('codes beside their city, their state or a word for them', async (t) => {
  for (const [text, ...expected] of [
    ['Kanaalstraat 14, 3572 VK Utrecht', '3572 VK'],
    ['my postcode is 3572vk', '3572vk'],
    ['Footscray VIC 3011, Perth, WA 6000', '3011', '6000'],
    ['6850 Dornbirn', '6850'],
    ['PLZ/Ort: 6850 Dornbirn', '6850'],
    ['CH-8004 Zürich, A-6850 Dornbirn, D-50667 Köln', 'CH-8004', 'A-6850', 'D-50667'],
    ['Hauptstr. 12, 80331 München', '80331'],
    ['12 rue des Lilas, 75011 Paris', '75011'],
    ['São Paulo - SP, 01310-100', '01310-100'],
    ['CEP: 01310100', '01310100'],
    ['Bengaluru 560034, Mumbai - 400053', '560034', '400053'],
    ['Pin code: 682 016', '682 016'],
    ['4050-313 Porto', '4050-313'],
    ['114 55 Stockholm', '114 55'],
    ['00-950 Warszawa', '00-950'],
    ['〒150-0001', '150-0001'],
    ['Auckland 1010', '1010'],
    ['Dublin D02 X285', 'D02 X285'],
    ['postcode ls6 2qb', 'ls6 2qb'],
    ['code postal 33000, C.P. 06700', '33000', '06700'],
  ] as const)
    t.same(zips(text), expected, text);
});

t.test('years, counts and measures are no codes', async (t) => {
  for (const text of [
    'in 2010 Munich was rainy, London 2012',
    '2000 London bus drivers, 1200 Canadians and 1500 Germans',
    '4500 Euro, 1000 MB RAM, 1200 PM',
    '2500 UK customers',
    'bus 4500 Paris-Lyon',
    'Berlin 1500 people',
    '$80331 Berlin',
    'version 1234.5 Berlin',
    'call 555-0123 Anna',
  ])
    t.same(zips(text), [], text);
});

t.test('time is linear in the text', async (t) => {
  for (const [name, text] of Object.entries({
    ...HOSTILE,
    codes: '3572 VK Utrecht 6850 Wien '.repeat(4000),
  }))
    t.ok(timeOf([postalCodes], text) < 3000, name);
});
