import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Message, Plugin } from 'esbuild';
import { LakeveilError } from '../errors.js';

/**
 * A user's TypeScript or JavaScript module, bundled once into plain JavaScript that worker threads can import. Its own
 * relative imports are bundled; packages stay outside, resolved from the file that imports them; `lakeveil` and its
 * subpaths are this very package.
 */
export interface CompiledModule {
  /** File URL; its name holds the hash of its content. */
  readonly url: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

export interface CompileOptions {
  readonly workingFolder: string;
  /** Begins the error codes: JOB_FILE_SYNTAX, CONFIG_FILE_SYNTAX, … */
  readonly kind: 'JOB' | 'CONFIG' | 'POLICY';
}

/** Errors: `<kind>_FILE_SYNTAX`, `<kind>_FILE_THREW`. */
export async function importModule(file: string, options: CompileOptions): Promise<CompiledModule> {
  const { code, map } = await bundle(file, options);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 24);
  const folder = await cacheFolder(options.workingFolder);
  const path = join(folder, `${basename(file).replace(/[^\w.-]/g, '_')}-${hash}.mjs`);
  await writeOnce(path, code);
  const url = pathToFileURL(path).href;
  try {
    return { url, exports: (await import(url)) as Record<string, unknown> };
  } catch (error) {
    throw thrown(error, file, url, map, options);
  }
}

async function bundle(
  file: string,
  options: CompileOptions,
): Promise<{ code: string; map: SourceMapPayload }> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: options.workingFolder,
      bundle: true,
      write: false,
      outfile: 'out.mjs',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      // The bundle lies in a cache; files beside the job are found from the job.
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(file).href) },
      plugins: [ownPackage, foreignPackages],
    });
    const output = (end: string) => result.outputFiles.find((one) => one.path.endsWith(end))!.text;
    return { code: output('.mjs'), map: JSON.parse(output('.map')) as SourceMapPayload };
  } catch (error) {
    const first = (error as { errors?: Message[] }).errors?.[0];
    const at = first?.location ? ` at line ${first.location.line}` : '';
    // esbuild's texts are about syntax and module names, never about values.
    const unresolved = /^Could not resolve "([^"]{1,200})"/.exec(first?.text ?? '')?.[1];
    const what =
      unresolved === undefined
        ? 'is not valid TypeScript or JavaScript'
        : `imports "${unresolved}", which is not there`;
    throw new LakeveilError(
      `${options.kind}_FILE_SYNTAX`,
      `Nothing was run: ${shown(file, options)} ${what}${at}. Mend it there.`,
    );
  }
}

/** `lakeveil`, `lakeveil/udfs`, `lakeveil/catalog`: this package, whichever copy else may be installed. */
const ownPackage: Plugin = {
  name: 'own-package',
  setup(build) {
    const entries: Record<string, string> = {
      lakeveil: new URL('./index.js', import.meta.url).href,
      'lakeveil/udfs': new URL('../udfs/index.js', import.meta.url).href,
      'lakeveil/catalog': new URL('../catalog/index.js', import.meta.url).href,
    };
    build.onResolve({ filter: /^lakeveil(\/|$)/ }, ({ path }) =>
      entries[path] === undefined ? undefined : { path: entries[path], external: true },
    );
  },
};

const foreignPackages: Plugin = {
  name: 'foreign-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async (args) => {
      if (args.kind === 'entry-point' || args.pluginData === 'resolving') return undefined;
      if (args.path.startsWith('node:')) return { path: args.path, external: true };
      const found = await build.resolve(args.path, {
        resolveDir: args.resolveDir,
        importer: args.importer,
        kind: args.kind,
        pluginData: 'resolving',
      });
      if (found.errors.length > 0) {
        // `apache-arrow` and `zod`, which UDFs need, come with this package.
        try {
          return { path: import.meta.resolve(args.path), external: true };
        } catch {
          return { errors: found.errors };
        }
      }
      // A built-in module without its `node:`.
      if (found.external) return { path: found.path, external: true };
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

function thrown(
  error: unknown,
  file: string,
  url: string,
  map: SourceMapPayload,
  options: CompileOptions,
): LakeveilError {
  const className = error instanceof Error ? error.constructor.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.slice(Math.max(0, stack.indexOf(url))).match(/^\S*?:(\d+):(\d+)/);
  let at = '';
  if (stack.includes(url) && frame !== null) {
    const entry = new SourceMap(map).findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1);
    if ('originalLine' in entry)
      at = ` at line ${entry.originalLine + 1} of ${basename(entry.originalSource)}`;
  }
  return new LakeveilError(
    `${options.kind}_FILE_THREW`,
    `Nothing was run: ${shown(file, options)} threw ${/^[aeiou]/i.test(className) ? 'an' : 'a'} ${className}${at} while it was loaded; its message is withheld because it may hold data. Try \`node\` on the file to see it.`,
  );
}

const shown = (file: string, options: CompileOptions): string => {
  const path = relative(options.workingFolder, file);
  return path.startsWith('..') ? file : path;
};

/** A folder that only this user can write: beside the project's packages, or else under the system's temporary folder. */
async function cacheFolder(workingFolder: string): Promise<string> {
  const modules = join(workingFolder, 'node_modules');
  if (
    await stat(modules).then(
      (s) => s.isDirectory(),
      () => false,
    )
  ) {
    const folder = join(modules, '.cache', 'lakeveil');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    } catch {
      // A read-only project: the temporary folder will do.
    }
  }
  // In containers users are often numbers that no name belongs to: `userInfo` then throws.
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `lakeveil-cache-${uid ?? userInfo().username}`);
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(folder).catch(() => undefined);
  // Somebody else's folder of that name could hold code that is not the user's.
  if (found?.isDirectory() && (uid === undefined || found.uid === uid)) {
    if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700);
    return folder;
  }
  return mkdtemp(join(tmpdir(), 'lakeveil-cache-'));
}

async function writeOnce(path: string, code: string): Promise<void> {
  if (
    await stat(path).then(
      () => true,
      () => false,
    )
  )
    return;
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(unfinished, code, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}
