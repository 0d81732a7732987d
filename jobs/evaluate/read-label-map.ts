import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LakeveilError } from '../../errors.js';
import { DEFAULT_LABEL_MAP, type LabelMap } from '../../udfs/detect/evaluate/label-map.js';
import { isPlainObject } from '../option-path.js';

/** The built-in label map with a file's entries before it. Errors: LABEL_MAP. */
export async function readLabelMap(file: string, folder: string): Promise<LabelMap> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(resolve(folder, file), 'utf8'));
  } catch {
    throw new LakeveilError(
      'LABEL_MAP',
      `Nothing was scored: the label map ${file} cannot be read, or is not JSON. Check it.`,
    );
  }
  if (!isPlainObject(value) || Object.values(value).some((label) => typeof label !== 'string')) {
    throw new LakeveilError(
      'LABEL_MAP',
      `Nothing was scored: ${file} is not a label map, an object such as {"SURNAME": "PERSON"}.`,
    );
  }
  const entries = Object.entries(value as Record<string, string>);
  return new Map([
    ...DEFAULT_LABEL_MAP,
    ...entries.map(([from, to]) => [from.toUpperCase(), to.toUpperCase()] as const),
  ]);
}
