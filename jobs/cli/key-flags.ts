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
  keySecret: z
    .string()
    .min(1)
    .optional()
    .describe('secret with the secret key, in AWS Secrets Manager')
    .meta({ value: 'secret://NAME#FIELD' }),
});

/** Errors: BAD_USAGE. */
export function keyFromFlags(
  flags: {
    readonly keyFile?: string | undefined;
    readonly keyEnv?: string | undefined;
    readonly keySecret?: string | undefined;
    readonly keyEpoch?: number;
  },
  folder: string,
): PseudonymKeySource | undefined {
  const { keyFile, keyEnv, keySecret, keyEpoch = 0 } = flags;
  const given = Object.entries({ '--key-file': keyFile, '--key-env': keyEnv, '--key-secret': keySecret })
    .filter(([, value]) => value !== undefined)
    .map(([flag]) => flag);
  if (given.length > 1) {
    throw new LakeveilError(
      'BAD_USAGE',
      `Nothing was done: ${given.join(' and ')} ${given.length === 2 ? 'both' : 'all'} name a key. Give one of them.`,
    );
  }
  if (keySecret !== undefined) {
    const secret = keySourceSchema.safeParse({ secret: keySecret, epoch: keyEpoch });
    if (secret.success) return secret.data;
    throw new LakeveilError(
      'BAD_USAGE',
      'Nothing was done: --key-secret is written secret://NAME or secret://NAME#FIELD, and is never the key itself.',
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
