import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { awsError } from '../../../catalog/aws/aws-error.js';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { folderLocation, objectLocation } from '../../../catalog/file-io/s3/s3-location.js';
import type { LakeveilError } from '../../../errors.js';
import { type FaultProxy, startFaultProxy } from '../../aws/fault-proxy.js';

/** What AWS says in its messages that must not be passed on. */
const PRIVATE = 'arn:aws:iam::123456789012:user/Ann is not authorized; RequestId 4711';
const SECRETS = /Ann is not|4711/;

/** A server that answers every call as S3 answers an error. */
async function failing(
  t: Test,
  status: number,
  code: string,
  extra: { message?: string; headers?: Record<string, string> } = {},
): Promise<{ io: FileIO; proxy: FaultProxy }> {
  const proxy = await startFaultProxy('http://127.0.0.1:9');
  t.teardown(() => proxy.stop());
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${extra.message ?? PRIVATE}</Message><RequestId>4711</RequestId></Error>`;
  const headers = { 'content-type': 'application/xml', ...extra.headers };
  proxy.rules.push(
    // The answer to HEAD has no body.
    { when: ({ method }) => method === 'HEAD', fault: { answer: { status, headers } } },
    { when: () => true, fault: { answer: { status, body, headers } } },
  );
  const io = s3FileIO({ s3: { endpoint: proxy.endpoint, region: 'us-east-1' } });
  return { io, proxy };
}

const LOCATION = 's3://bucket/t/city=Paris/f.parquet';
const CALLS: Readonly<Record<string, readonly [string, (io: FileIO) => Promise<unknown>]>> = {
  read: ['s3:GetObject', (io) => io.read(LOCATION)],
  range: ['s3:GetObject', (io) => io.read(LOCATION, { start: 0, end: 5 })],
  size: ['s3:GetObject', (io) => io.size(LOCATION)],
  create: ['s3:PutObject', (io) => io.create(LOCATION, Buffer.from('x'))],
  remove: ['s3:DeleteObject', (io) => io.remove(LOCATION)],
  removeUnfinished: ['s3:ListBucketMultipartUploads', (io) => io.removeUnfinished('s3://bucket/t', 'run')],
  localCopy: ['s3:GetObject', (io) => io.localCopy(LOCATION)],
  sparse: ['s3:GetObject', (io) => io.localCopy(LOCATION, { sparse: true })],
  list: [
    's3:ListBucket',
    async (io) => {
      for await (const _ of io.list('s3://bucket/t'));
    },
  ],
};

process.env['AWS_ACCESS_KEY_ID'] = 'test';
process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
process.env['AWS_EC2_METADATA_DISABLED'] = 'true';

async function failure(work: Promise<unknown>): Promise<LakeveilError> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: LakeveilError) => error,
  );
}

t.test('a missing key is missing for whoever may list its prefix alone', async (t) => {
  const { io, proxy } = await failing(t, 403, 'AccessDenied');
  const listing = (...keys: string[]): string =>
    `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`;
  const list = (body: string) => ({
    when: ({ path }: { path: string }) => /list-type=2.*prefix=t%2Fcity%3DParis%2Ff\.parquet/.test(path),
    fault: { answer: { status: 200, body, headers: { 'content-type': 'application/xml' } } },
  });
  for (const keys of [[], ['t/city=Paris/f.parquet.crc']]) {
    proxy.rules.unshift(list(listing(...keys)));
    t.equal(await io.size(LOCATION), undefined);
    t.equal((await failure(io.read(LOCATION))).code, 'FILE_NOT_FOUND');
    t.equal((await failure(io.localCopy(LOCATION))).code, 'FILE_NOT_FOUND');
    proxy.rules.shift();
  }
  proxy.rules.unshift(list(listing('t/city=Paris/f.parquet')));
  t.equal((await failure(io.size(LOCATION))).code, 'ACCESS_DENIED', 'a key that is there is denied');
  t.equal((await failure(io.read(LOCATION))).code, 'ACCESS_DENIED');
});

t.test('AccessDenied names the action and the resource, for every operation', async (t) => {
  const { io } = await failing(t, 403, 'AccessDenied');
  for (const [name, [action, call]] of Object.entries(CALLS)) {
    const error = await failure(call(io));
    t.equal(error.code, 'ACCESS_DENIED', name);
    t.equal(error.retryable, false);
    t.equal(error.details['action'], action);
    t.match(error.message, action);
    t.match(error.message, /arn:aws:s3:::bucket/);
    t.match(error.message, 'kms:Decrypt');
    t.notMatch(`${error.stack}${JSON.stringify(error)}`, SECRETS);
    t.notMatch(`${error.stack}${JSON.stringify(error)}`, 'Paris', 'partition values are row data');
  }
});

const CASES: readonly (readonly [number, string, string, RegExp, Parameters<typeof failing>[3]?])[] = [
  [400, 'KMS.DisabledException', 'ACCESS_DENIED', /KMS key that encrypts it can't be used/],
  [400, 'KMS.NotFoundException', 'ACCESS_DENIED', /KMS key/],
  [400, 'KMS.KMSInvalidStateException', 'ACCESS_DENIED', /KMS key/],
  [
    403,
    'AccessDenied',
    'ACCESS_DENIED',
    /may not do kms:Decrypt with the KMS key that encrypts arn:aws:s3:::bucket/,
    { message: `${PRIVATE} to perform: kms:Decrypt on resource: arn:aws:kms:…` },
  ],
  [400, 'ExpiredToken', 'CREDENTIALS_EXPIRED', /aws sso login/],
  [403, 'InvalidAccessKeyId', 'NO_CREDENTIALS', /AWS_PROFILE/],
  [403, 'SignatureDoesNotMatch', 'NO_CREDENTIALS', /does not accept the credentials/],
  [403, 'RequestTimeTooSkewed', 'CLOCK_SKEWED', /clock/],
  [
    301,
    'PermanentRedirect',
    'WRONG_REGION',
    /the region eu-west-1.*AWS_REGION/,
    { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  ],
  [400, 'AuthorizationHeaderMalformed', 'WRONG_REGION', /another region/],
  [404, 'NoSuchBucket', 'NO_SUCH_BUCKET', /no such bucket/],
  [403, 'InvalidObjectState', 'FILE_ARCHIVED', /archive/],
  [404, 'NoSuchKey', 'FILE_NOT_FOUND', /no such file/],
  [400, 'EntityTooLarge', 'AWS_ERROR', /s3:GetObject with EntityTooLarge/],
];
for (const [status, name, code, message, extra] of CASES) {
  t.test(`${name} is ${code}`, async (t) => {
    const { io } = await failing(t, status, name, extra);
    for (const call of ['read', 'range', 'sparse']) {
      const error = await failure(CALLS[call]![1](io));
      t.equal(error.code, code, call);
      t.match(error.message, message);
      t.equal(error.retryable, false);
      t.notMatch(`${error.stack}${JSON.stringify(error)}`, SECRETS);
    }
  });
}

t.test('what the answer to HEAD leaves out is asked for', async (t) => {
  for (const [status, name, code] of CASES) {
    if (status === 404) continue;
    const { io } = await failing(t, status, name);
    t.equal((await failure(io.size(LOCATION))).code, code, name);
  }
});

for (const [status, name, code] of [
  [503, 'SlowDown', 'THROTTLED'],
  [429, 'TooManyRequests', 'THROTTLED'],
  [500, 'InternalError', 'SERVICE_UNREACHABLE'],
  [502, '', 'SERVICE_UNREACHABLE'],
] as const) {
  t.test(`${status} ${name} is tried again, then ${code}`, async (t) => {
    const { io, proxy } = await failing(t, status, name);
    const error = await failure(io.read(LOCATION));
    t.match(error, { code, retryable: true });
    t.ok(proxy.calls.length > 1 && proxy.calls.length < 10, `${proxy.calls.length} tries`);
    t.notMatch(`${error.stack}${JSON.stringify(error)}`, SECRETS);
  });
}

t.test('a service that is not there', async (t) => {
  const io = s3FileIO({ s3: { endpoint: 'http://127.0.0.1:9', region: 'us-east-1' } });
  for (const name of ['read', 'size', 'list', 'create', 'remove']) {
    t.match(await failure(CALLS[name]![1](io)), { code: 'SERVICE_UNREACHABLE', retryable: true }, name);
  }
});

t.test('a missing bucket is not a missing file', async (t) => {
  const { io } = await failing(t, 404, 'NoSuchBucket');
  for (const name of ['size', 'create', 'list', 'localCopy']) {
    const error = await failure(CALLS[name]![1](io));
    t.equal(error.code, 'NO_SUCH_BUCKET', name);
    t.match(error.message, 'bucket');
  }
});

t.test('without credentials, without a region, with expired ones', (t) => {
  const run = (env: Record<string, string>): string =>
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { s3FileIO } = await import(${JSON.stringify(new URL('../../../catalog/file-io/s3/s3-file-io.js', import.meta.url).href)});
         await s3FileIO({}).read('s3://bucket/key').catch((error) => console.log(error.code, error.message));`,
      ],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...env },
      },
    );
  t.match(run({ AWS_REGION: 'us-east-1' }), /^NO_CREDENTIALS .*AWS_PROFILE.*aws sso login/);
  t.match(run({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }), /^NO_AWS_REGION .*AWS_REGION/);
  t.end();
});

