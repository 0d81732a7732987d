import { readFileSync } from 'node:fs';
import t from 'tap';
import { tokenOdds } from '../../udfs/generate/redaction-token.js';
import { compilePolicy, LABEL_NAMES, redactText } from '../../udfs/index.js';
import { policySchema } from '../../udfs/policy.js';
import { redactJson } from '../../udfs/redact-json.js';

const DOCS = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
const key = new Uint8Array(32).fill(3);
const refused = (policy: unknown) => {
  try {
    compilePolicy(policy as never);
  } catch (error) {
    return error as { code: string; message: string };
  }
  return undefined;
};

t.test('states: named labels, then the default', async (t) => {
  const policy = compilePolicy({
    generator_default: 'Off',
    generator_config: { NAME_GIVEN: 'Synthesis', US_SSN: 'Redaction' },
  });
  t.equal(policy.stateOf('NAME_GIVEN'), 'Synthesis');
  t.equal(policy.stateOf('US_SSN'), 'Redaction');
  t.equal(policy.stateOf('CVV'), 'Off');
  t.equal(policy.off.size, LABEL_NAMES.length - 2);
  t.equal(compilePolicy({}).stateOf('CVV'), 'Redaction', 'nothing said is not nothing done');
});

t.test('unknown settings and labels are refused with a suggestion', async (t) => {
  t.match(refused({ generatorConfig: {} }), {
    code: 'POLICY_INVALID',
    message: /did you mean "generator_config"/,
  });
  t.match(refused({ generator_cofnig: {} }), { message: /did you mean "generator_config"/ });
  t.match(refused({ generator_config: { NAME_GIVNE: 'Off' } }), { message: /did you mean "NAME_GIVEN"/ });
  t.match(refused({ generator_config: { email_address: 'Off' } }), {
    message: /did you mean "EMAIL_ADDRESS"/,
  });
  t.match(refused({ thresholds: { EMAIL: 0.4 } }), {
    code: 'POLICY_INVALID',
    message: /did you mean "EMAIL_ADDRESS"/,
  });
  t.match(refused({ generator_config: { NAME: 'Off' } }), {
    message: /did you mean "PERSON", "NAME_GIVEN" or "NAME_FAMILY"\?/,
  });
  t.match(refused({ generator_config: { SSN: 'Off' } }), { message: /did you mean "US_SSN"\?/ });
  t.match(refused({ generator_config: { ORG: 'Off' } }), { message: /did you mean "ORGANIZATION"\?/ });
  t.match(refused({ generator_config: { firstName: 'Off' } }), { message: /did you mean "NAME_GIVEN"\?/ });
  t.match(refused({ generator_config: { QUUX: 'Off' } }), { message: /Unknown label "QUUX"\./ });
  t.match(refused({ label_block_lists: { NAMEGIVEN: { regexes: [] } } }), { message: /NAME_GIVEN/ });
  t.match(refused({ generator_config: { CVV: 'Mask' } }), { code: 'POLICY_INVALID' });
  t.match(refused({ label_allow_lists: { CVV: { regexes: [], words: [] } } }), { code: 'POLICY_INVALID' });
  t.match(refused({ generator_metadata: { CVV: { presreve_domain: true } } }), { code: 'POLICY_INVALID' });
});

t.test('states that the local engine does not have are refused by name', async (t) => {
  t.match(refused({ generator_config: { NAME_GIVEN: 'GroupingSynthesis' } }), {
    message: /GroupingSynthesis is not available/,
  });
  t.match(refused({ generator_default: 'ReplacementSynthesis' }), {
    message: /ReplacementSynthesis is not available/,
  });
});

t.test(
  'patterns that RE2 cannot run, and patterns that match nothing-at-all everywhere, are refused at load',
  async (t) => {
    for (const pattern of ['(?=x)y', '(a)\\1', '(', 'x*']) {
      t.match(
        refused({ label_allow_lists: { CVV: { regexes: [pattern] } } }),
        { code: 'POLICY_INVALID', message: /label_allow_lists\.CVV\.regexes\.0/ },
        pattern,
      );
      t.match(
        refused({ label_block_lists: { CVV: { regexes: [pattern] } } }),
        { code: 'POLICY_INVALID' },
        pattern,
      );
    }
  },
);

t.test('a user pattern that backtracks elsewhere runs in linear time here', async (t) => {
  const policy = compilePolicy({
    generator_default: 'Off',
    label_allow_lists: { NUMERIC_PII: { regexes: ['(a+)+z'] } },
  });
  const began = performance.now();
  redactText('a'.repeat(50_000), policy, key);
  t.ok(performance.now() - began < 5_000);
});

const text = 'Ask Priya Desai about Falcon-Nine today.';

