import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

const TEXT = 'Hello, this is Jane Roe, call 415-555-0134 or jane.roe@mail.test.\n';

t.test('redact: the default policy, flags, a policy file, a job', async (t) => {
  const folder = await tempFolder(t, {
    'policy.json': '{"generator_default": "Off", "generator_config": {"EMAIL_ADDRESS": "Redaction"}}',
    'policy.ts': `export default { generator_default: 'Off' as const };`,
    'bad.json': '{"generator_defualt": "Off"}',
    'broken.json': '{',
    'list.json': '[]',
  });
  const redact = (argv: string[], stdin: string | Uint8Array = TEXT, env = {}) =>
    command('lakeveil', ['redact', ...argv], { folder, stdin, env });

  const plain = await redact([]);
  t.equal(plain.code, 0);
  t.notMatch(plain.stdout, /\bJane\b|\bRoe\b|415-555-0134|\bjane\b/);
  t.match(plain.stdout, /^Hello, this is \[NAME_GIVEN_\w+\]/);
  t.ok(plain.stdout.endsWith('.\n'), 'the line break at the end is kept');
  t.equal((await redact(['--default', 'Off'])).stdout, TEXT);
  const one = await redact(['--default', 'Off', '--label', 'PHONE_NUMBER=Redaction']);
  t.match(one.stdout, /Jane Roe, call \[PHONE_NUMBER_\w+\] or jane\.roe@mail\.test/);
  t.match(
    (await redact(['--policy', 'policy.json'])).stdout,
    /Jane Roe, call 415-555-0134 or \[EMAIL_ADDRESS_\w+\]/,
  );
  t.equal((await redact(['--policy', 'policy.ts'])).stdout, TEXT);
  const job = await redact(['--job', 'redact-transcripts']);
  // Other digits of the number may come out as they were: there are a hundred fictional ones to an exchange.
  t.notMatch(job.stdout, /\bJane\b|\bRoe\b|415-555-0134|jane\.roe|\[/, 'synthesis');

  const env = { KEY: 'a secret of many characters' };
  process.env['KEY'] = env.KEY;
  t.teardown(() => delete process.env['KEY']);
  const keyed = await redact(['--key-env', 'KEY'], TEXT, env);
  t.equal((await redact(['--key-env', 'KEY'], TEXT, env)).stdout, keyed.stdout, 'one key, one mapping');
  t.not((await redact([])).stdout, plain.stdout, 'without a key another one each time');

  const lines = await redact(['--lines'], 'Jane Roe called.\n\nNobody.');
  t.match(lines.stdout, /^\[NAME_GIVEN_\w+\] \[NAME_FAMILY_\w+\] called\.\n\nNobody\.\n$/);

  for (const [argv, code, expected] of [
    [['--label', 'PHONE=Off'], 2, /INVALID_OPTION.*Unknown label "PHONE"; did you mean "PHONE_NUMBER"/s],
    [['--label', 'NAME=Off'], 2, /did you mean "PERSON", "NAME_GIVEN" or "NAME_FAMILY"/s],
    [['--policy', 'hipaa'], 2, /POLICY_FILE.*Did you mean "hipaa-safe-harbor"/s],
    [['--policy', 'hipaa_safe_harbour.json'], 2, /POLICY_FILE.*Did you mean "hipaa-safe-harbor"/s],
    [['--default', 'Synth'], 2, /INVALID_OPTION.*Did you mean "Synthesis"/s],
    [['--default', 'Of'], 2, /INVALID_OPTION.*Did you mean "Off"/s],
    [['--policy', 'bad.json'], 2, /UNKNOWN_OPTION.*Did you mean "generator_default"/s],
    [['--policy', 'broken.json'], 2, /POLICY_FILE.*not JSON/s],
    [['--policy', 'list.json'], 2, /POLICY_FILE.*does not hold a policy/s],
    [['--policy', 'none.json'], 2, /POLICY_FILE.*cannot be read/s],
    [['--key-env', 'NO_SUCH_VARIABLE'], 1, /NO_KEY/],
  ] as const) {
    const result = await redact([...argv]);
    t.match(result, { code, stdout: '', stderr: expected }, argv.join(' '));
    t.notMatch(result.stderr, /Jane/);
  }
  const invalid = await redact([], Buffer.from('Jane \xff', 'latin1'));
  t.match(invalid, { code: 1, stdout: '', stderr: /INVALID_TEXT/ });
});

t.test('detect: one line of spans for each line of text', async (t) => {
  const folder = await tempFolder(t);
  const detect = (stdin: string | Uint8Array) => command('lakeveil', ['detect'], { folder, stdin });
  const text = '😀 call Jane Roe';
  const found = await detect(
    `${JSON.stringify({ text, id: 7 })}\n\n{"text":""}\n{"text":null}\n{"text":"nothing"}`,
  );
  t.equal(found.code, 0);
  const answers = found.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { i: number; spans: { start: number; end: number }[] });
  t.same(
    answers.map(({ i }) => i),
    [0, 2, 3, 4],
    'numbered as the lines of the input',
  );
  const [given] = answers[0]!.spans;
  t.equal(text.slice(given!.start, given!.end), 'Jane', 'offsets in UTF-16 units');
  t.same(Object.keys(given!), ['start', 'end', 'label', 'score']);

  const bad = await detect('{"text":"a"}\n{"text":"Sesame"\n{"text":"c"}\n');
  t.match(bad, { code: 1, stdout: '{"i":0,"spans":[]}\n', stderr: /^BAD_LINE {2}Line 2 of the input/ });
  t.notMatch(bad.stderr, 'Sesame');
  t.match(await detect(Buffer.from('{"text":"\xff"}\n', 'latin1')), {
    code: 1,
    stderr: /INVALID_TEXT {2}Line 1/,
  });
  const many = await detect('{"text":"x"}\n'.repeat(5000));
  t.match(many.stdout.trimEnd().split('\n').at(-1), '{"i":4999,"spans":[]}');
});
