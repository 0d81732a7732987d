import { z } from 'zod';

/** Where the pointers to tables are kept, and how their files are reached: parts of the configuration. */

export const CATALOG_TYPES = ['filesystem', 'glue'] as const;

const name = (what: string) => z.string().min(1, `${what} must not be empty`);

export const catalogSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z
        .literal('filesystem')
        .describe('table pointers lie in the warehouse folder itself, or under its S3 prefix'),
    }),
    z.strictObject({
      type: z.literal('glue').describe("AWS Glue's Data Catalog"),
      region: name('region').optional().describe("the AWS SDK's own if absent"),
      endpoint: z.url().optional().describe('another service than AWS Glue, for tests'),
      catalogId: z
        .string()
        .regex(/^\d{12}$/, 'an account id has twelve digits')
        .optional()
        .describe("account whose catalog it is; the caller's if absent"),
    }),
  ])
  .describe('where the pointers to the tables are kept');

export const storageSchema = z.strictObject({
  s3: z
    .strictObject({
      region: name('region').optional().describe("the AWS SDK's own if absent"),
      endpoint: z.url().optional().describe('another S3 service; else AWS_ENDPOINT_URL, else AWS'),
      pathStyle: z
        .boolean()
        .optional()
        .describe('bucket in the path, not in the host name; so with another endpoint'),
      encryption: z
        .discriminatedUnion('type', [
          z.strictObject({ type: z.literal('AES256') }),
          z.strictObject({
            type: z.enum(['aws:kms', 'aws:kms:dsse']),
            keyId: name('keyId').optional().describe("id, ARN or alias; the bucket's key if absent"),
            bucketKey: z.boolean().optional(),
          }),
        ])
        .optional()
        .describe('how new objects are encrypted; as the bucket says if absent'),
      concurrency: z.int().min(1).max(64).optional().describe('requests at a time for one file'),
      partBytes: z
        .int()
        .min(5 * 1024 * 1024)
        .max(512 * 1024 * 1024)
        .optional()
        .describe('bytes of a part of an upload and of a ranged read'),
    })
    .optional(),
  scratchBytes: z
    .int()
    .min(1024 * 1024)
    .optional()
    .describe('bytes that local copies of remote files may take at a time'),
});
