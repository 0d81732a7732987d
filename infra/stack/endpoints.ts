import { Aws } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  Port,
  SecurityGroup,
  type Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { s3Prefix } from '../deployment/s3-prefix.js';
import { type Deployment, writtenLocations } from '../deployment/schema.js';
import { bucketArn } from '../iam/s3-statements.js';

const INTERFACES = {
  Glue: InterfaceVpcEndpointAwsService.GLUE,
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
};

/** A way from the VPC to what a task needs, and to nothing else. Only tasks may use it. */
export function addEndpoints(vpc: Vpc, deployment: Deployment, tasks: SecurityGroup): void {
  const s3 = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
  // Through it no other bucket can be reached, with whatever credentials; ECR's layers lie in a bucket of AWS's.
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
  const buckets = [...new Set(namedLocations(deployment).map((location) => s3Prefix(location).bucket))];
  s3.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
      ],
      resources: buckets.flatMap((bucket) => [bucketArn(bucket), `${bucketArn(bucket)}/*`]),
    }),
  );
  s3.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [`${bucketArn(`prod-${Aws.REGION}-starport-layer-bucket`)}/*`],
    }),
  );
  const securityGroup = new SecurityGroup(vpc, 'EndpointSecurityGroup', {
    vpc,
    description: 'Endpoints of AWS services: HTTPS from Lakeveil tasks',
    allowAllOutbound: false,
  });
  securityGroup.addIngressRule(tasks, Port.tcp(443));
  const comprehend = deployment.jobs.some((job) => job.engine === 'comprehend');
  const services = {
    ...INTERFACES,
    ...(comprehend && { Comprehend: InterfaceVpcEndpointAwsService.COMPREHEND }),
  };
  for (const [id, service] of Object.entries(services))
    vpc.addInterfaceEndpoint(id, { service, securityGroups: [securityGroup], open: false });
}

const namedLocations = ({ warehouse, jobs }: Deployment): string[] =>
  jobs.flatMap((job) => [job.source.location, ...writtenLocations(warehouse, job.target)]);
