import type { FileIO } from '../file-io.js';
import { openScratchCopies } from '../scratch-copies.js';
import type { StorageOptions } from '../storage-options.js';
import { createObject } from './create.js';
import { headObject } from './head.js';
import { listObjects } from './list.js';
import { sparseCopy, wholeCopy } from './local-copy.js';
import { publishFile } from './publish.js';
import { readRange, readWhole } from './read.js';
import { abortUploads, removeObject } from './remove.js';
import { connectS3, type S3Connection } from './s3-connection.js';

/** FileIO on S3. The clients are made, and the SDK loaded, when it is first used. */
export function s3FileIO(options: StorageOptions): FileIO {
  let connection: Promise<S3Connection> | undefined;
  const connected = (): Promise<S3Connection> => {
    connection ??= connectS3(options.s3 ?? {});
    return connection;
  };
  const scratch = openScratchCopies(options);
  return {
    read: async (location, range) =>
      range === undefined
        ? readWhole(await connected(), location)
        : readRange(await connected(), location, range),
    size: async (location) => (await headObject(await connected(), location))?.size,
    // Who may read an object is the bucket's to say, not its writer's: `secret` changes nothing.
    create: async (location, bytes, options) =>
      createObject(await connected(), location, bytes, { fence: options?.fence }),
    async *list(prefix) {
      yield* listObjects(await connected(), prefix);
    },
    remove: async (location) => removeObject(await connected(), location),
    removeUnfinished: async (prefix, owner) => abortUploads(await connected(), prefix, owner),
    localCopy: async (location, how) =>
      how?.sparse === true
        ? sparseCopy(await connected(), scratch, location)
        : wholeCopy(await connected(), scratch, location),
    publish: async (path, location) => publishFile(await connected(), path, location),
  };
}
