import { z } from 'zod';
import { MAX_EPOCH } from '../../../udfs/keys/derive-key.js';
import { SECRET_REFERENCE } from '../../../udfs/keys/secret-reference.js';
import { configSchema } from '../../config.js';
import type { Command } from '../command.js';
import { logLevelFlag } from '../flags.js';
import { keyFlags } from '../key-flags.js';

export const serveFlags = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address to listen on; others than loopback ones need API keys')
    .meta({ value: 'address' }),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('port to listen on; 0 for one that is free')
    .meta({ value: 'n' }),
  apiKeyEnv: z
    .string()
    .min(1)
    .optional()
    .describe('environment variable with the API keys that let a client in, one a line')
    .meta({ value: 'NAME' }),
  apiKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe('file with the API keys, one a line, that only you can read')
    .meta({ value: 'file' }),
  apiKeySecret: z
    .string()
    .regex(SECRET_REFERENCE, 'is written secret://NAME or secret://NAME#FIELD')
    .optional()
    .describe('secret with the API keys, one a line, in AWS Secrets Manager')
    .meta({ value: 'secret://NAME#FIELD' }),
  policy: z
    .string()
    .min(1)
    .optional()
    .describe('policy for what requests do not say themselves: a JSON file, a module, or hipaa-safe-harbor')
    .meta({ value: 'file' }),
  reversible: z.boolean().default(false).describe('make tokens that /api/unredact turns back; needs a key'),
  ...keyFlags('without one, surrogates differ after every start'),
  keyEpoch: z
    .int()
    .min(0)
    .max(MAX_EPOCH)
    .default(0)
    .describe('epoch of that key, as in pseudonymKey.epoch')
    .meta({ value: 'n' }),
  threads: configSchema.shape.threads
    .describe('worker threads; one a core, and two at least, if absent')
    .meta({ value: 'n' }),
  maxBody: z
    .int()
    .min(1)
    .max(256)
    .default(16)
    .describe('largest body of a request, in MiB')
    .meta({ value: 'MiB' }),
  maxRequests: z
    .int()
    .min(1)
    .max(100_000)
    .default(256)
    .describe('requests that wait or are answered at a time; more are told when to ask again')
    .meta({ value: 'n' }),
  timeout: z
    .number()
    .min(0.1)
    .max(3600)
    .default(60)
    .describe('seconds for a request to arrive, and again for its answer to be ready')
    .meta({ value: 'seconds' }),
  grace: z
    .number()
    .min(0)
    .max(3600)
    .default(10)
    .describe('seconds that answers which are being made have when the server is stopped')
    .meta({ value: 'seconds' }),
  tlsCert: z
    .string()
    .min(1)
    .optional()
    .describe('file with the certificate chain, PEM; the server then speaks https')
    .meta({ value: 'file' }),
  tlsKey: z
    .string()
    .min(1)
    .optional()
    .describe('file with the key of that certificate, PEM')
    .meta({ value: 'file' }),
  ...logLevelFlag,
});

export const serveCommand: Command = {
  name: 'serve',
  summary: 'serve the local engine over HTTP, as Tonic Textual does',
  details:
    'Serves redaction by the local engine over HTTP, in the wire form of Tonic Textual: its official SDK works against it unchanged. Text stays on this machine and is kept nowhere. One JSON line a request goes to stdout: no text, no key. Stop it with Ctrl-C or SIGTERM: it finishes what it is at; a second time, it ends at once.',
  arguments: [],
  flags: serveFlags,
  examples: [
    'lakeveil serve',
    'lakeveil serve --port 0 --policy policy.json',
    'lakeveil serve --host 0.0.0.0 --api-key-file api.keys --key-file pseudonym.key --tls-cert cert.pem --tls-key key.pem',
  ],
  action: async () => (await import('../actions/serve.js')).serveAction,
};