t.test('ALLOW lists detect as well: what no engine knows is masked', async (t) => {
  const without = compilePolicy({
    generator_default: 'Off',
    generator_config: { PROJECT_NAME: 'Redaction' },
  });
  t.match(redactText(text, without, key).text, /Falcon-Nine/);
  const withList = compilePolicy({
    generator_default: 'Off',
    generator_config: { PROJECT_NAME: 'Redaction' },
    label_allow_lists: { PROJECT_NAME: { regexes: ['Falcon-\\w+'] } },
  });
  t.match(redactText(text, withList, key).text, /about \[PROJECT_NAME_\w{5}\] today/);
});

t.test('BLOCK lists leave alone: what the engine found is kept', async (t) => {
  const names = {
    generator_default: 'Off',
    generator_config: { NAME_GIVEN: 'Redaction', NAME_FAMILY: 'Redaction' },
  } as const;
  t.match(
    redactText(text, compilePolicy(names), key).text,
    /Ask \[NAME_GIVEN_\w{5}\] \[NAME_FAMILY_\w{5}\] about/,
  );
  const blocked = compilePolicy({ ...names, label_block_lists: { NAME_GIVEN: { regexes: ['Pri.*'] } } });
  t.match(redactText(text, blocked, key).text, /Ask Priya \[NAME_FAMILY_\w{5}\] about/);
});

t.test('a block list needs the whole value, and its own label', async (t) => {
  const names = { generator_default: 'Redaction' } as const;
  for (const lists of [{ NAME_GIVEN: { regexes: ['Pri'] } }, { NAME_FAMILY: { regexes: ['Priya'] } }]) {
    t.notMatch(redactText(text, compilePolicy({ ...names, label_block_lists: lists }), key).text, /Priya/);
  }
});

t.test('off: the label is found and its text is kept', async (t) => {
  const result = redactText(
    'Pay $20.00 to Priya Desai',
    compilePolicy({ generator_default: 'Redaction', generator_config: { MONEY: 'Off' } }),
    key,
  );
  t.match(result.text, /^Pay \$20\.00 to \[NAME_GIVEN/);
  t.match(
    result.spans.find(({ label }) => label === 'MONEY'),
    { replaced: false, newStart: 4, newEnd: 10 },
  );
  t.equal(result.entities['MONEY'], undefined);
});

t.test('thresholds by label, and for the others', async (t) => {
  const count = (thresholds: Record<string, number>) =>
    redactText('zip 60614, mail x@example.com', compilePolicy({ thresholds }), key).spans.length;
  t.equal(count({}), 2);
  t.equal(count({ EMAIL_ADDRESS: 1 }), 1);
  t.equal(count({ default: 1 }), 0);
});

t.test('the fingerprint follows the meaning, not the order', async (t) => {
  const one = compilePolicy({ generator_config: { CVV: 'Off', US_SSN: 'Off' } }).fingerprint;
  t.equal(compilePolicy({ generator_config: { US_SSN: 'Off', CVV: 'Off' } }).fingerprint, one);
  t.not(compilePolicy({ generator_config: { US_SSN: 'Off', CVV: 'Redaction' } }).fingerprint, one);
  t.not(compilePolicy({ generator_config: { CVV: 'Off', US_SSN: 'Off' }, random_seed: 1 }).fingerprint, one);
});

t.test('docs/policy.md names every setting with its default, and its example is a policy', async (t) => {
  for (const name of Object.keys(policySchema.shape)) t.ok(DOCS.includes(`| \`${name}\``), name);
  const defaults = redactJson.options.parse({});
  for (const name of Object.keys(defaults)) t.ok(DOCS.includes(`\`${name}\``), name);
  for (const name of [
    'generator_default',
    'redaction_form',
    'token_length',
    'random_seed',
    'recall_bias',
  ] as const) {
    const written = new RegExp(`\\| \`${name}\`[ ◆]*\\| \`(.*?)\` \\|`).exec(DOCS)?.[1];
    t.equal(written, String(compilePolicy({}).policy[name]), name);
  }
  const examples = [...DOCS.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1]!);
  t.ok(examples.length > 0);
  for (const example of examples) compilePolicy(JSON.parse(example));
});

t.test('docs/policy.md tells the odds of tokens as they are', async (t) => {
  const rows = [...DOCS.matchAll(/^\| (\d+) \| ([\d.]+) \| (?:1 in ([\d,]+) )?.*\| ([\d,]+)?.*\|$/gm)];
  t.equal(rows.length, 4);
  for (const [, length, bits, odds, even] of rows) {
    const told = tokenOdds(Number(length));
    t.equal(told.bits.toFixed(1), bits);
    if (odds?.includes(',')) t.equal(Math.round(1 / told.sharedAmong(1000)), Number(odds.replace(',', '')));
    if (even?.includes(',')) t.equal(Math.round(told.evenOddsAt / 100), Number(even.replace(',', '')) / 100);
  }
});
