/**
 * Folders, for a catalog that keeps its pointers in them: what it needs beyond FileIO. Locations are those of FileIO,
 * folders without a trailing slash. On S3 a folder is a prefix; it exists while an object lies under it.
 *
 * Errors: those of FileIO.
 */
export interface FolderStore {
  exists(folder: string): Promise<boolean>;
  /**
   * What lies right in the folder, in no order; nothing if it does not exist. Only names that begin with `startingWith`,
   * where it is given: cheaper on S3, and no more than a wish on disk.
   */
  entries(folder: string, startingWith?: string): AsyncIterable<FolderEntry>;
  /** With its missing parents. No error if it exists. */
  create(folder: string): Promise<void>;
  /** The one write here that is not create-only. Readers see the old bytes or the new, never half. */
  replaceFile(location: string, bytes: Uint8Array): Promise<void>;
  /** In no order, and each file by itself: a crash leaves some renamed. */
  renameFiles(files: readonly { readonly from: string; readonly to: string }[]): Promise<void>;
  /** In no order. No error if one is already gone. */
  removeFiles(locations: readonly string[]): Promise<void>;
  /** The folder and all that is under it. */
  removeFolder(folder: string): Promise<void>;
  /** Whether `removeFolder` takes it away in one step, so that no reader sees half of it. */
  readonly removesAtOnce: boolean;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** The location of what lies right in a folder. */
export function inFolder(folder: string, ...names: readonly string[]): string {
  return names.reduce((at, name) => (at.endsWith('/') ? at + name : `${at}/${name}`), folder);
}
