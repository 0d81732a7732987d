import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Label } from '../labels.js';

/** Labels whose values could be learnt by heart. Countries, states, languages and jobs are lists that anybody knows. */
const BY_HEART: ReadonlySet<string> = new Set<Label>([
  'NAME_GIVEN',
  'NAME_FAMILY',
  'PERSON',
  'ORGANIZATION',
  'LOCATION',
  'LOCATION_CITY',
  'LOCATION_ADDRESS',
  'LOCATION_COMPLETE_ADDRESS',
  'PRODUCT',
  'EVENT',
  'WORK_OF_ART',
  'PROJECT_NAME',
  'USERNAME',
  'PASSWORD',
]);

interface HeldOutLine {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly label: string }[];
}

const FOLDER = fileURLToPath(new URL('../../../../test/bench/detect/held-out/', import.meta.url));

/**
 * Values of the held-out texts, in lower case, that training must not draw: names, organisations, cities, streets (also
 * without their numbers) and other open classes. Read from the sources beside the compiled code: a package that was
 * installed has none, and throws.
 */
export function heldOutValues(): ReadonlySet<string> {
  const values = new Set<string>();
  for (const name of readdirSync(FOLDER)) {
    if (!name.endsWith('.jsonl')) continue;
    for (const line of readFileSync(`${FOLDER}${name}`, 'utf8').trimEnd().split('\n')) {
      const { text, spans } = JSON.parse(line) as HeldOutLine;
      for (const { start, end, label } of spans) {
        if (!BY_HEART.has(label)) continue;
        const value = text.slice(start, end).toLowerCase();
        values.add(value);
        if (label === 'LOCATION_ADDRESS') for (const street of streets(value)) values.add(street);
      }
    }
  }
  return values;
}

/** "415 saguaro drive #22" → "saguaro drive"; "kastanjelaan 17-b" → "kastanjelaan". */
function streets(address: string): string[] {
  return address
    .split(',')
    .map((part) =>
      part
        .split(' ')
        .filter((word) => !/[\d#]/.test(word))
        .join(' '),
    )
    .filter((street) => street.length > 4 && !/^(apt|unit|suite|flat|po box|cabin)\b/.test(street));
}
