import { z } from 'zod';

/** The store that `secret://NAME#FIELD` is looked up in: AWS Secrets Manager. */
export const secretsSchema = z.strictObject({
  region: z.string().min(1, 'region must not be empty').optional().describe("the AWS SDK's own if absent"),
  endpoint: z
    .url()
    .optional()
    .describe('another service than AWS Secrets Manager: a VPC endpoint, a stand-in for tests'),
});
export type SecretsConfig = z.output<typeof secretsSchema>;
