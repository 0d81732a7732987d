import { workerData } from 'node:worker_threads';
import type { ChunkOutcome, ThreadKeys, ThreadTask } from './messages.js';
import { ChunkRedactor } from './redact-chunk.js';

/** Met by the first texts of a thread: names, numbers, a date, an address; what they need is loaded and compiled. */
const WARM_TEXT =
  "Hi, I'm Jane Roe of Example Corp, 12 Oak Street, Austin, TX 78701. Call 555-867-5309 or mail jane@example.com by May 3, 1984.";
const WARM_ROUNDS = 20;

let redactor: ChunkRedactor | undefined;

/** What Piscina calls in a thread. Never throws. */
export default function run(task: ThreadTask): ChunkOutcome {
  redactor ??= new ChunkRedactor(workerData as ThreadKeys);
  if (task !== 'warm') return redactor.run(task);
  const policy = { id: 'warm', json: '{"generator_default":"Synthesis"}' };
  const texts = Array.from({ length: WARM_ROUNDS }, () => WARM_TEXT);
  return redactor.run({ work: { kind: 'redact', policy }, texts, first: 0 });
}
