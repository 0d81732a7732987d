/** `node dist/test/bench/detect/held-out/write-jsonl.js`: dev.jsonl and test.jsonl from their marked sources. */
import { writeFileSync } from 'node:fs';
import { HELD_OUT, heldOutJsonLines, SPLITS } from './held-out.js';

for (const split of SPLITS) writeFileSync(`${HELD_OUT}${split}.jsonl`, heldOutJsonLines(split));
