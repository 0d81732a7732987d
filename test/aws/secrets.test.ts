import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { LakeveilError } from '../../errors.js';
import { resolveJob } from '../../jobs/resolve-job.js';
import { pseudonymKey } from '../../jobs/run/pseudonym-key.js';
import { secretsManager } from '../../jobs/secrets/secrets-manager.js';
import { parseSecretReference, type SecretReference } from '../../udfs/keys/secret-reference.js';
import { command } from '../jobs/cli/command.js';
import { CALLS_JOB, runHere } from '../jobs/run/run-here.js';
import { makeWarehouse, rowsOf } from '../jobs/run/support-warehouse.js';
import { TextualServer } from '../udfs/remote/textual/textual-server.js';
import { type Moto, missingAws, startMoto } from './moto.js';

t.setTimeout(300_000);

const KEY = 'CANARY9f3c0a7be1d24c55aa61e80b7d3f2c18';
const ref = (text: string): SecretReference => parseSecretReference(text)!;
const textOf = async (bytes: Promise<Uint8Array>): Promise<string> => Buffer.from(await bytes).toString();

const skip = missingAws() ?? false;
let moto: Moto;
t.before(async () => {
  if (skip === false) moto = await startMoto();
});
t.teardown(() => moto?.stop());

/** A call of Secrets Manager, over HTTP. */
async function put(
  Name: string,
  value: { SecretString?: string; SecretBinary?: string },
  region = 'us-east-1',
) {
  const { SecretsManagerClient, CreateSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ endpoint: moto.endpoint, region });
  const { SecretBinary, ...text } = value;
  const binary = SecretBinary === undefined ? {} : { SecretBinary: Buffer.from(SecretBinary, 'latin1') };
  const { ARN } = await client.send(new CreateSecretCommand({ Name, ...text, ...binary }));
  client.destroy();
  return ARN!;
}

t.test('a secret, whole or one field of it, text or binary, by name or ARN', { skip }, async (t) => {
  const arn = await put('prod/lakeveil', {
    SecretString: JSON.stringify({ key: KEY, empty: '', n: 5, 'a.b': 'dotted' }),
  });
  await put('plain', { SecretString: `${KEY}\n` });
  await put('binary', { SecretBinary: '\u0000\u00ff\u0080x' });
  const store = secretsManager({});
  t.equal(await textOf(store.resolve(ref('secret://prod/lakeveil#key'))), KEY);
  t.equal(await textOf(store.resolve(ref('secret://prod/lakeveil#a.b'))), 'dotted');
  t.equal(await textOf(store.resolve(ref('secret://prod/lakeveil#empty'))), '');
  t.match(JSON.parse(await textOf(store.resolve(ref('secret://prod/lakeveil')))), { key: KEY });
  t.equal(await textOf(store.resolve(ref('secret://plain'))), `${KEY}\n`, 'as it is');
  t.strictSame([...(await store.resolve(ref('secret://binary')))], [0, 255, 128, 120]);
  t.equal(await textOf(store.resolve(ref(`secret://${arn}#key`))), KEY);
});

t.test('an ARN says in which region its secret lies', { skip }, async (t) => {
  const arn = await put('far', { SecretString: KEY }, 'eu-central-1');
  t.equal(await textOf(secretsManager({ region: 'us-east-1' }).resolve(ref(`secret://${arn}`))), KEY);
  await t.rejects(secretsManager({ region: 'us-east-1' }).resolve(ref('secret://far')), { code: 'NO_KEY' });
  t.equal(await textOf(secretsManager({ region: 'eu-central-1' }).resolve(ref('secret://far'))), KEY);
});

t.test('what is not there is told, and nothing of what is', { skip }, async (t) => {
  await put('told', { SecretString: JSON.stringify({ CANARYfield: KEY, number: 5, nested: { a: KEY } }) });
  await put('text', { SecretString: KEY });
  await put('list', { SecretString: JSON.stringify([KEY]) });
  await put('bytes', { SecretBinary: '\u00ff\u00fe{"a":"b"}' });
  const store = secretsManager({});
  const refused = async (text: string, message: RegExp): Promise<void> => {
    const error = await store.resolve(ref(text)).then(
      () => undefined,
      (thrown: LakeveilError) => thrown,
    );
    t.match(error, { code: 'NO_KEY', message, retryable: false }, text);
    t.notMatch(`${error?.message}${error?.stack}${JSON.stringify(error?.details)}`, /CANARY/, text);
  };
  await refused('secret://missing', /^The secret missing was not read: .*create-secret/);
  await refused('secret://told#other', /^The field other of the secret told was not read: .*no such field/);
  await refused('secret://told#toString', /no such field/);
  await refused('secret://told#number', /not text/);
  await refused('secret://told#nested', /not text/);
  await refused('secret://text#key', /is not JSON\. Write secret:\/\/text for the whole/);
  await refused('secret://list#0', /no such field/);
  await refused('secret://bytes#a', /is not JSON/);
});

