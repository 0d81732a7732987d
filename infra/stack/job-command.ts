import { type DeployedJob, type Deployment, reportLocation } from '../deployment/schema.js';

/** The command line that follows `run-job`. It names secrets and holds none. */
export function jobCommand(deployment: Deployment, job: DeployedJob): string[] {
  const { source, target, secret } = job;
  const key = (field: string) => JSON.stringify({ secret: `secret://${secret?.name}#${field}` });
  return [
    job.job ?? job.name,
    '--json',
    ...['--catalog', 'glue', '--warehouse', deployment.warehouse],
    ...['--report', reportLocation(deployment, job)],
    ...(source.table === undefined ? [] : ['--source', source.table]),
    ...['--target', target.table],
    ...(target.mode === undefined ? [] : ['--mode', target.mode]),
    ...(job.engine === 'local' ? [] : ['--engine', job.engine]),
    ...(job.size.threads === undefined ? [] : ['--threads', `${job.size.threads}`]),
    ...(secret?.pseudonymKeyField === undefined
      ? []
      : ['--set', `pseudonymKey=${key(secret.pseudonymKeyField)}`]),
    ...(secret?.textualKeyField === undefined
      ? []
      : ['--set', `engine.apiKey=${key(secret.textualKeyField)}`]),
    ...job.arguments,
  ];
}
