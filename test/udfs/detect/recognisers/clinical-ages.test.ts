import t from 'tap';
import { clinicalAges } from '../../../../udfs/detect/recognisers/clinical-ages.js';
import { foundBy, HOSTILE, timeOf } from './found-by.js';

const found = foundBy([clinicalAges]);

t.test('ages as notes and forms write them', async (t) => {
  const ages: Readonly<Record<string, readonly string[]>> = {
    'Woman of 83 admitted with dyspnoea.': ['83'],
    'GIRL OF 9 WITH ASTHMA': ['9'],
    'male, 54, chest pain': ['54'],
    'Female 38 yrs, G2P1': ['38 yrs'],
    'F, 38, G2P1': ['38'],
    'M 62, smoker': ['62'],
    'M/62 with fever, sex F, 31': ['62', '31'],
    'Mother Leilani, 27.': ['27'],
    'Brother, 51, well; sister Ana Ruiz, 44, asthma': ['51', '44'],
    'Father died at 63 of MI, mother passed away at 70': ['63', '70'],
    'Patient (49) seen in clinic. Child (6 yrs) brought in.': ['49', '6 yrs'],
    'infant boy, 4 months, thriving': ['4 months'],
  };
  for (const [text, expected] of Object.entries(ages))
    t.same(
      found(text),
      expected.map((age) => `PERSON_AGE:${age}`),
      text,
    );
});

t.test('numbers that are nobody’s age', async (t) => {
  for (const text of [
    'male, 54% of them',
    'a man of 40 books',
    'women, 3.5 on average',
    'team f 12 points, size M 62 pieces',
    'fig. 3, 4 and 5 (12)',
    'patient 4, room 27, bed 3',
    'M 62 kg',
    'mother bought apples, 27 of them',
    'She died at 10 Downing Street',
    'man 500, woman 130',
  ])
    t.same(found(text), [], text);
});

t.test('time is linear in the text', async (t) => {
  for (const [name, text] of Object.entries({
    ...HOSTILE,
    people: 'mother Ana, 27. male, '.repeat(5000),
  }))
    t.ok(timeOf([clinicalAges], text) < 3000, name);
});
