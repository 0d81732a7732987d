import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** The service that calls KMS on the role's behalf; by itself the role can use no key. */
type Service = 's3' | 'secretsmanager';

const viaService = (service: Service) => ({
  StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` },
});

export const decryptStatement = (keyArns: readonly string[], service: Service): PolicyStatement =>
  new PolicyStatement({ actions: ['kms:Decrypt'], resources: [...keyArns], conditions: viaService(service) });

/** A multipart upload needs Decrypt as well: https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key */
export const encryptStatement = (keyArns: readonly string[], service: Service): PolicyStatement =>
  new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [...keyArns],
    conditions: viaService(service),
  });
