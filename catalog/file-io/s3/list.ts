import type { FileInfo } from '../file-io.js';
import { shownLocation } from '../shown-location.js';
import { listPages } from './list-pages.js';
import type { S3Connection } from './s3-connection.js';
import { folderLocation } from './s3-location.js';

/** Every object under a folder, page by page. Keys that end in a slash are folders' markers, no files. */
export async function* listObjects(s3: S3Connection, prefix: string): AsyncIterable<FileInfo> {
  const { bucket, key: folder } = folderLocation(prefix);
  const root = prefix.endsWith('/') ? prefix : `${prefix}/`;
  const what = `${shownLocation(prefix)} was not listed`;
  for await (const { objects } of listPages(s3, { bucket, prefix: folder, what })) {
    for (const { key, size, modified } of objects) {
      if (!key.startsWith(folder) || key.endsWith('/')) continue;
      yield { location: root + key.slice(folder.length), size, modified };
    }
  }
}
