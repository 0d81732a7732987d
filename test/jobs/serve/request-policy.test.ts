import t from 'tap';
import { randomSeed } from '../../../jobs/serve/random-seed.js';
import { RequestPolicies } from '../../../jobs/serve/request-policy.js';
import { compilePolicy, type PolicyInput } from '../../../udfs/policy.js';

const policyOf = (server: PolicyInput, options: object, seed?: number) =>
  compilePolicy(JSON.parse(new RequestPolicies(server).of(options, seed).json) as PolicyInput);

t.test("a request's settings lie over the server's", async (t) => {
  const server: PolicyInput = {
    generator_default: 'Synthesis',
    generator_config: { URL: 'Off', NAME_GIVEN: 'Redaction' },
    label_allow_lists: { URL: { regexes: ['a+'] } },
    label_block_lists: { URL: { regexes: ['b+'] }, NAME_GIVEN: { regexes: ['c+'] } },
    random_seed: 4,
  };
  const alone = policyOf(server, {});
  t.equal(alone.stateOf('NAME_FAMILY'), 'Synthesis');
  t.equal(alone.stateOf('URL'), 'Off');
  t.equal(alone.policy.random_seed, 4);
  const asked = policyOf(
    server,
    {
      generatorDefault: 'Redaction',
      generatorConfig: { URL: 'Synthesis' },
      labelAllowLists: { URL: { regexes: ['d+'], strings: ['e+'] } },
      labelBlockLists: { URL: { regexes: ['f+'] } },
    },
    7,
  );
  t.equal(asked.stateOf('NAME_FAMILY'), 'Redaction');
  t.equal(asked.stateOf('URL'), 'Synthesis');
  t.equal(asked.stateOf('NAME_GIVEN'), 'Redaction');
  t.same(asked.policy.label_allow_lists, { URL: { regexes: ['a+', 'd+', 'e\\+'] } }, 'both are detected');
  t.same(asked.policy.label_block_lists, { URL: { regexes: ['f+'] }, NAME_GIVEN: { regexes: ['c+'] } });
  t.equal(asked.policy.random_seed, 7);
});

t.test('settings that are sent empty are none', async (t) => {
  const { policy } = policyOf(
    {},
    {
      generatorMetadata: {
        NAME_GIVEN: {
          _type: 'NameGeneratorMetadata',
          customGenerator: 'Name',
          swaps: {},
          constantValue: null,
        },
        URL: { _type: 'BaseMetadata', customGenerator: null, version: 'V1', swaps: { a: 'b' } },
      },
    },
  );
  t.notOk('swaps' in policy.generator_metadata['NAME_GIVEN']!, 'an original that stays is an error still');
  t.same(policy.generator_metadata['URL']!.swaps, { a: 'b' });
});

t.test('labels that only the service has stand for those that are found in their place', async (t) => {
  const off = policyOf({}, { generatorDefault: 'Off', generatorConfig: { ACCOUNT_NUMBER: 'Redaction' } });
  t.equal(off.stateOf('NUMERIC_PII'), 'Redaction');
  t.equal(off.stateOf('US_BANK_NUMBER'), 'Redaction');
  t.equal(off.stateOf('URL'), 'Off');
  const both = policyOf({}, { generatorConfig: { VEHICLE_ID: 'Synthesis', ACCOUNT_NUMBER: 'Redaction' } });
  t.equal(both.stateOf('NUMERIC_PII'), 'Redaction', 'the stricter one');
  const first = policyOf({}, { generatorConfig: { ACCOUNT_NUMBER: 'Redaction', VEHICLE_ID: 'Synthesis' } });
  t.equal(first.stateOf('NUMERIC_PII'), 'Redaction');
  const ignored = policyOf({}, { generatorConfig: { VEHICLE_ID: 'Off' } });
  t.equal(ignored.stateOf('NUMERIC_PII'), 'Redaction', 'Off takes nothing away from what else is found so');
  const server: PolicyInput = { generator_config: { US_DRIVER_LICENSE: 'Off' } };
  t.equal(
    policyOf(server, { generatorConfig: { DRIVERS_LICENSE_NUMBER: 'Synthesis' } }).stateOf(
      'US_DRIVER_LICENSE',
    ),
    'Synthesis',
  );
  for (const generatorConfig of [{ VEHICLE_ID: 'Redaction', NUMERIC_PII: 'Off' }])
    t.throws(() => policyOf({}, { generatorConfig }), { code: 'BAD_REQUEST' });
  t.throws(() => policyOf({}, { generatorMetadata: { VEHICLE_ID: { constantValue: 'x' } } }), {
    code: 'BAD_REQUEST',
  });
});

t.test('equal options are one policy, others are others', async (t) => {
  const policies = new RequestPolicies({});
  const one = policies.of({ generatorDefault: 'Off' }, 1);
  t.equal(policies.of({ generatorDefault: 'Off' }, 1), one);
  t.not(policies.of({ generatorDefault: 'Off' }, 2).id, one.id);
  t.not(policies.of({ generatorDefault: 'Redaction' }, 1).id, one.id);
  t.not(policies.of({ generatorDefault: 'Off', labelAllowLists: { URL: { regexes: ['a'] } } }, 1).id, one.id);
});

t.test('seeds', async (t) => {
  t.equal(randomSeed(undefined), undefined);
  t.equal(randomSeed('7'), 7);
  t.equal(randomSeed('0'), 0);
  t.ok(Number.isSafeInteger(randomSeed('-1')));
  t.not(randomSeed('-1'), randomSeed('-2'));
  for (const bad of ['', 'x', '1.5', '1e3', ' 1', '9'.repeat(20), ['1', '2']])
    t.throws(() => randomSeed(bad), { code: 'BAD_REQUEST' });
});
