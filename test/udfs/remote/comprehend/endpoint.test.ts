import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { awsRegion } from '../../../../udfs/remote/comprehend/aws-region.js';
import { comprehendCalls } from '../../../../udfs/remote/comprehend/comprehend-calls.js';
import { comprehendDestination, comprehendEndpoint } from '../../../../udfs/remote/comprehend/endpoint.js';
import { comprehendIdentity } from '../../../../udfs/remote/comprehend/identity.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import { startComprehendServer } from './comprehend-server.js';

standInEnvironment();

const place = (region?: string, endpoint?: string, allowInsecure = false) => ({
  region,
  endpoint,
  allowInsecure,
});

t.test('the region: of the options, the environment, the profile', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config');
  writeFileSync(
    file,
    '[default]\nregion = eu-west-1\n[profile work]\noutput=json\ns3 =\n  region = us-west-1\nregion=eu-central-1 # ours\n[profile none]\n',
  );
  const config = { AWS_CONFIG_FILE: file };
  t.equal(awsRegion('us-west-2', { ...config, AWS_REGION: 'us-east-2' }), 'us-west-2');
  t.equal(awsRegion(undefined, { ...config, AWS_REGION: 'us-east-2' }), 'us-east-2');
  t.equal(awsRegion(undefined, { ...config, AWS_DEFAULT_REGION: 'us-east-1' }), 'us-east-1');
  t.equal(awsRegion(undefined, config), 'eu-west-1');
  t.equal(awsRegion(undefined, { ...config, AWS_PROFILE: 'work' }), 'eu-central-1');
  t.throws(() => awsRegion(undefined, { ...config, AWS_PROFILE: 'none' }), { code: 'NO_AWS_REGION' });
  t.throws(() => awsRegion(undefined, { HOME: folder }), { code: 'NO_AWS_REGION' });
  // A region becomes part of a host name.
  for (const wrong of ['evil.example.com/', 'us-east-1.evil', 'US', ''])
    t.throws(() => awsRegion(wrong, config), { code: 'NO_AWS_REGION' }, wrong);
});

t.test('the endpoint', async (t) => {
  const origin = (region: string, env = {}) => comprehendEndpoint(place(region), env).url.origin;
  t.equal(origin('eu-west-1'), 'https://comprehend.eu-west-1.amazonaws.com');
  t.equal(origin('cn-north-1'), 'https://comprehend.cn-north-1.amazonaws.com.cn');
  t.equal(
    origin('us-gov-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }),
    'https://comprehend-fips.us-gov-west-1.amazonaws.com',
  );
  for (const wrong of [
    'nonsense',
    'ftp://host',
    'https://user:word@host',
    'https://host?x=1',
    'https://host#x',
  ])
    t.throws(() => comprehendEndpoint(place('us-east-1', wrong)), { code: 'BAD_ENDPOINT' }, wrong);
});

t.test('http:// goes to this machine only, unless it is allowed', async (t) => {
  for (const host of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])
    t.ok(comprehendEndpoint(place('us-east-1', host)));
  for (const host of ['http://example.com', 'http://127.0.0.1.example.com', 'http://localhost.example.com']) {
    t.throws(() => comprehendEndpoint(place('us-east-1', host)), { code: 'INSECURE_ENDPOINT' });
    t.ok(comprehendEndpoint(place('us-east-1', host, true)));
    await t.rejects(comprehendCalls(engineOptions(host)), { code: 'INSECURE_ENDPOINT' });
  }
});

t.test('the destination that a plan lists is where calls go, whatever the environment says', async (t) => {
  const [planned, other] = [await startComprehendServer(), await startComprehendServer()];
  t.teardown(() => Promise.all([planned.close(), other.close()]));
  process.env['AWS_ENDPOINT_URL'] = other.url;
  process.env['AWS_ENDPOINT_URL_COMPREHEND'] = other.url;
  const options = engineOptions(planned.url);
  t.equal(comprehendDestination(options), `${planned.url} (Amazon Comprehend, us-east-1)`);
  const service = await comprehendCalls(options);
  await service.call(['Maria'], 'en', new AbortController().signal);
  await service.close();
  t.equal(planned.calls.length, 1);
  t.equal(other.calls.length, 0);
  t.equal(
    comprehendDestination(engineOptions(undefined)),
    'https://comprehend.us-east-1.amazonaws.com (Amazon Comprehend, us-east-1)',
  );
});

t.test('the identity holds what decides the output, and not how fast calls are made', async (t) => {
  const identity = (more: object) => JSON.stringify(comprehendIdentity(engineOptions(undefined, more)));
  const base = identity({});
  for (const more of [
    { callsPerSecond: 3 },
    { maxDollars: 1 },
    { region: 'eu-west-1' },
    { dollarsPerUnit: 1 },
  ])
    t.equal(identity(more), base);
  for (const more of [
    { language: 'es' },
    { minScore: 0.9 },
    { endpoint: 'http://localhost:1' },
    { guard: false },
  ])
    t.not(identity(more), base);
});
