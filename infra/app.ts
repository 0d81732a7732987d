import { App } from 'aws-cdk-lib';
import deployment from './config.js';
import { LakeveilStack } from './stack/lakeveil-stack.js';

const app = new App();
new LakeveilStack(app, deployment.name, deployment, {
  // Without an account the template fits any: it can then be synthesised without credentials.
  env: { account: deployment.account ?? process.env['CDK_DEFAULT_ACCOUNT'], region: deployment.region },
  terminationProtection: true,
  description: 'Lakeveil: de-identifies text columns of Iceberg tables, on a schedule',
});
