import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { drawFrom, keyedHash } from '../../../udfs/generate/draw.js';
import { bytesOfWords, HmacSha256 } from '../../../udfs/keys/hmac-sha256.js';

function reference(key: Uint8Array, parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(part));
    hmac.update(length).update(part, 'utf8');
  }
  return hmac.digest();
}

t.test('it is the HMAC of node:crypto over length-prefixed parts', async (t) => {
  const part = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    // Lone surrogates too.
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
      .map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.array(part, { maxLength: 6 }),
      (key, parts) =>
        bytesOfWords(new HmacSha256(key).ofParts(parts)).equals(reference(key, parts)) &&
        keyedHash(key, ...parts).equals(reference(key, parts)),
    ),
    { numRuns: 500 },
  );
  t.pass('for any key and parts');
});

t.test('of every length around the ends of blocks, one after the other', async (t) => {
  const key = new Uint8Array(32).fill(3);
  const hmac = new HmacSha256(key);
  for (let length = 300; length >= 0; length--) {
    const value = 'ab\u00e9'.repeat(100).slice(0, length);
    if (!bytesOfWords(hmac.ofParts([value, 'x'])).equals(reference(key, [value, 'x'])))
      t.fail(`differs at ${length} characters`);
  }
  t.same(bytesOfWords(hmac.ofParts([])), reference(key, []));
});

t.test('a key that changes later changes nothing; one above a block is refused', async (t) => {
  const key = new Uint8Array(32).fill(3);
  const hmac = new HmacSha256(key);
  const expected = [reference(key, ['a']), reference(key, ['a'.repeat(5000)])];
  key.fill(0);
  t.same([bytesOfWords(hmac.ofParts(['a'])), bytesOfWords(hmac.ofParts(['a'.repeat(5000)]))], expected);
  t.throws(() => new HmacSha256(new Uint8Array(65)), RangeError);
});

t.test('a draw goes on with the MAC of a counter under its seed', async (t) => {
  const key = new Uint8Array(32).fill(8);
  const draw = drawFrom(key, 'purpose', 'value');
  const seed = reference(key, ['purpose', 'value']);
  for (const block of [seed, reference(seed, ['1']), reference(seed, ['2'])])
    for (let at = 0; at < 32; at += 4) t.equal(draw.below(2 ** 32), block.readUInt32BE(at));
});
