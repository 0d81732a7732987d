import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileError, systemCodeOf } from '../../catalog/file-io/file-error.js';

/**
 * What runs keep on this machine alone, one private folder (0700) a run: `<root>/runs/<hash of the journal's location>`. The
 * root is `LAKEVEIL_STATE`, else `lakeveil` in the user's state folder (XDG Base Directory Specification).
 */
export function stateRoot(): string {
  const given = process.env['LAKEVEIL_STATE'];
  if (given !== undefined && given !== '') return given;
  const xdg = process.env['XDG_STATE_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home(), '.local', 'state'), 'lakeveil');
}

function home(): string {
  try {
    return homedir();
  } catch {
    // A user that no password file knows, as containers have them: a folder that nobody can make.
    return '/proc/self/no-home';
  }
}

const OF = 'journal.txt';

const stateFolder = (root: string, journalLocation: string): string =>
  join(root, 'runs', createHash('sha256').update(journalLocation).digest('hex').slice(0, 32));

/**
 * The run's folder, made if it is not there; in `scratch`, and gone with the process, where the user's own state folder can't be
 * written (a container without a home). Errors: FileIO's, where `LAKEVEIL_STATE` can't.
 */
export async function makeStateFolder(journalLocation: string, scratch: string): Promise<string> {
  try {
    return await makeFolder(stateRoot(), journalLocation);
  } catch (error) {
    if ((process.env['LAKEVEIL_STATE'] ?? '') === '' && UNWRITABLE.has(systemCodeOf(error) ?? '')) {
      return makeFolder(join(scratch, 'state'), journalLocation);
    }
    throw fileError(error, 'not made', stateRoot());
  }
}

const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']);

async function makeFolder(root: string, journalLocation: string): Promise<string> {
  const folder = stateFolder(root, journalLocation);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await writeFile(join(folder, OF), journalLocation, { mode: 0o600 });
  return folder;
}

/** Of a run that is over. */
export async function removeStateFolder(journalLocation: string): Promise<void> {
  await rm(stateFolder(stateRoot(), journalLocation), { recursive: true, force: true });
}

/** Locations of the journals whose runs have a folder on this machine. */
export async function journalsWithState(): Promise<string[]> {
  const runs = join(stateRoot(), 'runs');
  const names = await readdir(runs).catch(() => []);
  const found = await Promise.all(
    names.map((name) => readFile(join(runs, name, OF), 'utf8').catch(() => '')),
  );
  return found.filter((location) => location !== '');
}
