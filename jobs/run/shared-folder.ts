import { localPath } from '../../catalog/file-io/local-path.js';
import type { Journal } from './journal.js';

/**
 * Where a run keeps what its UDFs share over the workers and over a killed process: in its journal, with which it goes.
 * Undefined if the journal is not on this machine's disk: what is shared then ends with the process.
 */
export function sharedFolder(journal: Journal): string | undefined {
  const isRemote = /^[A-Za-z][A-Za-z0-9+.-]*:\//.test(journal.location) && !/^file:/i.test(journal.location);
  return isRemote ? undefined : localPath(`${journal.location}/shared`);
}
