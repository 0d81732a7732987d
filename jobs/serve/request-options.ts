import { z } from 'zod';
import { LakeveilError } from '../../errors.js';
import { GENERATOR_STATES } from '../../udfs/policy.js';
import { describeIssues } from '../schema-error.js';

const state = z.enum(GENERATOR_STATES).superRefine((value, context) => {
  if (value !== 'GroupingSynthesis' && value !== 'ReplacementSynthesis') return;
  context.addIssue({
    code: 'custom',
    message: `${value} is not available with the local engine: use Synthesis or Redaction.`,
  });
});

const customList = z.strictObject({
  regexes: z.array(z.string()).nullish(),
  strings: z.array(z.string()).nullish(),
});

/** Settings of files, which the service's clients may send with any text: they say nothing of one. */
const ofFiles = z.unknown().optional();

/**
 * What every redaction request may carry beside its text, as the `tonic-textual` Python SDK (3.24) and the service's REST
 * reference (https://docs.tonic.ai/textual/textual-rest-api) name it.
 */
export const requestOptionsShape = {
  generatorDefault: state.nullish(),
  generatorConfig: z.record(z.string(), state).nullish(),
  generatorMetadata: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
  labelBlockLists: z.record(z.string(), customList).nullish(),
  labelAllowLists: z.record(z.string(), customList).nullish(),
  /** Taken, and without effect: nothing is ever recorded. */
  recordApiRequestOptions: z.unknown().optional(),
  /** Labels of the server's own policy (`custom_labels`); others are not known here. */
  customPiiEntityIds: z.array(z.string()).nullish(),
  /** Taken, and without effect: the score of a custom label says how it ranks. */
  customEntityRankingModes: z.record(z.string(), z.enum(['Prioritized', 'Standard'])).nullish(),
  llmClassificationPolicy: z
    .enum(['Enabled', 'Disabled'])
    .refine(
      (value) => value === 'Disabled',
      'no language model reviews what this server finds; leave it out.',
    )
    .nullish(),
  includeEntityLinkingScores: z
    .boolean()
    .refine((value) => !value, 'this server does not link entities; leave it out.')
    .nullish(),
  entityLinkingScoreLimit: z.unknown().optional(),
  customModels: z.array(z.string()).max(0, 'this server has no custom models; leave it out.').nullish(),
  docXImagePolicy: ofFiles,
  docXCommentPolicy: ofFiles,
  docXTablePolicy: ofFiles,
  pdfSignaturePolicy: ofFiles,
  pdfSynthModePolicy: ofFiles,
} as const;

export const redactBodySchema = z.strictObject({ ...requestOptionsShape, text: z.string() });
export const bulkBodySchema = z.strictObject({ ...requestOptionsShape, bulkText: z.array(z.string()) });
export const jsonBodySchema = z.strictObject({
  ...requestOptionsShape,
  jsonText: z.string(),
  jsonPathAllowLists: z.record(z.string(), z.array(z.string())).nullish(),
  jsonPathIgnorePaths: z.array(z.string()).nullish(),
});
export const unredactBodySchema = z.array(z.string());

export type RequestOptions = z.output<z.ZodObject<typeof requestOptionsShape>>;

/**
 * @throws LakeveilError BAD_REQUEST: names of fields and what they take; given values are not repeated
 */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const findings = describeIssues(schema, parsed.error.issues);
  const more = findings.length > 1 ? ` (${findings.length - 1} more to mend after it.)` : '';
  throw badRequest(`${findings[0]!.text}${more}`);
}

export const badRequest = (why: string): LakeveilError =>
  new LakeveilError('BAD_REQUEST', `Nothing was redacted: the request is not valid. ${why}`);
