import { localPath } from '../catalog/file-io/local-path.js';

/** A folder on local disk where unfinished files of a data location lie. */
export function unfinishedRoot(dataLocation: string, scratch: string): string {
  const isRemote = /^[A-Za-z][A-Za-z0-9+.-]*:\//.test(dataLocation) && !/^file:/i.test(dataLocation);
  return isRemote ? scratch : localPath(dataLocation);
}