t.test('the pseudonym key of a job: the same run whichever way the key comes', { skip }, async (t) => {
  await put('keys', { SecretString: JSON.stringify({ pseudonym: `${KEY}\n` }) });
  process.env['LAKEVEIL_TEST_SECRET'] = KEY;
  const keyOf = (source: object) =>
    pseudonymKey(resolveJob({ ...CALLS_JOB, pseudonymKey: source }, { name: 'test-job' }).pseudonymKey, {
      refusal: 'Nothing was run',
      secrets: secretsManager({}),
    });
  t.same(await keyOf({ secret: 'secret://keys#pseudonym' }), await keyOf({ env: 'LAKEVEIL_TEST_SECRET' }));
  t.match(await keyOf({ secret: 'secret://keys#pseudonym', epoch: 2 }), { epoch: 2 });

  const at = await makeWarehouse(1, 6);
  t.teardown(() => at.remove());
  const job = (pseudonymKey_: object) => ({ ...CALLS_JOB, pseudonymKey: pseudonymKey_ });
  const secrets = secretsManager({});
  const first = await runHere(at, job({ secret: 'secret://keys#pseudonym' }), { secrets });
  t.equal(first.outcome, 'done');
  const second = await runHere(at, job({ env: 'LAKEVEIL_TEST_SECRET' }));
  t.match(second, { outcome: 'up-to-date', runId: first.runId });
});

