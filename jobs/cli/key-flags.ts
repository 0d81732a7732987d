import { resolve } from 'node:path';
import { z } from 'zod';
import { LakeveilError } from '../../errors.js';
import { keySourceSchema, type PseudonymKeySource } from '../run/key-source.js';

/** Where a command finds the secret key: never the key itself, which would stand in the shell's history. */
export const keyFlags = (without: string) => ({
  keyFile: z
    .string()
    .min(1)
    .optional()
    .describe('file with the secret key, that only you can read')
    .meta({ value: 'file' }),
  keyEnv: z
    .string()
    .min(1)
    .optional()
    .describe(`environment variable with the secret key; ${without}`)
    .meta({ value: 'NAME' }),
});

/** Errors: BAD_USAGE. */
export function keyFromFlags(
  flags: {
    readonly keyFile?: string | undefined;
    readonly keyEnv?: string | undefined;
    readonly keyEpoch?: number;
  },
  folder: string,
): PseudonymKeySource | undefined {
  const { keyFile, keyEnv, keyEpoch = 0 } = flags;
  if (keyFile !== undefined && keyEnv !== undefined) {
    throw new LakeveilError(
      'BAD_USAGE',
      'Nothing was done: --key-file and --key-env both name a key. Give one of them.',
    );
  }
  if (keyFile !== undefined) return { file: resolve(folder, keyFile), epoch: keyEpoch };
  if (keyEnv === undefined) return undefined;
  const parsed = keySourceSchema.safeParse({ env: keyEnv, epoch: keyEpoch });
  if (parsed.success) return parsed.data;
  throw new LakeveilError(
    'BAD_USAGE',
    'Nothing was done: --key-env takes the name of an environment variable (letters, digits, underscores), never the key itself.',
  );
}
