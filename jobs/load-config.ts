import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LakeveilError, toPlainError } from '../errors.js';
import { type Config, configSchema } from './config.js';
import { describeIssues, schemaError } from './schema-error.js';

export interface LoadedConfig {
  readonly config: Config;
  /** File name, for messages; absent if there is none. */
  readonly file?: string;
}

const CONFIG_NAME = /^lakeveil\.config\.(ts|mts|js|mjs|json)$/;

/**
 * The configuration of a folder: its one `lakeveil.config.*`, checked, with defaults filled in.
 *
 * Errors: CONFIG_AMBIGUOUS, CONFIG_FILE_SYNTAX, CONFIG_FILE_THREW, CONFIG_WRONG_EXPORT, UNKNOWN_OPTION, INVALID_OPTION.
 */
export async function loadConfig(folder: string): Promise<LoadedConfig> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => CONFIG_NAME.test(name)).sort();
  if (files.length > 1) {
    throw new LakeveilError(
      'CONFIG_AMBIGUOUS',
      `Nothing was run: this folder has ${files.length} configurations (${files.join(', ')}). Keep one of them.`,
    );
  }
  const file = files[0];
  if (file === undefined) return { config: configSchema.parse({}) };
  const value = file.endsWith('.json') ? await readJson(folder, file) : await importConfig(folder, file);
  const parsed = configSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    throw schemaError(
      `Nothing was run: ${file} is not valid`,
      describeIssues(configSchema, parsed.error.issues),
    );
  }
  return { config: parsed.data, file };
}

async function readJson(folder: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, file), 'utf8');
  } catch (error) {
    throw new LakeveilError(
      'CONFIG_FILE_SYNTAX',
      `Nothing was run: ${file} cannot be read (${toPlainError(error).details['systemCode'] ?? 'unknown'}). Mend or remove it.`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const at = position === undefined ? '' : ` at line ${text.slice(0, Number(position)).split('\n').length}`;
    throw new LakeveilError(
      'CONFIG_FILE_SYNTAX',
      `Nothing was run: ${file} is not JSON${at}. Mend it there.`,
    );
  }
}

async function importConfig(folder: string, file: string): Promise<unknown> {
  const { importModule } = await import('./compile-job.js');
  const { exports } = await importModule(join(folder, file), { workingFolder: folder, kind: 'CONFIG' });
  if (typeof exports['default'] !== 'object' || exports['default'] === null) {
    throw new LakeveilError(
      'CONFIG_WRONG_EXPORT',
      `Nothing was run: ${file} does not export a configuration. Write \`export default defineConfig({ … })\`.`,
    );
  }
  return exports['default'];
}
