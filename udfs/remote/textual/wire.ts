import { z } from 'zod';
import { GENERATOR_STATES } from '../../policy.js';

/**
 * The wire form of the Textual API, as the official Python SDK (`tonic-textual`) sends and reads it: JSON, names in
 * camelCase. Unknown properties of answers are passed over; what the SDK reads with a default may be null or absent.
 */
const state = z.enum(GENERATOR_STATES);
const customLists = z.record(z.string(), z.strictObject({ regexes: z.array(z.string()) }));

/** What is asked besides the text; the same for `redact`, `bulk` and `json`. */
export const redactSettingsSchema = z.strictObject({
  generatorDefault: state,
  generatorConfig: z.record(z.string(), state),
  generatorMetadata: z.record(z.string(), z.record(z.string(), z.unknown())),
  labelBlockLists: customLists.optional(),
  labelAllowLists: customLists.optional(),
  /** Null: the request is not recorded. */
  recordApiRequestOptions: z
    .strictObject({
      record: z.literal(true),
      retentionTimeInHours: z.int().min(1).max(720),
      tags: z.array(z.string()),
    })
    .nullable(),
});
export type RedactSettings = z.output<typeof redactSettingsSchema>;

export const redactRequestSchema = z.strictObject({ ...redactSettingsSchema.shape, text: z.string() });
export const bulkRequestSchema = z.strictObject({
  ...redactSettingsSchema.shape,
  bulkText: z.array(z.string()),
});
export const jsonRequestSchema = z.strictObject({
  ...redactSettingsSchema.shape,
  jsonText: z.string(),
  jsonPathAllowLists: z.record(z.string(), z.array(z.string())).optional(),
  jsonPathIgnorePaths: z.array(z.string()).optional(),
});
export const unredactRequestSchema = z.array(z.string());

/** One entity. Offsets are of the original and of the redacted text, in the service's unit. */
export const entitySchema = z.object({
  start: z.int(),
  end: z.int(),
  label: z.string().min(1),
  /** The original value. */
  text: z.string(),
  score: z.number().nullish(),
  newStart: z.int().nullish(),
  newEnd: z.int().nullish(),
  newText: z.string().nullish(),
  language: z.string().nullish(),
});
export type WireEntity = z.output<typeof entitySchema>;

const isInt = (value: unknown): boolean => Number.isSafeInteger(value);
const isNil = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown): boolean => typeof value === 'string';

/** What `entitySchema` says, without copying: answers hold thousands of entities. */
export function isEntity(value: unknown): value is WireEntity {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { start, end, label, text, score, newStart, newEnd, newText, language } = value as Record<
    keyof WireEntity,
    unknown
  >;
  return (
    isInt(start) &&
    isInt(end) &&
    isText(label) &&
    label !== '' &&
    isText(text) &&
    (isNil(score) || Number.isFinite(score)) &&
    (isNil(newStart) || isInt(newStart)) &&
    (isNil(newEnd) || isInt(newEnd)) &&
    (isNil(newText) || isText(newText)) &&
    (isNil(language) || isText(language))
  );
}

const usage = z.number().nullish();

export const redactAnswerSchema = z.object({
  originalText: z.string(),
  redactedText: z.string(),
  usage,
  deIdentifyResults: z.array(entitySchema),
});
export type RedactAnswer = z.output<typeof redactAnswerSchema>;

export const jsonAnswerSchema = z.object({
  ...redactAnswerSchema.shape,
  deIdentifyResults: z.array(z.object({ ...entitySchema.shape, jsonPath: z.string().nullish() })),
});
export type JsonAnswer = z.output<typeof jsonAnswerSchema>;

export const bulkAnswerSchema = z.object({
  bulkText: z.array(z.string()),
  bulkRedactedText: z.array(z.string()),
  usage,
  deIdentifyResults: z.array(z.object({ ...entitySchema.shape, idx: z.int().min(0) })),
});
export type BulkAnswer = z.output<typeof bulkAnswerSchema>;

/**
 * The same as far as it takes to tell which text each part is of; the parts are looked at one by one, so that one bad
 * part costs one text.
 */
export const bulkPartsSchema = z.object({
  bulkText: z.array(z.unknown()),
  bulkRedactedText: z.array(z.unknown()),
  deIdentifyResults: z.array(z.unknown()),
});

export const unredactAnswerSchema = z.array(z.string());
