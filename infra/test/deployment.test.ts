import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlaps, parseS3Prefix, s3Prefix } from '../deployment/s3-prefix.js';
import { type DeploymentDefinition, defineDeployment, targetLocations } from '../deployment/schema.js';
import { callsJob, definition, notesJob } from './synthesised.js';

const [calls, notes] = [callsJob, notesJob];

const refused = (changes: object, message: RegExp): void =>
  assert.throws(
    () => defineDeployment({ ...definition, ...changes } as DeploymentDefinition),
    (error: Error) => {
      assert.match(error.message, /^Nothing was synthesised: infra\/config\.ts is not valid/);
      assert.match(error.message, message);
      return true;
    },
  );
const refusedJob = (changes: object, message: RegExp): void =>
  refused({ jobs: [{ ...calls, ...changes }, notes] }, message);

test('what is not known or not possible is refused, by its path', () => {
  refused({ regoin: 'eu-west-1' }, /regoin/);
  refused({ region: 'Europe' }, /region/);
  refused({ account: '12' }, /account/);
  refused({ image: { repository: 'lakeveil', tag: 'latest' } }, /image\.tag: must name one image/);
  refused({ warehouse: '/lake' }, /warehouse: is s3:/);
  refused({ athena: { results: 's3://lake' } }, /athena\.results/);
  refused({ jobs: [] }, /jobs/);
  refused({ jobs: [calls, { ...notes, name: 'calls' }] }, /is the name of two jobs/);
  refused({ jobs: [calls, { ...notes, target: calls.target }] }, /is the target of two jobs/);
  refusedJob({ size: { cpu: 2048, memoryMiB: 2048 } }, /jobs\.0\.size: is no size that Fargate has/);
  refusedJob({ size: { scratchGiB: 201 } }, /jobs\.0\.size\.scratchGiB/);
  refusedJob({ schedule: { expression: 'every day' } }, /jobs\.0\.schedule\.expression: is cron/);
  refusedJob({ target: { table: 'Safe.Calls' } }, /jobs\.0\.target\.table/);
  refusedJob({ target: { table: 'support.calls' } }, /is the source itself/);
  refusedJob({ arguments: ['--warehouse=s3://x/y'] }, /jobs\.0\.arguments/);
  refusedJob({ arguments: ['--fresh'] }, /jobs\.0\.arguments/);
});

test('engine textual needs a key and a way to the internet; other engines no key of it', () => {
  refusedJob({ engine: 'textual' }, /secret\.textualKeyField: is needed/);
  const secret = { name: 'x', textualKeyField: 'k' };
  refusedJob({ engine: 'textual', secret }, /engine: needs a way to the internet/);
  refusedJob({ secret }, /is for engine textual alone/);
});

test('a source that any job may write, or that analysts may read, is refused', () => {
  const source = (location: string): object => ({ source: { table: 'support.calls', location } });
  refusedJob(source('s3://lake/warehouse'), /overlaps s3:\/\/lake\/warehouse\/safe\.db\/calls/);
  refusedJob(source('s3://lake/warehouse/safe.db/calls/data'), /overlaps/);
  refusedJob(source('s3://lake/warehouse/.lakeveil/runs'), /overlaps/);
  refusedJob(source('s3://published/notes'), /which job notes writes/);
  refusedJob(source('s3://published/notes_quarantine'), /which job notes writes/);
  refusedJob(source('s3://published/athena/calls'), /which analysts read/);
  refused({ athena: { results: 's3://lake/warehouse/.lakeveil' } }, /overlaps the journal/);
  defineDeployment({
    ...definition,
    jobs: [{ ...calls, ...source('s3://lake/warehouse/safe.db/calls_source') }, notes],
  });
});

test('locations: no whole bucket, no wildcard; a folder is not its sibling', () => {
  assert.deepEqual(parseS3Prefix('s3://b-1/a/b c/'), { bucket: 'b-1', key: 'a/b c' });
  for (const text of [
    's3://bucket',
    's3://bucket/',
    's3://b-1/a*',
    's3://b-1/a?',
    's3://b-1/$x',
    's3://b-1//a',
    's3://B/a',
    'file:///a',
  ])
    assert.equal(parseS3Prefix(text), undefined, text);
  const on = (a: string, b: string): boolean =>
    overlaps(s3Prefix(a), s3Prefix(b)) && overlaps(s3Prefix(b), s3Prefix(a));
  assert.ok(on('s3://b-1/a', 's3://b-1/a'));
  assert.ok(on('s3://b-1/a', 's3://b-1/a/b'));
  assert.ok(!on('s3://b-1/a', 's3://b-1/ab'));
  assert.ok(!on('s3://b-1/a', 's3://b-2/a'));
});

test('targets lie where Lakeveil puts them', () => {
  assert.deepEqual(targetLocations('s3://l-1/w', { table: 'd.t' }), {
    target: 's3://l-1/w/d.db/t',
    quarantine: 's3://l-1/w/d.db/t_quarantine',
  });
  assert.deepEqual(targetLocations('s3://l-1/w', { table: 'd.t', location: 's3://p-1/x/t' }), {
    target: 's3://p-1/x/t',
    quarantine: 's3://p-1/x/t_quarantine',
  });
});

test('the config.ts that is shipped is valid', async () => {
  const { default: shipped } = await import('../config.js');
  assert.ok(shipped.jobs.length > 0);
});
