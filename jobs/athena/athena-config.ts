import { z } from 'zod';

export const S3_FOLDER = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/.*)?$/;

/** How `lakeveil query --athena` reaches Athena. */
export const athenaSchema = z.strictObject({
  region: z.string().min(1, 'region must not be empty').optional().describe("the AWS SDK's own if absent"),
  endpoint: z
    .url()
    .optional()
    .describe('another service than AWS Athena: a VPC endpoint, a stand-in for tests'),
  workgroup: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'is the name of a workgroup')
    .optional()
    .describe("workgroup, which bounds and bills queries; Athena's primary one if absent"),
  output: z
    .string()
    .regex(S3_FOLDER, 'is written s3://bucket/prefix/')
    .optional()
    .describe("where Athena writes results; the workgroup's own place if absent"),
  database: z.string().min(1).optional().describe('of tables that a query names without one'),
  catalog: z.string().min(1).optional().describe("data catalog; Athena's AwsDataCatalog if absent"),
  dollarsPerTerabyte: z.number().min(0).default(5).describe('your price of a terabyte scanned'),
});
export type AthenaConfig = z.output<typeof athenaSchema>;