t.test('nothing of the SDK reaches the terminal, and local runs do not load it', (t) => {
  const here = (path: string): string => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
  const script = `
    const { openFileIO } = await import(${here('catalog/file-io/open-file-io.js')});
    const io = openFileIO({});
    await io.read(${JSON.stringify(fileURLToPath(import.meta.url))});
    const loaded = () => process.moduleLoadList.includes('NativeModule https');
    if (loaded()) console.log('the SDK was loaded for a local file');
    await io.size('s3://bucket/key').catch(() => {});
    if (!loaded()) console.log('this test would not see that the SDK is loaded');
    console.log('done');`;
  const output = execFileSync(
    'sh',
    ['-c', `"$0" --input-type=module -e "$1" 2>&1`, process.execPath, script],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
      },
    },
  );
  t.equal(output, 'done\n');
  t.end();
});

t.test('errors of other services', (t) => {
  const call = { what: 'The table d.t was not loaded', action: 'glue:GetTable', resource: 'd.t' };
  const of = (name: string, more: object = {}): LakeveilError =>
    awsError(Object.assign(new Error(PRIVATE), { name, ...more }), call);
  t.match(of('AccessDeniedException'), {
    code: 'ACCESS_DENIED',
    message: /^The table d\.t was not loaded: .*glue:GetTable on d\.t/,
  });
  t.notMatch(of('AccessDeniedException').message, 'kms:', 'Glue has no objects that KMS encrypts');
  t.match(of('ThrottlingException'), { code: 'THROTTLED', retryable: true });
  t.match(of('X', { $retryable: { throttling: true } }), { code: 'THROTTLED' });
  t.match(of('InternalServiceException'), { code: 'SERVICE_UNREACHABLE', retryable: true });
  t.match(of('GlueEncryptionException'), { code: 'ACCESS_DENIED', message: /KMS key/ });
  t.match(of('ExpiredTokenException'), { code: 'CREDENTIALS_EXPIRED' });
  t.match(of('UnrecognizedClientException'), { code: 'NO_CREDENTIALS' });
  t.match(of('CredentialsProviderError'), { code: 'NO_CREDENTIALS' });
  const sso = Object.assign(new Error('The SSO session has expired'), { name: 'CredentialsProviderError' });
  t.match(awsError(sso, call), { code: 'CREDENTIALS_EXPIRED' });
  t.match(of('EntityNotFoundException', { $metadata: { httpStatusCode: 400 } }), {
    code: 'AWS_ERROR',
    message: /EntityNotFoundException/,
  });
  t.match(of('Error', { code: 'CERT_HAS_EXPIRED' }), {
    code: 'SERVICE_UNREACHABLE',
    retryable: false,
    message: /certificate/,
  });
  t.match(of('AggregateError', { errors: [{ code: 'ECONNREFUSED' }] }), { code: 'SERVICE_UNREACHABLE' });
  t.match(awsError('text', call), { code: 'AWS_ERROR' });
  t.match(awsError(undefined, call), { code: 'AWS_ERROR' });
  // What is no name of an error may be anything.
  t.notMatch(of('Ann said: 4711').message, /Ann|4711/);
  t.end();
});

