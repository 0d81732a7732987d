import { Duration } from 'aws-cdk-lib';
import {
  Capability,
  type ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DeployedJob, Deployment } from '../deployment/schema.js';
import { jobCommand } from './job-command.js';
import { jobPolicy } from './job-policy.js';

/** Of the Dockerfile too. */
export const USER_ID = 10001;
export const SCRATCH = '/scratch';

/** The task of one job: its command, its size, its role. Nothing is writable but scratch. */
export function jobTask(
  scope: Construct,
  deployment: Deployment,
  job: DeployedJob,
  shared: { readonly image: ContainerImage; readonly logs: ILogGroup; readonly writeKeyArn: string },
): FargateTaskDefinition {
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: `${deployment.name}-${job.name}`,
    cpu: job.size.cpu,
    memoryLimitMiB: job.size.memoryMiB,
    ephemeralStorageGiB: job.size.scratchGiB,
    runtimePlatform: {
      cpuArchitecture:
        deployment.image.architecture === 'ARM64' ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
      operatingSystemFamily: OperatingSystemFamily.LINUX,
    },
    // Without a host path: a folder on the task's ephemeral storage, gone with the task.
    volumes: [{ name: 'scratch' }],
  });
  // Fargate lets a container drop capabilities and add none but SYS_PTRACE.
  const linuxParameters = new LinuxParameters(scope, 'LinuxParameters', { initProcessEnabled: true });
  linuxParameters.dropCapabilities(Capability.ALL);
  task
    .addContainer('lakeveil', {
      image: shared.image,
      command: jobCommand(deployment, job),
      environment: {
        LAKEVEIL_WAREHOUSE: deployment.warehouse,
        LAKEVEIL_KMS_KEY: shared.writeKeyArn,
        LAKEVEIL_SCRATCH: SCRATCH,
        LAKEVEIL_STATE: `${SCRATCH}/state`,
        TMPDIR: SCRATCH,
        // DuckDB's calls of all worker threads share libuv's pool.
        UV_THREADPOOL_SIZE: `${(job.size.threads ?? job.size.cpu / 1024) + 16}`,
      },
      user: `${USER_ID}:${USER_ID}`,
      readonlyRootFilesystem: true,
      linuxParameters,
      // What Fargate allows at most, for a task that is stopped to finish what it writes.
      stopTimeout: Duration.seconds(120),
      logging: LogDriver.awsLogs({ streamPrefix: job.name, logGroup: shared.logs }),
    })
    .addMountPoints({ sourceVolume: 'scratch', containerPath: SCRATCH, readOnly: false });
  for (const statement of jobPolicy(deployment, job, shared.writeKeyArn)) task.addToTaskRolePolicy(statement);
  return task;
}
