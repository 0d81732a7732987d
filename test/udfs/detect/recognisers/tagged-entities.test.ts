import t from 'tap';
import { localDetector } from '../../../../udfs/detect/local-detector.js';
import { taggedEntities } from '../../../../udfs/detect/recognisers/tagged-entities.js';

const detector = localDetector();
const found = (text: string): string[] =>
  detector.detectText(text).map(({ start, end, label }) => `${label}:${text.slice(start, end)}`);

t.test('programmes, card networks and what a laboratory measures are no organisations', async (t) => {
  for (const text of [
    'Medicare covers it.',
    'I have Medicaid and Medicare.',
    'paid with Visa',
    'Visa or Mastercard?',
    'BNP 450 pg/mL',
    'BNP was 1200 and Troponin 0.04 ng/mL',
  ])
    t.notMatch(found(text).join(), /ORGANIZATION/, text);
  t.match(found('She works at BNP Paribas in Paris.').join(), /ORGANIZATION:BNP Paribas/);
  t.match(found('Bill it to Medicare Advantage Partners Inc.').join(), /ORGANIZATION:/);
});

const tagger = localDetector({ recognisers: [taggedEntities(0)] });
const tagged = (text: string): string[] =>
  tagger.detectText(text).map(({ start, end, label }) => `${label}:${text.slice(start, end)}`);

t.test('a city and its state are two places, without a comma too', async (t) => {
  t.match(tagged('They moved to Dayton Ohio last year.').join(), 'LOCATION_CITY:Dayton,LOCATION_STATE:Ohio');
});