t.test('locations', (t) => {
  t.same(objectLocation('s3://b-1.x/a//../%2F+ #?é'), { bucket: 'b-1.x', key: 'a//../%2F+ #?é' });
  t.same(objectLocation('S3A://bucket//k'), { bucket: 'bucket', key: '/k' });
  t.same(folderLocation('s3://bucket'), { bucket: 'bucket', key: '' });
  t.same(folderLocation('s3://bucket/'), { bucket: 'bucket', key: '' });
  t.same(folderLocation('s3://bucket/a'), { bucket: 'bucket', key: 'a/' });
  t.same(folderLocation('s3://bucket/a//'), { bucket: 'bucket', key: 'a//' });
  t.equal(objectLocation(`s3://bucket/${'é'.repeat(512)}`).key.length, 512);
  for (const bad of [
    's3://bucket',
    's3://bucket/',
    's3://bucket/folder/',
    's3:///key',
    's3://b/key',
    's3://key:pass@bucket/key',
    's3://bucket:80/key',
    's3://192.168.0.1/key',
    's3://a..b/key',
    's3://-bucket/key',
    's3:/bucket/key',
    'file:///bucket/key',
    `s3://bucket/${'é'.repeat(513)}`,
    's3://bucket/\ud800',
  ]) {
    const error = t.throws(() => objectLocation(bad), { code: 'BAD_LOCATION' }, bad);
    t.notMatch(String(error), 'pass@');
  }
  t.end();
});
