import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { LABEL_NAMES } from '../../udfs/detect/labels.js';
import { tempFolder } from '../jobs/temp-folder.js';
import { Engine, missingTextualSdk } from './engine.js';

const BIN = fileURLToPath(new URL('../../jobs/cli/bin/lakeveil.cjs', import.meta.url));
const API_KEY = 'an-api-key-for-tests';
const skip = missingTextualSdk();

interface Replacement {
  start: number;
  end: number;
  new_start: number;
  new_end: number;
  label: string;
  text: string;
  new_text: string;
  score: number;
  language: string;
  json_path?: string;
}
interface Redaction {
  original_text: string;
  redacted_text: string;
  usage: number;
  de_identify_results: Replacement[];
}
interface Outcome<Answer> {
  answer: Answer;
  described?: string;
  error?: string;
  message?: string;
  status?: number | null;
}

/** The SDK in a Python process, against `lakeveil serve` in another. */
async function sdk(t: Test, argv: readonly string[], files: Record<string, string> = {}) {
  const folder = await tempFolder(t, files);
  const server = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--threads', '2', ...argv], {
    cwd: folder,
    env: { ...process.env, API_KEYS: API_KEY, PSEUDONYM: 'a pseudonym key for tests that is long enough' },
  });
  let stderr = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const found = /"url":"([^"]+)"/.exec(stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.on('close', () => reject(new Error(`the server ended: ${stderr}`)));
  });
  t.teardown(
    () =>
      new Promise((resolve) => {
        server.on('close', resolve);
        server.kill('SIGTERM');
      }),
  );
  const engine = await Engine.textual(join(folder, 'scratch'), url, API_KEY);
  t.teardown(() => engine.stop());
  const call = <Answer = Redaction>(
    method: string,
    args: readonly unknown[],
    kwargs: Record<string, unknown> = {},
    more: Record<string, unknown> = {},
  ): Promise<Outcome<Answer>> =>
    engine.call('call', { method, args, kwargs, ...more }) as Promise<Outcome<Answer>>;
  const redact = async (text: string, kwargs: Record<string, unknown> = {}): Promise<Redaction> => {
    const { answer, error, message } = await call('redact', [text], kwargs);
    if (error !== undefined) throw new Error(`${error}: ${message}`);
    t.ok(agrees(text, answer.redacted_text, answer.de_identify_results), 'spans and text agree');
    return answer;
  };
  return { engine, call, redact };
}

const KEYS = ['--api-key-env', 'API_KEYS', '--key-env', 'PSEUDONYM'];

function agrees(original: string, redacted: string, results: readonly Replacement[]): boolean {
  let made = '';
  let at = 0;
  for (const one of results) {
    if (original.slice(one.start, one.end) !== one.text) return false;
    made += original.slice(at, one.start);
    if (made.length !== one.new_start) return false;
    made += one.new_text;
    at = one.end;
  }
  return made + original.slice(at) === redacted;
}

t.test('redact, in every form of answer', { skip: skip ?? false }, async (t) => {
  const { call, redact, engine } = await sdk(t, KEYS);
  const text = 'Hello 😀👩‍👩‍👧, my name is Maria Lopez.\r\nCall 555-867-5309.';
  const answer = await redact(text);
  t.equal(answer.original_text, text);
  t.equal(answer.usage, 9);
  t.same(
    answer.de_identify_results.map(({ label }) => label),
    ['NAME_GIVEN', 'NAME_FAMILY', 'PHONE_NUMBER'],
  );
  for (const one of answer.de_identify_results) t.match(one, { language: 'en', score: Number });
  // The SDK's own helper turns Python's offsets into the service's.
  const helped = (await engine.call('utf16', { text, value: 'Maria' })) as { start: number; end: number };
  t.match(answer.de_identify_results[0], { start: helped.start, end: helped.end, text: 'Maria' });
  const { described } = await call('redact', [text]);
  t.ok(described?.startsWith(answer.redacted_text));

  const bulk = await call<{
    bulk_text: string[];
    bulk_redacted_text: string[];
    usage: number;
    de_identify_results: Replacement[][];
  }>('redact_bulk', [[text, '', 'nothing here', 'I am Maria Lopez.']]);
  t.same(bulk.answer.bulk_text, [text, '', 'nothing here', 'I am Maria Lopez.']);
  t.equal(bulk.answer.bulk_redacted_text[0], answer.redacted_text, 'the same value, the same token');
  t.ok(
    bulk.answer.bulk_text.every((one, at) =>
      agrees(one, bulk.answer.bulk_redacted_text[at]!, bulk.answer.de_identify_results[at]!),
    ),
  );
  t.same(
    bulk.answer.de_identify_results.map(({ length }) => length),
    [3, 0, 0, 2],
  );
  t.equal(bulk.answer.usage, 15);
  t.ok(bulk.described?.includes(answer.redacted_text));
});

