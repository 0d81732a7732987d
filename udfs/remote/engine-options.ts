import { z } from 'zod';
import { SECRET_REFERENCE } from '../keys/secret-reference.js';
import { deliveryShape } from './delivery.js';

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'names an environment variable and is never the key itself');

/** Where a service's key lies; never the key itself. */
export const apiKeySourceSchema = z.union([
  z.strictObject({ env: variable.describe('environment variable') }),
  z.strictObject({ file: z.string().min(1).describe('file that only you can read') }),
  z.strictObject({
    secret: z
      .string()
      .regex(SECRET_REFERENCE, 'is written secret://NAME or secret://NAME#FIELD')
      .describe('secret of a secret store: secret://NAME#FIELD'),
  }),
]);
export type ApiKeySource = z.output<typeof apiKeySourceSchema>;

export const textualEngineSchema = z.strictObject({
  type: z.literal('textual'),
  url: z
    .string()
    .default('https://textual.tonic.ai')
    .describe('of the Textual-compatible service; http:// only to this machine unless allowInsecure'),
  apiKey: apiKeySourceSchema
    .prefault({ env: 'TONIC_TEXTUAL_API_KEY' })
    .describe('where its key lies: {env}, {file} or {secret}'),
  maxItems: z.int().min(1).max(10_000).default(1000).describe('texts a call, at most'),
  maxBytes: z
    .int()
    .min(1024)
    .max(256 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('bytes a call, at most'),
  dollarsPerMillionCharacters: z.number().min(0).default(0).describe('your price, for --plan and maxDollars'),
  guard: z
    .boolean()
    .default(true)
    .describe(
      "look over what came back with the local engine's validated patterns, outside what was replaced",
    ),
  recordRequests: z
    .boolean()
    .default(false)
    .describe('ask the service to record the requests, texts included; the default never does'),
  allowInsecure: z.boolean().default(false).describe('allow http:// to other machines'),
  caFile: z.string().min(1).optional().describe('certificates (PEM) to trust in addition'),
  ...deliveryShape,
});
export type TextualEngineOptions = z.output<typeof textualEngineSchema>;

export const comprehendEngineSchema = z.strictObject({
  type: z.literal('comprehend'),
  region: z.string().min(1).optional().describe('AWS region; of the environment or profile if absent'),
  endpoint: z.string().min(1).optional().describe('another endpoint: a VPC endpoint, a stand-in'),
  language: z.enum(['en', 'es']).default('en').describe('language of the texts'),
  minScore: z.number().min(0).max(1).default(0.5).describe('entities of a lower score are left out'),
  dollarsPerUnit: z
    .number()
    .min(0)
    .optional()
    .describe('your price of a unit of 100 characters, for --plan and maxDollars'),
  guard: z
    .boolean()
    .default(true)
    .describe(
      "look over what was not replaced with the local engine's validated patterns; a row with a find is quarantined",
    ),
  allowInsecure: z.boolean().default(false).describe('allow http:// to other machines'),
  ...deliveryShape,
});
export type ComprehendEngineOptions = z.output<typeof comprehendEngineSchema>;

/** What detects: a name, with defaults, or an object with settings. */
export const engineSchema = z.union([
  z.literal('local').transform(() => ({ type: 'local' as const })),
  z.literal('textual').transform(() => textualEngineSchema.parse({ type: 'textual' })),
  z.literal('comprehend').transform(() => comprehendEngineSchema.parse({ type: 'comprehend' })),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('local') }),
    textualEngineSchema,
    comprehendEngineSchema,
  ]),
]);
export type EngineInput = z.input<typeof engineSchema>;
export type EngineOptions = z.output<typeof engineSchema>;
export type EngineName = EngineOptions['type'];
