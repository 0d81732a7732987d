import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

const SECRET = 'a key for tests that is long enough';
const TEXT = 'Hello, this is Jane Roe,\r\ncall 415-555-0134.\n\nJane "JR" Roe';

t.test('redact, then unredact', async (t) => {
  const folder = await tempFolder(t, {
    'policy.json': '{"redaction_form": "reversible", "consistency": "subject"}',
    key: `${SECRET}\n`,
    other: 'another key for tests, long enough',
  });
  await chmod(join(folder, 'key'), 0o600);
  await chmod(join(folder, 'other'), 0o600);
  const run = (name: 'redact' | 'unredact', argv: string[], stdin: string) =>
    command('lakeveil', [name, ...argv], { folder, stdin });
  const policy = ['--policy', 'policy.json', '--scope', 'caller 7'];

  const redacted = await run('redact', [...policy, '--key-file', 'key', '--key-epoch', '2'], TEXT);
  t.equal(redacted.code, 0, redacted.stderr);
  t.notMatch(redacted.stdout, /\bJane\b|\bRoe\b|415-555-0134/);
  t.match(redacted.stdout, /\[NAME_GIVEN_~2\./);
  const back = await run('unredact', ['--key-file', 'key'], redacted.stdout);
  t.match(back, { code: 0, stderr: '' });
  t.equal(back.stdout, TEXT, 'every byte, line breaks too');

  const wrong = await run('unredact', ['--key-file', 'other'], redacted.stdout);
  t.equal(wrong.code, 1);
  t.equal(wrong.stdout, redacted.stdout, 'left as it was');
  t.match(wrong.stderr, /TOKEN_UNREADABLE.*5 of 5 reversible tokens.*line 1, column 16/s);
  t.notOk(wrong.stderr.includes('~2.'), 'no token is repeated');

  const damaged = redacted.stdout.replace(/(~2\.\S{4})\S/, '$1!');
  const rest = await run('unredact', ['--key-file', 'key'], damaged);
  t.match(rest, { code: 1, stderr: /TOKEN_UNREADABLE.*1 of 5/s });
  t.match(rest.stdout, /Roe,\r\ncall 415-555-0134/, 'the others come back');

  const jsonl = `{"text": ${JSON.stringify(redacted.stdout)}, "n": 12345678901234567890}\n\n[1.0]`;
  const json = await run('unredact', ['--key-file', 'key', '--jsonl'], jsonl);
  t.equal(json.stdout, `{"text": ${JSON.stringify(TEXT)}, "n": 12345678901234567890}\n\n[1.0]`);
  t.match(await run('unredact', ['--key-file', 'other', '--jsonl'], jsonl), {
    code: 1,
    stdout: jsonl,
    stderr: /TOKEN_UNREADABLE.*line 1\./s,
  });
  t.match(await run('unredact', ['--key-file', 'key', '--jsonl'], '{"a": 1}\n{"Jane'), {
    code: 1,
    stdout: '{"a": 1}\n',
    stderr: /BAD_LINE.*Line 2/s,
  });
});

t.test('keys are asked for, and asked for well', async (t) => {
  const folder = await tempFolder(t, { 'policy.json': '{"redaction_form": "reversible"}' });
  await writeFile(join(folder, 'open'), SECRET, { mode: 0o644 });
  for (const [argv, code, stderr] of [
    [['unredact'], 1, /NO_KEY.*--key-file/s],
    [['unredact', '--key-file', 'open'], 1, /KEY_NOT_PRIVATE.*chmod 600/s],
    [['unredact', '--key-file', 'none'], 1, /NO_KEY/],
    [['unredact', '--key-file', 'open', '--key-env', 'X'], 2, /BAD_USAGE/],
    [['unredact', '--key-env', 'deadbeefdeadbeefdeadbeefdeadbeef'], 2, /BAD_USAGE/],
    [['unredact', '--key', SECRET], 2, /BAD_USAGE/],
    [['redact', '--policy', 'policy.json'], 1, /NO_KEY.*nobody could turn them back/s],
  ] as const) {
    const result = await command('lakeveil', [...argv], { folder, stdin: 'x' });
    t.match(result, { code, stdout: '', stderr }, argv.join(' '));
    t.notMatch(result.stderr, /deadbeef|long enough/);
  }
});
