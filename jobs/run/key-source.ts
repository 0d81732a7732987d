import { z } from 'zod';
import { MAX_EPOCH } from '../../udfs/keys/derive-key.js';
import { SECRET_REFERENCE } from '../../udfs/keys/secret-reference.js';

const epoch = z
  .int()
  .min(0)
  .max(MAX_EPOCH)
  .default(0)
  .describe('to rotate, go on with the next number: tokens and surrogates of two epochs do not link');

/** A name, and no key that was put in its place: such a name would stand in messages. */
const variable = z
  .string()
  .regex(
    /^(?![0-9a-fA-F]{32,}$)[A-Za-z_][A-Za-z0-9_]{0,99}$/,
    'names an environment variable (letters, digits, underscores) and is never the key itself',
  );

/** Where the secret lies from which the pseudonym key derives; never the secret itself. */
export const keySourceSchema = z.union([
  z.strictObject({ env: variable.describe('environment variable'), epoch }),
  z.strictObject({
    file: z.string().min(1, 'file must not be empty').describe('file that only you can read'),
    epoch,
  }),
  z.strictObject({
    secret: z
      .string()
      .regex(SECRET_REFERENCE, 'is written secret://NAME or secret://NAME#FIELD')
      .describe('secret of a secret store: secret://NAME#FIELD'),
    epoch,
  }),
]);
export type PseudonymKeySource = z.output<typeof keySourceSchema>;
