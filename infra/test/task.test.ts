import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defineDeployment } from '../deployment/schema.js';
import { jobCommand } from '../stack/job-command.js';
import { SCRATCH, USER_ID } from '../stack/job-task.js';
import { callsJob, definition, KEY_ARN, notesJob, Synthesised } from './synthesised.js';

const stack = new Synthesised();
const task = stack.taskOf('calls').Properties;
const [container] = task.ContainerDefinitions;
const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');

test('nothing of the container is writable but scratch, on the disk of the task', () => {
  assert.equal(task.ContainerDefinitions.length, 1);
  assert.equal(container.ReadonlyRootFilesystem, true);
  assert.deepEqual(container.MountPoints, [
    { ContainerPath: SCRATCH, ReadOnly: false, SourceVolume: 'scratch' },
  ]);
  assert.deepEqual(task.Volumes, [{ Name: 'scratch' }]);
  assert.deepEqual(task.EphemeralStorage, { SizeInGiB: 40 });
  const environment = environmentOf(container);
  for (const name of ['LAKEVEIL_SCRATCH', 'LAKEVEIL_STATE', 'TMPDIR'])
    assert.match(environment[name] ?? '', new RegExp(`^${SCRATCH}(/|$)`), name);
});

test('it runs as a number that is not root, without capabilities', () => {
  assert.match(container.User, /^[1-9]\d*:[1-9]\d*$/);
  assert.deepEqual(container.LinuxParameters, { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true });
  assert.notEqual(container.Privileged, true);
  assert.equal(container.StopTimeout, 120);
});

test('the Dockerfile fits it: user, scratch that belongs to the user, entry point without a shell', () => {
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));
  assert.match(final, new RegExp(`^USER ${USER_ID}:${USER_ID}$`, 'm'));
  assert.equal(container.User, `${USER_ID}:${USER_ID}`);
  assert.match(
    final,
    new RegExp(`chown ${USER_ID}:${USER_ID} ${SCRATCH}\\n(?:.*\\n)*VOLUME \\["${SCRATCH}"\\]`),
  );
  assert.match(final, new RegExp(`mkdir -m 0700 ${SCRATCH}`));
  assert.match(final, /^ENTRYPOINT \["node", "\/app\/dist\/jobs\/cli\/bin\/run-job\.cjs"\]$/m);
  assert.match(final, /^STOPSIGNAL SIGTERM$/m);
  assert.equal(container.EntryPoint, undefined);
  for (const [, image] of dockerfile.matchAll(/^ARG NODE_IMAGE=(.*)$/gm))
    assert.match(image!, /^node:\d+\.\d+\.\d+-/, 'a pinned version');
});

test('the size is what config.ts says, and threads of libuv are enough for the workers', () => {
  assert.deepEqual([task.Cpu, task.Memory], ['2048', '8192']);
  assert.ok(Number(environmentOf(container)['UV_THREADPOOL_SIZE']) >= 2 + 4);
  const size = { cpu: 16384, memoryMiB: 32768, scratchGiB: 200, threads: 32 };
  const large = new Synthesised({ jobs: [{ ...callsJob, size }] }).taskOf('calls').Properties;
  assert.deepEqual([large.Cpu, large.Memory, large.EphemeralStorage.SizeInGiB], ['16384', '32768', 200]);
  assert.ok(Number(environmentOf(large.ContainerDefinitions[0])['UV_THREADPOOL_SIZE']) >= 32 + 4);
});

test('the command says catalog, warehouse, tables and where the key lies', () => {
  assert.deepEqual(container.Command, [
    ...['redact-transcripts', '--json', '--catalog', 'glue', '--warehouse', 's3://lake/warehouse'],
    ...['--report', 's3://lake/warehouse/.lakeveil/reports/veil-calls.json'],
    ...['--source', 'support.calls', '--target', 'safe.calls', '--mode', 'replace'],
    ...['--set', 'pseudonymKey={"secret":"secret://veil/calls#pseudonymKey"}'],
  ]);
  const remote = defineDeployment({
    ...definition,
    network: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0c0c0c0c'] },
    jobs: [
      {
        ...notesJob,
        source: { location: 's3://raw/crm/notes' },
        engine: 'textual',
        secret: { name: 'textual', textualKeyField: 'key' },
        arguments: ['--limit', '10'],
      },
    ],
  });
  assert.deepEqual(jobCommand(remote, remote.jobs[0]!), [
    ...['notes', '--json', '--catalog', 'glue', '--warehouse', 's3://lake/warehouse'],
    ...['--report', 's3://lake/warehouse/.lakeveil/reports/veil-notes.json'],
    ...['--target', 'safe.notes', '--mode', 'incremental', '--engine', 'textual'],
    ...['--set', 'engine.apiKey={"secret":"secret://textual#key"}', '--limit', '10'],
  ]);
});

test('no secret is in the environment, and none is put there by ECS', () => {
  for (const job of ['calls', 'notes']) {
    const [one] = stack.taskOf(job).Properties.ContainerDefinitions;
    assert.equal(one.Secrets, undefined);
    assert.deepEqual(Object.keys(environmentOf(one)).sort(), [
      'LAKEVEIL_KMS_KEY',
      'LAKEVEIL_SCRATCH',
      'LAKEVEIL_STATE',
      'LAKEVEIL_WAREHOUSE',
      'TMPDIR',
      'UV_THREADPOOL_SIZE',
    ]);
  }
  assert.doesNotMatch(JSON.stringify(stack.resources), /resolve:secretsmanager|resolve:ssm-secure/);
});

test('the image is one of ECR by its tag or digest; with -c build=true it is built of these sources', () => {
  assert.equal(container.Image, '111122223333.dkr.ecr.eu-west-1.amazonaws.com/lakeveil:1.2.3');
  const digest = `sha256:${'a'.repeat(64)}`;
  const pinned = new Synthesised({ image: { repository: 'lakeveil', tag: digest, architecture: 'ARM64' } });
  const properties = pinned.taskOf('calls').Properties;
  assert.match(properties.ContainerDefinitions[0].Image, new RegExp(`/lakeveil@${digest}$`));
  assert.equal(properties.RuntimePlatform.CpuArchitecture, 'ARM64');
  const built = new Synthesised({}, { build: 'true' }).taskOf('calls').Properties;
  assert.match(JSON.stringify(built.ContainerDefinitions[0].Image), /container-assets/);
});

test('what it writes is encrypted with the deployment’s key, or with that of the warehouse', () => {
  assert.match(environmentOf(container)['LAKEVEIL_KMS_KEY']!, /^Key\w+\.Arn$/);
  const other = new Synthesised({ warehouseKmsKeyArn: KEY_ARN }).taskOf('calls').Properties;
  assert.equal(environmentOf(other.ContainerDefinitions[0])['LAKEVEIL_KMS_KEY'], KEY_ARN);
});

function environmentOf(of: { Environment: { Name: string; Value: string }[] }): Record<string, string> {
  return Object.fromEntries(of.Environment.map(({ Name, Value }) => [Name, Value]));
}
