import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { command } from '../cli/command.js';
import { tempFolder } from '../temp-folder.js';
import { secret, send } from './running.js';

const BIN = fileURLToPath(new URL('../../../jobs/cli/bin/lakeveil.cjs', import.meta.url));
const JSON_BODY = { 'content-type': 'application/json' };

interface Started {
  readonly url: string;
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** `lakeveil serve --port 0` in a process of its own, ready. */
async function started(
  t: { teardown(handler: () => void): void },
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--threads', '2', ...argv], {
    cwd,
    env: { ...process.env, ...env },
  });
  t.teardown(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  let url = '';
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      url = /"url":"([^"]+)"/.exec(stdout)?.[1] ?? url;
      if (stdout.includes('"msg":"ready"')) resolve();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', () => reject(new Error(`it ended: ${stderr}`)));
  });
  return { url, child, ended };
}

t.test('a whole life: keys, answers, logs without text, a stop that finishes', async (t) => {
  const [api, pseudonym] = [secret(), secret()];
  const folder = await tempFolder(t, {
    'api.keys': `${api}\n`,
    'policy.json':
      '{"generator_config": {"LOCATION_CITY": "Off"}, "custom_labels": {"BADGE": {"regexes": ["QX-[0-9]{4}"]}}}',
  });
  await chmod(join(folder, 'api.keys'), 0o600);
  const flags = [
    '--api-key-file',
    'api.keys',
    '--policy',
    'policy.json',
    '--key-env',
    'PSEUDONYM',
    '--reversible',
  ];
  const { url, child, ended } = await started(t, folder, flags, { PSEUDONYM: pseudonym });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(url, 'POST', `${path}?q=Zyxquery`, JSON.stringify(body), {
      ...JSON_BODY,
      authorization: api,
      ...headers,
    });

  t.equal((await post('/api/redact', { text: 'x' }, { authorization: 'Zyxkey' })).status, 401);
  const text = "I'm Zyxwina Lopez. I live in Boston. My badge: QX-1234, my mail: zyx@zyxmail.example.";
  const { body } = await post('/api/redact', { text, customPiiEntityIds: ['BADGE'] });
  t.match(body.redactedText, 'Boston', "the policy's own setting holds");
  t.match(body.redactedText, /\[BADGE_~/);
  t.same((await post('/api/unredact', [body.redactedText])).body, [text]);
  const named = await post('/api/redact', { text, generatorConfig: { LOCATION_CITY: 'Redaction' } });
  t.notMatch(named.body.redactedText, 'Boston', "the request's goes before it");
  await post('/api/redact', { text, generatorConfg: 'Zyxoption' });
  await post('/api/Zyxroute', { text });
  await send(url, 'ZYX', '/', '', {}).catch(() => undefined);

  // In work when the signal comes.
  const long = post('/api/redact', { text: `${text} `.repeat(20_000) });
  await new Promise((resolve) => setTimeout(resolve, 400));
  child.kill('SIGTERM');
  t.equal((await long).status, 200, 'what was in work is answered');
  const { code, stdout, stderr } = await ended;
  t.equal(code, 0);
  t.match(stderr, `listening on ${url}`);
  t.match(stderr, 'Tokens are reversible');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = lines.filter(({ msg }) => msg === 'request');
  t.ok(requests.length >= 7);
  for (const line of requests) {
    const known = [
      'level',
      'time',
      'msg',
      'requestId',
      'method',
      'route',
      'status',
      'ms',
      'bytesIn',
      'bytesOut',
      'items',
      'code',
    ];
    t.same(
      Object.keys(line).filter((key) => !known.includes(key)),
      [],
    );
  }
  for (const canary of [api, pseudonym, 'Lopez', 'badge'])
    t.notOk(`${stdout}${stderr}`.toLowerCase().includes(canary.toLowerCase()), 'no text, no key');
  t.notMatch(`${stdout}${stderr}`, /zyx/i);
});

t.test('a second signal ends it at once', async (t) => {
  const folder = await tempFolder(t);
  const { url, child, ended } = await started(t, folder, [
    '--grace',
    '600',
    '--timeout',
    '600',
    '--max-body',
    '64',
  ]);
  const long = send(
    url,
    'POST',
    '/api/redact',
    JSON.stringify({ text: "I'm Maria Lopez. ".repeat(2_000_000) }),
    JSON_BODY,
  ).then(
    ({ status }) => status,
    () => 'cut off',
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGINT');
  t.equal((await ended).code, 130);
  t.equal(await long, 'cut off');
});

t.test('what it does not start with', async (t) => {
  const folder = await tempFolder(t, {
    'open.keys': secret(),
    'weak.keys': 'password',
    'policy.json': '{"generator_defalt": "Off"}',
    'no.pem': 'x',
  });
  await chmod(join(folder, 'open.keys'), 0o644);
  await chmod(join(folder, 'weak.keys'), 0o600);
  const serve = (...argv: string[]) => command('lakeveil', ['serve', '--port', '0', ...argv], { folder });
  const cases: [argv: string[], code: number, stderr: RegExp][] = [
    [['--prot', '1'], 2, /--port/],
    [['--port', '70000'], 2, /--port must be at most 65535/],
    [['--threads', '0'], 2, /--threads/],
    [['--host', '0.0.0.0'], 2, /API_KEYS_NEEDED.*[\s\S]*--api-key-env/],
    [['--api-key-env', 'A', '--api-key-file', 'b'], 2, /BAD_USAGE/],
    [['--api-key-env', 'deadbeef-not-a-name'], 2, /never the key itself/],
    [['--api-key-env', 'LAKEVEIL_UNSET'], 1, /BAD_API_KEYS/],
    [['--api-key-file', 'missing.keys'], 1, /BAD_API_KEYS/],
    [['--api-key-file', 'open.keys'], 1, /KEY_NOT_PRIVATE/],
    [['--api-key-file', 'weak.keys'], 1, /BAD_API_KEYS/],
    [['--policy', 'policy.json'], 2, /The server was not started: .*\n?.*generator_default/s],
    [['--policy', 'missing.json'], 2, /POLICY_FILE {2}The server was not started/],
    [['--reversible'], 1, /NO_KEY/],
    [['--key-env', 'LAKEVEIL_UNSET'], 1, /NO_KEY/],
    [['--tls-cert', 'no.pem'], 2, /go together/],
    [['--tls-cert', 'no.pem', '--tls-key', 'missing.pem'], 1, /TLS_INVALID/],
    [['--tls-cert', 'no.pem', '--tls-key', 'no.pem'], 1, /TLS_INVALID/],
    [['--host', '192.0.2.1', '--api-key-env', 'PATH'], 1, /BAD_API_KEYS|CANNOT_LISTEN/],
  ];
  for (const [argv, code, stderr] of cases) {
    const ended = await serve(...argv);
    t.match({ code: ended.code, stderr: ended.stderr }, { code, stderr }, argv.join(' '));
  }
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => taken.close(resolve)));
  const { port } = taken.address() as { port: number };
  const ended = await command('lakeveil', ['serve', '--port', String(port)], { folder });
  t.match(ended, { code: 1, stderr: /PORT_IN_USE/ });
});

t.test('https', async (t) => {
  const { execFileSync } = await import('node:child_process');
  const folder = await tempFolder(t);
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=localhost',
        '-days',
        '2',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
      ],
      { cwd: folder, stdio: 'ignore' },
    );
  } catch {
    t.comment('skipped: openssl is missing');
    return;
  }
  const { url, child, ended } = await started(t, folder, ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem']);
  t.match(url, /^https:/);
  const { request } = await import('node:https');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const out = request(`${url}/api/redact`, {
      method: 'POST',
      rejectUnauthorized: false,
      headers: JSON_BODY,
      agent: false,
    });
    out.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    out.on('error', reject);
    out.end('{"text":"x"}');
  });
  t.equal(status, 200);
  child.kill('SIGTERM');
  t.equal((await ended).code, 0);
});