t.test('json', { skip: skip ?? false }, async (t) => {
  const { call } = await sdk(t, KEYS);
  const document = {
    person: { first: 'John', last: 'OReilly' },
    note: 'call 555-867-5309',
    id: 'zx-81',
    own: 'Maria Lopez',
  };
  for (const given of [document, JSON.stringify(document)]) {
    const { answer, error, message } = await call('redact_json', [given], {
      jsonpath_allow_lists: { NUMERIC_PII: ['$.id'] },
      json_path_ignore_paths: ['$.own'],
      random_seed: 3,
    });
    t.equal(error, undefined, message ?? 'answered');
    const made = JSON.parse(answer.redacted_text);
    t.equal(made.own, 'Maria Lopez');
    t.match(made.id, /^\[NUMERIC_PII_/);
    const first = answer.de_identify_results.find(({ json_path }) => json_path === '$.person.first');
    t.match(first, { label: 'NAME_GIVEN', start: 0, end: 4, text: 'John', new_text: made.person.first });
  }
  t.match(await call('redact_json', ['{"a": ']), {
    error: 'TextualServerBadRequest',
    message: /JSON_INVALID/,
  });
});

t.test('unredact', { skip: skip ?? false }, async (t) => {
  const { call, redact } = await sdk(t, [...KEYS, '--reversible']);
  const text = "I'm Maria Lopez 😀";
  const { redacted_text } = await redact(text);
  t.notMatch(redacted_text, 'Maria');
  t.same((await call('unredact', [redacted_text])).answer, [text]);
  t.same((await call('unredact_bulk', [[redacted_text, 'x']], { random_seed: 9 })).answer, [text, 'x']);
});

t.test('options', { skip: skip ?? false }, async (t) => {
  const { call, redact, engine } = await sdk(t, [...KEYS, '--policy', 'policy.json'], {
    'policy.json': '{"custom_labels": {"BADGE": {"regexes": ["QX-[0-9]{4}"]}}}',
  });
  const text = "I'm Maria Lopez. I live in Boston. Call 555-867-5309.";
  const off = await redact(text, { generator_default: 'Off', generator_config: { NAME_GIVEN: 'Redaction' } });
  t.same(
    off.de_identify_results.map(({ label }) => label),
    ['NAME_GIVEN'],
  );
  t.match(off.redacted_text, 'Lopez. I live in Boston. Call 555-867-5309.');
  t.equal((await redact(text, { generator_default: 'Off' })).redacted_text, text);

  const one = await redact(text, { generator_default: 'Synthesis', random_seed: 1 });
  const two = await redact(text, { generator_default: 'Synthesis', random_seed: 2 });
  const three = await redact(text, { generator_default: 'Synthesis', random_seed: -1 });
  t.equal(
    (await redact(text, { generator_default: 'Synthesis', random_seed: 1 })).redacted_text,
    one.redacted_text,
  );
  t.equal(new Set([one, two, three].map(({ redacted_text }) => redacted_text)).size, 3, 'seeds differ');

  const blocked = await redact(text, { label_block_lists: { NAME_GIVEN: ['Mar.*'] } });
  t.match(blocked.redacted_text, 'Maria', 'what is blocked is left alone');
  const allowed = await redact('a plain zebra', { label_allow_lists: { NAME_GIVEN: ['zebr.'] } });
  t.match(allowed.de_identify_results, [{ label: 'NAME_GIVEN', text: 'zebra' }], 'what is allowed is found');
  const newer = await redact('a plain zebra', {
    generator_default: 'Off',
    generator_config: { ACCOUNT_NUMBER: 'Redaction' },
    label_allow_lists: { ACCOUNT_NUMBER: ['zebr.'] },
  });
  t.match(
    newer.de_identify_results,
    [{ label: 'ACCOUNT_NUMBER', text: 'zebra' }],
    'a label that only the service has',
  );

  await redact(text, { record_options: { record: true, retention_time_in_hours: 5, tags: ['x'] } });
  await redact(text, { enable_llm_classification: false });
  const badge = await redact('my badge: QX-1234', {
    custom_entities: ['BADGE'],
    generator_config: { BADGE: 'Redaction' },
    custom_entity_ranking_modes: { BADGE: 'Standard' },
  });
  t.match(badge.de_identify_results, [{ label: 'BADGE', text: 'QX-1234' }]);

  const labels = (await engine.call('labels')) as string[];
  t.same(
    LABEL_NAMES.filter((label) => !labels.includes(label)),
    [],
    'the SDK knows every label that is answered',
  );
  for (const state of ['Redaction', 'Synthesis'])
    await redact(text, { generator_config: Object.fromEntries(labels.map((label) => [label, state])) });

  const refused: [kwargs: Record<string, unknown>, message: RegExp][] = [
    [{ generator_default: 'GroupingSynthesis' }, /use Synthesis or Redaction/],
    [{ generator_config: { NAME_GIVEN: 'ReplacementSynthesis' } }, /use Synthesis or Redaction/],
    [{ custom_entities: ['NOBODY_KNOWS'] }, /customPiiEntityIds/],
    [{ enable_llm_classification: true }, /llmClassificationPolicy/],
    [{ include_entity_linking_scores: true }, /includeEntityLinkingScores/],
    [{ label_allow_lists: { NAME_GIVEN: ['(?=x)'] } }, /RE2/],
    [{ generator_config: { ACCOUNT_NUMBER: 'Redaction', NUMERIC_PII: 'Off' } }, /NUMERIC_PII/],
  ];
  for (const [kwargs, message] of refused)
    t.match(
      await call('redact', [text], kwargs),
      { error: 'TextualServerBadRequest', message },
      String(message),
    );
});

t.test('each class of metadata', { skip: skip ?? false }, async (t) => {
  const { redact } = await sdk(t, KEYS);
  const synthesis = { generator_default: 'Synthesis' };
  const only = (label: string, { de_identify_results }: Redaction): string[] =>
    de_identify_results.filter((one) => one.label === label).map(({ new_text }) => new_text);
  const given = async (label: string, text: string, metadata: Record<string, unknown>): Promise<string> => {
    const answer = await redact(text, { ...synthesis, generator_metadata: { [label]: metadata } });
    const found = only(label, answer);
    t.equal(found.length, 1, `${label} in ${text}`);
    return found[0]!;
  };
  const name = { class: 'NameGeneratorMetadata' };
  const called = "Hi, I'm Maria Lopez.";
  t.not(await given('NAME_GIVEN', called, name), 'Maria');
  t.equal(await given('NAME_GIVEN', called, { ...name, swaps: { Maria: 'Zoe' } }), 'Zoe');
  t.equal(await given('NAME_GIVEN', called, { ...name, constant_value: 'Someone' }), 'Someone');
  t.type(
    await given('NAME_GIVEN', called, {
      ...name,
      is_consistency_case_sensitive: true,
      preserve_gender: true,
      generator_version: 'V2',
    }),
    'string',
  );
  const mail = 'Write to maria@zebra.example please.';
  t.match(
    await given('EMAIL_ADDRESS', mail, { class: 'EmailGeneratorMetadata', preserve_domain: true }),
    /^[^@]+@zebra\.example$/,
  );
  t.notMatch(await given('EMAIL_ADDRESS', mail, { class: 'EmailGeneratorMetadata' }), 'zebra');
  const phone = 'Call me at (415) 867-5309.';
  t.match(
    await given('PHONE_NUMBER', phone, {
      class: 'PhoneNumberGeneratorMetadata',
      use_us_phone_number_generator: true,
      replace_invalid_numbers: true,
      preserve_us_area_code: true,
    }),
    /^\(415\) /,
  );
  const address = 'I live at 847 Rocky Top Road, Memphis, TN 38103.';
  t.match(
    await given('LOCATION_ZIP', address, {
      class: 'HipaaAddressGeneratorMetadata',
      use_three_digit_zips: true,
      replace_truncated_zeros_in_zip_code: false,
    }),
    /^381$/,
  );
  t.match(await given('LOCATION_ZIP', address, { class: 'HipaaAddressGeneratorMetadata' }), /^381/);
  await given('LOCATION_CITY', address, {
    class: 'HipaaAddressGeneratorMetadata',
    use_non_hipaa_address_generator: true,
    realistic_synthetic_values: false,
    replace_foreign_zip_codes_with_zeros: true,
  });
  const dated = 'The visit was on 2024-03-05.';
  const shift = { class: 'TimestampShiftMetadata', left_shift_in_days: 10, right_shift_in_days: 10 };
  const date = { class: 'DateTimeGeneratorMetadata' };
  t.equal(await given('DATE_TIME', dated, { ...date, metadata: shift }), '2024-03-15');
  t.equal(
    await given('DATE_TIME', dated, {
      ...date,
      use_clear_date_and_passthrough_or_group_year_generator: true,
    }),
    '2024-01-01',
  );
  await given('DATE_TIME', dated, {
    ...date,
    scramble_unrecognized_dates: false,
    additional_date_formats: ['%d.%m.%Y'],
    apply_constant_shift_to_document: true,
  });
  const aged = 'She is 94 years old.';
  t.match(
    await given('PERSON_AGE', aged, {
      class: 'PersonAgeGeneratorMetadata',
      use_passthrough_or_group_age_generator: true,
      metadata: { class: 'AgeShiftMetadata', age_shift_in_years: 3, apply_constant_shift_to_document: true },
    }),
    /90\+/,
  );
  const number = await redact('We counted 4711 sheep.', {
    ...synthesis,
    label_allow_lists: { NUMERIC_VALUE: ['4711'] },
    generator_metadata: {
      NUMERIC_VALUE: { class: 'NumericValueGeneratorMetadata', use_oracle_integer_pk_generator: true },
      ORGANIZATION: { class: 'BaseMetadata', constant_value: 'ACME' },
    },
  });
  t.equal(only('NUMERIC_VALUE', number).length, 1);
  for (const value of only('NUMERIC_VALUE', number)) t.match(value, /^\d{4}$/);
});

t.test('errors', { skip: skip ?? false }, async (t) => {
  const { call } = await sdk(t, [...KEYS, '--max-body', '1']);
  const canary = 'Zyxwina Quillfeather';
  t.match(await call('redact', [canary], {}, { apiKey: 'another-key' }), { error: 'HTTPError', status: 401 });
  const large = await call('redact', [canary.repeat(200_000)]);
  t.match(large, { error: 'HTTPError', status: 413 });
  t.notMatch(large.message, 'Zyxwina');
  t.match(await call('redact_xml', ['<a/>']), { error: 'HTTPError', status: 501 });
  t.match(await call('redact_html', ['<p>']), { error: 'HTTPError', status: 501 });
  t.match(await call('redact_structured', [['x'], 'URL']), { error: 'HTTPError', status: 501 });
  t.match(await call('unredact', ['x']), { error: 'TextualServerBadRequest', message: /NOT_REVERSIBLE/ });
  const lone = await call('redact', [`\ud800 ${canary}`]);
  t.equal(lone.error, undefined, 'half a character goes there and back');
});
