import { LakeveilError } from '../../../errors.js';
import type { FileIO } from '../file-io.js';
import type { StorageOptions } from '../storage-options.js';

/** FileIO on S3. The client is made, and the SDK loaded, when it is first used. */
export function s3FileIO(_options: StorageOptions): FileIO {
  const refuse = (): never => {
    throw new LakeveilError('NOT_AVAILABLE', 'Nothing was read or written: S3 is not available yet.');
  };
  return {
    read: async () => refuse(),
    size: async () => refuse(),
    create: async () => refuse(),
    list: () => refuse(),
    remove: async () => refuse(),
    removeUnfinished: async () => refuse(),
    localCopy: async () => refuse(),
    publish: async () => refuse(),
  };
}
