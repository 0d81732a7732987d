import type { FolderStore } from './folder-store.js';
import { localFolders } from './local-folders.js';
import { isS3Location } from './open-file-io.js';
import { s3Folders } from './s3/s3-folders.js';
import type { StorageOptions } from './storage-options.js';

/** Folders of the storage that a location's scheme names. */
export const openFolders = (location: string, options: StorageOptions = {}): FolderStore =>
  isS3Location(location) ? s3Folders(options) : localFolders();
