// node build-word-statistics.mjs <unpacked spacy-lookups-data 1.0.5 (PyPI)> <this folder>
// Makes word-statistics.gz: for 160,000 lower-case words their Brown clusters and how often they are written with a capital.
// See README.md here for source and licence; the package is not a dependency.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const [source, out] = process.argv.slice(2);
const load = (name) =>
  JSON.parse(
    gunzipSync(readFileSync(join(source, 'spacy_lookups_data/data', `${name}.json.gz`))).toString('utf8'),
  );
const clusters = load('en_lexeme_cluster');
const logs = load('en_lexeme_prob');
const WORDS = 160_000;

function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const words = new Map();
for (const [form, log] of Object.entries(logs)) {
  if (!/^[\p{L}\p{M}]+(?:['\u2019][\p{L}\p{M}]+)*$/u.test(form) || form.length > 24) continue;
  const lower = form.toLowerCase().replaceAll('\u2019', "'");
  const word = words.get(lower) ?? { lower: 0, title: 0, upper: 0, lowerCluster: 0, titleCluster: 0 };
  const often = Math.exp(log);
  if (form === lower) {
    word.lower += often;
    word.lowerCluster ||= clusters[form] ?? 0;
  } else if (form.length > 1 && form === form.toUpperCase()) word.upper += often;
  else if (form[0] !== lower[0]) {
    word.title += often;
    word.titleCluster ||= clusters[form] ?? 0;
  }
  words.set(lower, word);
}
const total = (word) => word.lower + word.title + word.upper;
const chosen = [...words]
  .filter(([lower]) => lower.length > 1)
  .sort(([a, one], [b, two]) => total(two) - total(one) || (a < b ? -1 : 1))
  .slice(0, WORDS);
const byHash = new Map();
for (const [rank, [lower, word]] of chosen.entries()) {
  const hash = hashOf(lower);
  if (!byHash.has(hash)) byHash.set(hash, { ...word, rank });
}
const hashes = [...byHash.keys()].sort((a, b) => a - b);
const bytes = Buffer.alloc(8 + hashes.length * 12);
bytes.write('LVWRD001', 0, 'latin1');
const parts = [bytes.subarray(0, 8)];
const count = Buffer.alloc(4);
count.writeUInt32LE(hashes.length);
parts.push(count);
const column = (size, cellOf) => {
  const buffer = Buffer.alloc(hashes.length * size);
  hashes.forEach((hash, at) => {
    let value = cellOf(byHash.get(hash), hash, at);
    // Byte by byte in planes, which compresses better.
    for (let plane = 0; plane < size; plane++) {
      buffer[plane * hashes.length + at] = value & 255;
      value = Math.floor(value / 256);
    }
  });
  parts.push(buffer);
};
column(4, (_, hash, at) => hash - (at === 0 ? 0 : hashes[at - 1]));
column(2, (word) => word.lowerCluster);
column(2, (word) => word.titleCluster);
// How often a capital: 0 hardly … 6 nearly always; and rank in octaves.
column(1, (word) => {
  const share = (word.title + word.upper) / total(word);
  const acronym = word.upper > word.title + word.lower ? 8 : 0;
  return [0.03, 0.12, 0.3, 0.6, 0.85, 0.97].filter((bound) => share >= bound).length + acronym;
});
column(1, (word) => Math.min(15, Math.floor(Math.log2(word.rank / 64 + 1))));
const file = gzipSync(Buffer.concat(parts), { level: 9 });
writeFileSync(join(out, 'word-statistics.gz'), file);
process.stdout.write(`${hashes.length} words, ${file.length} bytes\n`);
