import { LakeveilError } from '../../errors.js';
import type { FolderStore } from '../file-io/folder-store.js';
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
 * The newest metadata file in a `metadata` folder, or undefined. The folder is listed: `version-hint.text` may be stale,
 * missing or ahead, so nothing here depends on it.
 *
 * Throws CORRUPT_METADATA where two files claim to be the newest.
 */
export async function currentMetadata(
  folders: FolderStore,
  folder: string,
): Promise<CurrentMetadata | undefined> {
  // Manifests lie in the same folder, some for each commit; on S3 they are not listed this way.
  const versions = await fileNames(folders, folder, 'v');
  return newest(versions, HADOOP, 'hadoop', folder) ?? newestOf(await fileNames(folders, folder), folder);
}

/** The same of names that somebody else has listed. */
export function newestOf(names: readonly string[], folder: string): CurrentMetadata | undefined {
  return newest(names, HADOOP, 'hadoop', folder) ?? newest(names, CATALOG, 'catalog', folder);
}

/** Names of all metadata files in the folder, whichever catalog's. */
export async function metadataFiles(folders: FolderStore, folder: string): Promise<string[]> {
  return (await fileNames(folders, folder)).filter((name) => HADOOP.test(name) || CATALOG.test(name));
}

async function fileNames(folders: FolderStore, folder: string, startingWith?: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, kind } of folders.entries(folder, startingWith)) {
    if (kind === 'file') names.push(name);
  }
  return names;
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

/** The version in the name of a metadata file. */
export function versionOf(location: string): number {
  return Number(/(?:^|\/)v?(\d+)[^/]*$/.exec(location)?.[1]);
}
