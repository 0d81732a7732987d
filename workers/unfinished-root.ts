import { localPath } from '../catalog/file-io/local-path.js';
import { isRemoteLocation } from './remote-location.js';

/** A folder on local disk where unfinished files of a data location lie. */
export function unfinishedRoot(dataLocation: string, scratch: string): string {
  return isRemoteLocation(dataLocation) ? scratch : localPath(dataLocation);
}
