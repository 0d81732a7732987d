import t from 'tap';
import { LOCAL_RECOGNISERS } from '../../../../udfs/detect/local-detector.js';
import { HOSTILE, PATTERNS, timeOf } from './found-by.js';

t.setTimeout(300_000);

t.test('time is linear in the text, whatever it holds', async (t) => {
  for (const recogniser of LOCAL_RECOGNISERS) {
    if (!PATTERNS.has(recogniser.name)) continue;
    for (const [name, text] of Object.entries(HOSTILE)) {
      const took = timeOf([recogniser], text);
      t.ok(took < 3000, `${recogniser.name}, ${name}: ${took.toFixed(0)} ms`);
    }
  }
});
