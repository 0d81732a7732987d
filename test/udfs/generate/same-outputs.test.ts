import { createHash } from 'node:crypto';
import t from 'tap';
import { GENERATORS } from '../../../udfs/generate/generators.js';
import { createReplacer } from '../../../udfs/generate/replacer.js';
import { GENERATORS_VERSION } from '../../../udfs/generate/version.js';
import { HIPAA_SAFE_HARBOR } from '../../../udfs/policies/hipaa-safe-harbor.js';
import { compilePolicy, type PolicyInput } from '../../../udfs/policy.js';

const VALUES = [
  'Jordan',
  "O'Donnell",
  'José María Núñez',
  'de la Cruz',
  'W-ó-j-c-i-k',
  '山田',
  'Smith & Jones, LLC',
  'First National Bank',
  'jordan.miles42@acme.co.uk',
  'jordan dot miles at acme dot com',
  '(312) 555-0147 ext. 22',
  '+44 20 7946 0018',
  'three one two five five five oh one four seven',
  '4242 4242 4242 4242',
  '123-45-6789',
  'DE89370400440532013000',
  'HPI-2027-61845',
  '1480 Juniper Lane, Apt 3B',
  '27 Old Mill Road, Asheville, NC 28801',
  'Boise',
  'Idaho',
  'Canada',
  '60614',
  '60614-0147',
  'SW1A 1AA',
  'seventy two',
  '$64.50',
  '10.1.2.3',
  'https://www.acme.com/orders/4410?id=7',
  'senior nurse',
  'Nurses',
  '550e8400-e29b-41d4-a716-446655440000',
  'x'.repeat(1200),
  'Zoë 𝐀 \u0301 \ud800',
];
const GROUP = [
  { label: 'LOCATION_STATE', value: 'OH' },
  { label: 'LOCATION_ZIP', value: '45402' },
];
const LABELS = Object.keys(GENERATORS).filter((label) => label !== 'DATE_TIME' && label !== 'DOB');

/** What a dataset was redacted with goes on as it was: the same key gives the same tokens and surrogates. */
const PINNED: readonly (readonly [string, PolicyInput, string])[] = [
  ['tokens', { generator_default: 'Redaction' }, 'cc85327f7537c6c8'],
  [
    'long tokens',
    { generator_default: 'Redaction', token_length: 43, consistency: 'row' },
    '3fed7b23ea2064d7',
  ],
  ['synthesis', { generator_default: 'Synthesis' }, '99b6c15e0e18166f'],
  [
    'synthesis by conversation',
    { generator_default: 'Synthesis', consistency: 'conversation' },
    '955a77cf6b0678d7',
  ],
  ['hipaa-safe-harbor', HIPAA_SAFE_HARBOR, '2c07736e48b7760b'],
];

for (const [name, policy, expected] of PINNED)
  t.test(`${name}: a key gives what it gave before`, async (t) => {
    const hash = createHash('sha256');
    const replacer = createReplacer(compilePolicy(policy), new Uint8Array(32).fill(7));
    for (const row of ['one row', 'another row']) {
      const replace = replacer.forRow(row, `conversation of ${row}`);
      for (const label of LABELS)
        for (const value of VALUES) {
          const alone = replace(label, value);
          t.equal(replace(label, value), alone, 'asked again');
          hash.update(`${alone}\n`);
          if (label.startsWith('LOCATION_')) hash.update(`${replace(label, value, GROUP)}\n`);
        }
    }
    t.equal(
      hash.digest('hex').slice(0, 16),
      expected,
      `outputs of ${GENERATORS_VERSION} changed: where that is meant, raise the version and pin the new hash`,
    );
  });
