import { LakeveilError } from '../../../errors.js';
import type { FolderStore } from '../folder-store.js';
import type { StorageOptions } from '../storage-options.js';

export function s3Folders(_options: StorageOptions): FolderStore {
  const refuse = (): never => {
    throw new LakeveilError('NOT_AVAILABLE', 'Nothing was read or written: S3 is not available yet.');
  };
  return {
    removesAtOnce: false,
    exists: async () => refuse(),
    entries: () => refuse(),
    create: async () => refuse(),
    replaceFile: async () => refuse(),
    renameFiles: async () => refuse(),
    removeFiles: async () => refuse(),
    removeFolder: async () => refuse(),
  };
}
