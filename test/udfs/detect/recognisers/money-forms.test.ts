import t from 'tap';
import { amounts } from '../../../../udfs/detect/recognisers/amounts.js';
import { foundBy } from './found-by.js';

const found = foundBy([amounts]);

t.test('an amount with its rate, its closing marks and its thousands', async (t) => {
  for (const [text, ...expected] of [
    ['It pays $31/hr, rent $4,150/month.', '$31/hr', '$4,150/month'],
    ['3,500 Swiss francs', '3,500 Swiss francs'],
    ['R 4 417,80 and R1,250.00', 'R 4 417,80', 'R1,250.00'],
    ["CHF 1'200.- and Rs. 45,000/-", "CHF 1'200.-", 'Rs. 45,000/-'],
    ['€ 1.200,50 / month', '€ 1.200,50 / month'],
    ['85K a year', '85K a year'],
    ['$5-10/day', '$5-10/day'],
  ] as const)
    t.same(
      found(text),
      expected.map((amount) => `MONEY:${amount}`),
      text,
    );
});

t.test('what looks like an amount', async (t) => {
  for (const text of ['R 4.2.1', 'R2 and R 12', '85k users', 'PR 10.50', '4/hr', 'vitamin R 100'])
    t.same(found(text), [], text);
  t.same(found('$31/house'), ['MONEY:$31']);
  t.same(found('pay $31 - now'), ['MONEY:$31']);
});
