import { readdir } from 'node:fs/promises';
import { LakeveilError } from '../../errors.js';
import { fileError, systemCodeOf } from '../file-io/file-error.js';
import { shownLocation } from '../file-io/shown-location.js';

/** The newest metadata file of a table folder. */
export interface CurrentMetadata {
  readonly fileName: string;
  readonly version: number;
  /** `hadoop`: `vN.metadata.json`, ours and Spark's; `catalog`: `NNNNN-<uuid>.metadata.json`, whose catalog lies elsewhere. */
  readonly naming: 'hadoop' | 'catalog';
}

const HADOOP = /^v(\d{1,15})(?:\.gz)?\.metadata\.json(?:\.gz)?$/;
const CATALOG = /^(\d{1,15})-[0-9A-Za-z-]+(?:\.gz)?\.metadata\.json(?:\.gz)?$/;

/**
 * The newest metadata file in a `metadata` folder (a path), or undefined. The folder is listed: `version-hint.text` may
 * be stale, missing or ahead, so nothing here depends on it.
 *
 * Throws CORRUPT_METADATA where two files claim to be the newest.
 */
export async function currentMetadata(folder: string): Promise<CurrentMetadata | undefined> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fileError(error, 'not listed', folder);
  }
  return newest(names, HADOOP, 'hadoop', folder) ?? newest(names, CATALOG, 'catalog', folder);
}

function newest(
  names: readonly string[],
  pattern: RegExp,
  naming: CurrentMetadata['naming'],
  folder: string,
): CurrentMetadata | undefined {
  let best: CurrentMetadata | undefined;
  let tied = false;
  for (const fileName of names) {
    const digits = pattern.exec(fileName)?.[1];
    if (digits === undefined) continue;
    const version = Number(digits);
    if (best !== undefined && version < best.version) continue;
    tied = best !== undefined && version === best.version;
    best = { fileName, version, naming };
  }
  if (tied) {
    throw new LakeveilError(
      'CORRUPT_METADATA',
      `${shownLocation(folder)} has two metadata files of version ${best!.version}, and nothing here says which one counts. Nothing was read or written. Remove the one that was never committed, or load the table by the path of its metadata file.`,
      { details: { location: shownLocation(folder) } },
    );
  }
  return best;
}
