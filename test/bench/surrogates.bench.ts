/**
 * How often two of 100,000 different originals share a surrogate, by label, and how long one takes:
 * `node dist/test/bench/surrogates.bench.js [originals]`. Prints the table of docs/synthesis.md.
 */
import { createReplacer } from '../../udfs/generate/replacer.js';
import { compilePolicy } from '../../udfs/policy.js';

const count = Number(process.argv[2] ?? 100_000);

/** `n` in letters, five of them: different for every n below 11 million. */
function word(n: number): string {
  let rest = n;
  let out = '';
  for (let at = 0; at < 5; at++) {
    out += String.fromCharCode(97 + (at % 2 === 0 ? (rest * 7 + at) % 26 : rest % 26));
    rest = Math.floor(rest / 26);
  }
  return out + 'aeiou'[n % 5]! + String.fromCharCode(97 + (Math.floor(n / 5) % 26)) + word26(n);
}

function word26(n: number): string {
  return n < 26
    ? String.fromCharCode(97 + n)
    : word26(Math.floor(n / 26)) + String.fromCharCode(97 + (n % 26));
}

const title = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const digits = (n: number, size: number): string =>
  String((n * 7919 + 10_007) % 10 ** size).padStart(size, '0');

const ORIGINALS: Readonly<Record<string, (n: number) => string>> = {
  NAME_GIVEN: (n) => title(word26(n)),
  NAME_FAMILY: (n) => title(word26(n)),
  PERSON: (n) => `${title(word26(n % 317))} ${title(word26(n))}`,
  EMAIL_ADDRESS: (n) => `${word26(n % 317)}.${word26(n)}@gmail.com`,
  USERNAME: (n) => `${word26(n)}${n % 90}`,
  ORGANIZATION: (n) => `${title(word(n))} Bank`,
  LOCATION_ADDRESS: (n) => `${n % 9000} ${title(word26(n))} Street`,
  LOCATION_CITY: (n) => title(word26(n)),
  LOCATION_ZIP: (n) => digits(n, 5),
  PHONE_NUMBER: (n) => `(${201 + (n % 700)}) ${digits(n, 7).replace(/(...)/, '$1-')}`,
  US_SSN: (n) => digits(n, 9),
  CREDIT_CARD: (n) => `4${digits(n, 15)}`,
  US_BANK_NUMBER: (n) => digits(n, 10),
  IBAN_CODE: (n) => `DE89${digits(n, 15)}000`,
  NUMERIC_PII: (n) => `ORD-${digits(n, 8)}`,
  HEALTHCARE_ID: (n) => `W${digits(n, 9)}`,
  US_DRIVER_LICENSE: (n) => `D${digits(n, 8)}`,
  IP_ADDRESS: (n) => `10.${n % 256}.${(n >> 8) % 256}.${n >> 16}`,
  URL: (n) => `https://${word26(n)}.com`,
  OCCUPATION: (n) => word26(n),
};

console.log(`| label | surrogates | originals that share theirs | µs each |\n|---|---|---|---|`);
for (const [label, original] of Object.entries(ORIGINALS)) {
  const make = createReplacer(
    compilePolicy({ generator_default: 'Synthesis' }),
    new Uint8Array(32).fill(9),
  ).forRow('row');
  const originals = [...new Set(Array.from({ length: count }, (_, n) => original(n + 30)))];
  const bearers = new Map<string, number>();
  const began = performance.now();
  for (const value of originals) {
    const made = make(label, value).toLowerCase();
    bearers.set(made, (bearers.get(made) ?? 0) + 1);
  }
  const each = ((performance.now() - began) * 1000) / originals.length;
  let sharing = 0;
  for (const bearer of bearers.values()) if (bearer > 1) sharing += bearer;
  const share = ((100 * sharing) / originals.length).toFixed(sharing * 1000 < originals.length ? 2 : 1);
  console.log(`| \`${label}\` | ${bearers.size} | ${share} % of ${originals.length} | ${each.toFixed(0)} |`);
}
