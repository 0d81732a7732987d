import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LakeveilError } from '../errors.js';
import { builtInJobs } from './built-in-jobs.js';
import { isPlainObject } from './option-path.js';
import { suggest } from './suggest.js';

/** A job as its module exports it, not yet checked. */
export interface FoundJob {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Relative to the working folder; absent for a built-in job. */
  readonly file?: string;
  /** File URL of the compiled module, for worker threads. */
  readonly module?: string;
}

const JOB_FILE = /\.(ts|mts|js|mjs)$/;

/**
 * A job by name, in `./jobs/` of the working folder and then among the built-in ones, or by the path of its file.
 *
 * Errors: NO_SUCH_JOB, JOB_FILE_SYNTAX, JOB_FILE_THREW, JOB_FILE_WRONG_EXPORT.
 */
export async function findJob(name: string, workingFolder: string): Promise<FoundJob> {
  if (JOB_FILE.test(name) || isAbsolute(name) || /[\\/]/.test(name)) {
    const file = resolve(workingFolder, name);
    if (!(await isFile(file))) {
      throw new LakeveilError(
        'NO_SUCH_JOB',
        `Nothing was run: there is no job file ${name}. \`lakeveil jobs\` lists what can be run.`,
      );
    }
    return loadJobFile(file, workingFolder);
  }
  const own = await jobFiles(workingFolder);
  const file = own.get(name);
  if (file !== undefined) return loadJobFile(file, workingFolder);
  const builtIn = Object.hasOwn(builtInJobs, name) ? builtInJobs[name] : undefined;
  if (builtIn !== undefined) return { name, definition: (await builtIn()) as Record<string, unknown> };
  const error = noSuchJob(name, [...own.keys(), ...Object.keys(builtInJobs)]);
  if (!(await isOwnSourceFolder(join(workingFolder, 'jobs')))) throw error;
  throw new LakeveilError(
    error.code,
    `${error.message} In a clone of Lakeveil, jobs/ is its own source code: run a job of yours by its path, ./jobs/NAME.ts, or from a folder of your own.`,
  );
}

/** Names of all jobs that can be run here, sorted; the working folder's own first. */
export async function jobNames(workingFolder: string): Promise<string[]> {
  const own = [...(await jobFiles(workingFolder)).keys()].sort();
  return [...new Set([...own, ...Object.keys(builtInJobs).sort()])];
}

async function jobFiles(workingFolder: string): Promise<Map<string, string>> {
  const folder = join(workingFolder, 'jobs');
  const files = new Map<string, string>();
  if (await isOwnSourceFolder(folder)) return files;
  for (const entry of await readdir(folder).catch(() => [])) {
    if (!JOB_FILE.test(entry) || /\.d\.m?ts$/.test(entry)) continue;
    const name = entry.replace(JOB_FILE, '');
    const before = files.get(name);
    if (before !== undefined) {
      throw new LakeveilError(
        'JOB_AMBIGUOUS',
        `Nothing was run: jobs/ has both ${basename(before)} and ${entry}. Rename one of them.`,
      );
    }
    files.set(name, join(folder, entry));
  }
  return files;
}

/** In a clone of Lakeveil itself `./jobs` is the source code of this module, and its jobs are the built-in ones. */
async function isOwnSourceFolder(folder: string): Promise<boolean> {
  const here = fileURLToPath(new URL('../../jobs', import.meta.url));
  const [a, b] = await Promise.all([realpath(folder), realpath(here)]).catch(() => ['', '-']);
  return a === b;
}

async function loadJobFile(file: string, workingFolder: string): Promise<FoundJob> {
  const { importModule } = await import('./compile-job.js');
  const { exports, url } = await importModule(file, { workingFolder, kind: 'JOB' });
  const definition = exports['default'];
  if (
    !isPlainObject(definition) ||
    !('columns' in definition || 'source' in definition || 'target' in definition)
  ) {
    throw new LakeveilError(
      'JOB_FILE_WRONG_EXPORT',
      `Nothing was run: ${relative(workingFolder, file)} does not export a job. Write \`export default defineJob({ … })\`.`,
    );
  }
  return {
    name: basename(file).replace(JOB_FILE, ''),
    definition,
    file: relative(workingFolder, file),
    module: url,
  };
}

export function noSuchJob(name: string, names: readonly string[]): LakeveilError {
  const nearest = suggest(name, names);
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `;
  return new LakeveilError(
    'NO_SUCH_JOB',
    `Nothing was run: there is no job named "${name.slice(0, 80)}". ${hint}Jobs here: ${names.join(', ')}.`,
  );
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