t.test("a service's key: read once by the host, in no file, and no other run for it", { skip }, async (t) => {
  const API_KEY = 'CANARY-textual-key-0123456789';
  await put('textual', { SecretString: JSON.stringify({ apiKey: API_KEY }) });
  const at = await makeWarehouse(2, 12);
  t.teardown(() => at.remove());
  const server = await TextualServer.start({ key: API_KEY });
  t.teardown(() => server.close());
  const job = (apiKey: object) => ({
    ...CALLS_JOB,
    threads: 2,
    limits: { batchRows: 4, splitBytes: 2048 },
    engine: { type: 'textual', url: server.url, apiKey },
  });
  let asked = 0;
  const store = secretsManager({});
  const secrets = {
    resolve: (reference: SecretReference, signal?: AbortSignal) => {
      asked++;
      return store.resolve(reference, signal);
    },
  };
  const bad = runHere(at, job({ secret: 'secret://textual#wrong' }), { secrets });
  await t.rejects(bad, { code: 'NO_KEY' }, 'before any worker begins');
  t.equal(asked, 1);
  await t.rejects(runHere(at, job({ secret: 'secret://textual#apiKey' })), { code: 'NO_SECRET_STORE' });
  t.equal(server.calls.length, 0);
  const report = await runHere(at, job({ secret: 'secret://textual#apiKey' }), { secrets });
  t.match(report, { outcome: 'done', rowsWritten: 24 });
  t.ok(server.calls.length > 0);
  process.env['LAKEVEIL_TEST_TEXTUAL'] = API_KEY;
  const again = await runHere(at, job({ env: 'LAKEVEIL_TEST_TEXTUAL' }));
  t.match(again, { outcome: 'up-to-date', runId: report.runId });
  t.equal((await rowsOf(at.warehouse, 'support.calls_safe', 'id')).length, 24);
  const { readdir, readFile } = await import('node:fs/promises');
  for (const entry of await readdir(at.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(`${entry.parentPath}/${entry.name}`);
    t.notOk(content.includes(API_KEY), `${entry.name} does not hold the key`);
  }
});

t.test('on the command line: redact, unredact and serve', { skip }, async (t) => {
  await put('cli', { SecretString: JSON.stringify({ key: KEY }) });
  const folder = t.testdir({ 'policy.json': JSON.stringify({ redaction_form: 'reversible' }) });
  const stdin = "I'm Jane Roe, jane.roe@example.com";
  const flags = ['--key-secret', 'secret://cli#key'];
  const redacted = await command('lakeveil', ['redact', '--policy', 'policy.json', ...flags], {
    folder,
    stdin,
  });
  t.match(redacted, { code: 0, stdout: /\[EMAIL_ADDRESS_~0\./ });
  process.env['LAKEVEIL_TEST_SECRET'] = KEY;
  const same = await command(
    'lakeveil',
    ['redact', '--policy', 'policy.json', '--key-env', 'LAKEVEIL_TEST_SECRET'],
    { folder, stdin },
  );
  t.equal(same.stdout, redacted.stdout);
  const back = await command('lakeveil', ['unredact', ...flags], { folder, stdin: redacted.stdout });
  t.match(back, { code: 0, stdout: stdin });
  const run = ['redact-transcripts', '--quiet', '--set'];
  t.match(await command('run-job', [...run, 'pseudonymKey.secret=secret://cli#key'], { folder }), {
    code: 0,
  });
  t.match(await command('run-job', [...run, 'pseudonymKey.secret=secret://cli#none'], { folder }), {
    code: 1,
    stderr: /NO_KEY/,
  });
  const missing = ['--key-secret', 'secret://cli#none'];
  for (const argv of [['redact'], ['unredact'], ['serve', '--port', '0']])
    t.match(await command('lakeveil', [...argv, ...missing], { folder, stdin }), {
      code: 1,
      stderr: /^NO_KEY/,
    });
  t.match(
    await command('lakeveil', ['serve', '--port', '0', '--api-key-secret', 'secret://cli-none'], { folder }),
    { code: 1, stderr: /^NO_KEY/ },
  );
  const weak = ['serve', '--port', '0', '--api-key-secret', 'secret://weak'];
  await put('weak', { SecretString: 'CANARYshort' });
  const short = await command('lakeveil', weak, { folder });
  t.match(short, { code: 1, stderr: /^BAD_API_KEYS .*API key 1 in the secret secret:\/\/weak/ });
  t.notMatch(short.stderr, /CANARY/);
});

t.test('flags that name no secret, or two keys', async (t) => {
  const folder = t.testdir();
  const refused = (argv: string[]) => command('lakeveil', argv, { folder, stdin: 'x' });
  const key = 'deadbeefdeadbeefdeadbeefdeadbeef';
  for (const argv of [
    ['redact', '--key-secret', key],
    ['serve', '--api-key-secret', key],
  ]) {
    const { code, stderr } = await refused(argv);
    t.equal(code, 2, argv.join(' '));
    t.match(stderr, /secret:\/\/NAME/);
    t.notMatch(stderr, key);
  }
  for (const secret of [key, 'secret://', 'secret://a b', 'vault://a']) {
    const engine = { type: 'textual', apiKey: { secret } };
    t.throws(
      () => resolveJob({ ...CALLS_JOB, engine }, { name: 'test-job' }),
      { code: 'INVALID_OPTION' },
      secret,
    );
    try {
      resolveJob({ ...CALLS_JOB, engine }, { name: 'test-job' });
    } catch (error) {
      t.notMatch((error as Error).stack, key);
    }
  }
  t.match(await refused(['redact', '--key-secret', 'secret://a', '--key-env', 'A']), {
    code: 2,
    stderr: /--key-env and --key-secret both name a key/,
  });
  t.match(await refused(['serve', '--api-key-secret', 'secret://a', '--api-key-env', 'A']), { code: 2 });
});

/** A service that answers each call as it is told; counts them. */
async function stub(
  t: Test,
  answer: (call: number) => { status: number; type?: string; body?: object; afterMs?: number },
) {
  let calls = 0;
  let dropped = 0;
  const server: Server = createServer((request, response) => {
    request.resume();
    request.on('end', async () => {
      const { status, type, body = {}, afterMs = 0 } = answer(calls++);
      response.on('close', () => {
        if (!response.writableFinished) dropped++;
      });
      if (afterMs > 0) await sleep(afterMs);
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
      });
      response.end(
        JSON.stringify(
          type === undefined ? body : { __type: type, Message: `CANARY ${KEY}`, message: `CANARY ${KEY}` },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    store: secretsManager({ region: 'us-east-1', endpoint }),
    calls: () => calls,
    dropped: () => dropped,
  };
}

t.test('errors of the service by code, without its words', async (t) => {
  const cases: [status: number, type: string, code: string, message: RegExp, calls: number][] = [
    [400, 'ResourceNotFoundException', 'NO_KEY', /create-secret/, 1],
    [400, 'InvalidRequestException', 'NO_KEY', /restore-secret/, 1],
    [400, 'InvalidParameterException', 'NO_KEY', /ARN/, 1],
    [400, 'AccessDeniedException', 'ACCESS_DENIED', /secretsmanager:GetSecretValue.*kms:Decrypt/, 1],
    [400, 'DecryptionFailure', 'ACCESS_DENIED', /kms:Decrypt/, 1],
    [400, 'ExpiredTokenException', 'CREDENTIALS_EXPIRED', /expired/, 1],
    [400, 'SomethingNewException', 'AWS_ERROR', /SomethingNewException/, 1],
    [400, 'ThrottlingException', 'THROTTLED', /fewer calls/, 4],
    [500, 'InternalServiceError', 'SERVICE_UNREACHABLE', /not reached|not answer/, 4],
  ];
  for (const [status, type, code, message, calls] of cases) {
    const at = await stub(t, () => ({ status, type }));
    const error = await at.store.resolve(ref('secret://a#b')).catch((thrown: LakeveilError) => thrown);
    t.match(error, { code, message: /^The secret a was not read: / }, type);
    t.match((error as LakeveilError).message, message, type);
    t.notMatch(`${(error as Error).stack}${JSON.stringify(error)}`, /CANARY/, type);
    t.equal(at.calls(), calls, `${type}: ${calls} calls`);
  }
});

t.test('one call a secret, however often and at once it is asked for; a failure is not kept', async (t) => {
  const at = await stub(t, (call) =>
    call === 0
      ? { status: 400, type: 'ResourceNotFoundException' }
      : { status: 200, body: { SecretString: JSON.stringify({ a: 'one', b: 'two' }) }, afterMs: 20 },
  );
  await t.rejects(at.store.resolve(ref('secret://s#a')), { code: 'NO_KEY' });
  const all = await Promise.all(
    ['a', 'b', 'a', 'b'].map((field) => textOf(at.store.resolve(ref(`secret://s#${field}`)))),
  );
  t.strictSame(all, ['one', 'two', 'one', 'two']);
  const whole = await at.store.resolve(ref('secret://s'));
  whole.fill(0);
  t.equal(await textOf(at.store.resolve(ref('secret://s#a'))), 'one', 'what one does to its copy is its own');
  t.equal(at.calls(), 2);
  await at.store.resolve(ref('secret://other')).catch(() => {});
  t.equal(at.calls(), 3, 'another secret is another call');
});

t.test('a secret without a value', async (t) => {
  const at = await stub(t, () => ({ status: 200, body: { Name: 's' } }));
  await t.rejects(at.store.resolve(ref('secret://s')), { code: 'NO_KEY', message: /no value/ });
});

t.test('one who gives up does not spoil it for the others; when all do, the call is ended', async (t) => {
  const at = await stub(t, (call) => ({
    status: 200,
    body: { SecretString: 'value' },
    afterMs: call === 0 ? 300 : call === 1 ? 60_000 : 0,
  }));
  const early = new AbortController();
  const given = at.store.resolve(ref('secret://s'), early.signal);
  const other = at.store.resolve(ref('secret://s'), new AbortController().signal);
  early.abort();
  await t.rejects(given, { code: 'INTERRUPTED', retryable: true });
  t.equal(await textOf(other), 'value');
  t.equal(at.calls(), 1);

  const stop = new AbortController();
  const waiting = at.store.resolve(ref('secret://slow'), stop.signal);
  while (at.calls() < 2) await sleep(5);
  stop.abort();
  await t.rejects(waiting, { code: 'INTERRUPTED' });
  t.equal(await textOf(at.store.resolve(ref('secret://slow'))), 'value', 'who comes after asks anew');
  while (at.dropped() < 1) await sleep(5);
  t.equal(at.calls(), 3);
  const aborted = AbortSignal.abort();
  await t.rejects(at.store.resolve(ref('secret://never'), aborted), { code: 'INTERRUPTED' });
});
