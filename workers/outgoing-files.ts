import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bounded } from '../catalog/file-io/bounded.js';
import { fileError } from '../catalog/file-io/file-error.js';
import type { FileIO } from '../catalog/file-io/file-io.js';
import { isRemoteLocation } from './remote-location.js';

/** A finished file on scratch, and where it is to go; structured-cloneable. */
export interface OutgoingFile {
  readonly path: string;
  readonly location: string;
}

/** Of a partitioned table a task has many small ones, and each takes a round trip. */
const UPLOADS_AT_A_TIME = 4;

/**
 * File I/O of a thread that leaves to the main thread what is to go to remote storage: `publish` puts it aside in `folder`,
 * private on scratch, and the thread is free for its next task. Files for local disk are published as ever.
 */
export function outgoingFileIO(io: FileIO, folder: string): { io: FileIO; outgoing: OutgoingFile[] } {
  const outgoing: OutgoingFile[] = [];
  return {
    outgoing,
    io: {
      ...io,
      async publish(source, location) {
        if (!isRemoteLocation(location)) return io.publish(source, location);
        const path = join(folder, `${randomUUID()}.parquet`);
        try {
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await rename(source, path);
        } catch (error) {
          throw fileError(error, 'not published', location);
        }
        outgoing.push({ path, location });
      },
      async remove(location) {
        const index = outgoing.findIndex((file) => file.location === location);
        if (index < 0) return isRemoteLocation(location) ? undefined : io.remove(location);
        const [file] = outgoing.splice(index, 1);
        await rm(file!.path, { force: true });
      },
    },
  };
}

/** Makes them durable under their locations. After a failure some of them may be; the caller removes them. Errors: those of `FileIO.publish`. */
export async function publishOutgoing(io: FileIO, files: readonly OutgoingFile[]): Promise<void> {
  await bounded(files, UPLOADS_AT_A_TIME, ({ path, location }) => io.publish(path, location));
}
