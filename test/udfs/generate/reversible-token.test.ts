import { aessiv } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import t from 'tap';
import { redactionToken, tokenOdds } from '../../../udfs/generate/redaction-token.js';
import {
  openReversible,
  parseReversible,
  reversibleKey,
  reversibleToken,
} from '../../../udfs/generate/reversible-token.js';

const key = reversibleKey(new Uint8Array(32).fill(9));
const other = reversibleKey(new Uint8Array(32).fill(10));
const make = (value: string, more: { label?: string; epoch?: number; scope?: string } = {}) =>
  reversibleToken(key, { label: 'NAME_GIVEN', epoch: 0, scope: '', value, ...more });
const open = (token: string, with_ = key): string | undefined => {
  const parts = parseReversible(token);
  return parts === undefined ? undefined : openReversible(with_, parts);
};

t.test('AES-SIV is that of RFC 5297', async (t) => {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
  // Appendix A.1: deterministic authenticated encryption.
  const siv = aessiv(
    bytes('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'),
    bytes('101112131415161718191a1b1c1d1e1f2021222324252627'),
  );
  t.equal(
    Buffer.from(siv.encrypt(bytes('112233445566778899aabbccddee'))).toString('hex'),
    '85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c',
  );
});

t.test('any value comes back as it was: any unicode, lone surrogates, line breaks, zeros', async (t) => {
  const unicode = fc.string({ unit: 'binary', maxLength: 60 });
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 });
  const value = fc.oneof(
    unicode,
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    units.map((codes) => String.fromCharCode(...codes)),
    fc.constantFrom('', '\u0000', 'a\u0000\u0000', '\ud800', 'x\udc00y', '\u0080', '\ufeffa', '\r\n'),
  );
  fc.assert(
    fc.property(
      value,
      fc.integer({ min: 0, max: 999_999 }),
      fc.constantFrom('', 'c2NvcGU'),
      (v, epoch, scope) => {
        const token = make(v, { epoch, scope });
        return (
          open(token) === v && /^\[NAME_GIVEN_~[\w.-]+\]$/.test(token) && make(v, { epoch, scope }) === token
        );
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
});

t.test('another key, another label, epoch or scope, and any altered character: refused', async (t) => {
  const token = make('Priya', { scope: 'c2NvcGU', epoch: 3 });
  t.equal(open(token), 'Priya');
  t.equal(open(token, other), undefined);
  t.equal(open(token.replace('NAME_GIVEN', 'NAME_FAMILY')), undefined);
  t.equal(open(token.replace('~3.', '~4.')), undefined);
  t.equal(open(token.replace('c2NvcGU.', '')), undefined);
  t.equal(open(token.replace('c2NvcGU.', 'c2NvcGV.')), undefined);
  for (let at = token.lastIndexOf('.') + 1; at < token.length - 1; at++) {
    const changed = token[at] === 'A' ? 'B' : 'A';
    t.equal(open(token.slice(0, at) + changed + token.slice(at + 1)), undefined, `at ${at}`);
  }
  // The last character has two bits that belong to no byte.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-2)!);
  t.equal(last % 4, 0);
  t.equal(open(`${token.slice(0, -2)}${alphabet[last + 1]}]`), undefined, 'one spelling a token');
  for (const broken of [
    '[NAME_GIVEN_~3.]',
    '[NAME_GIVEN_~.AAAA]',
    '[NAME_GIVEN_~03.AAAA]',
    token.slice(0, -2),
  ])
    t.equal(parseReversible(broken), undefined, broken);
});

t.test('a token tells of the length in blocks of 16 only, and never shows the value', async (t) => {
  t.equal(make('Jo').length, make('Maximiliana').length);
  t.not(make('Jo'), make('jo'), 'spellings are told apart: they are to come back');
  t.notMatch(make('Priya'), /Priya/);
  t.equal(parseReversible(redactionToken(key, 'NAME_GIVEN', 'dataset', 'priya', 43)), undefined);
});

t.test('odds of one-way tokens are those of the birthday bound', async (t) => {
  const five = tokenOdds(5);
  t.ok(Math.abs(five.sharedAmong(five.evenOddsAt) - 0.5) < 0.001);
  t.ok(Math.round(five.evenOddsAt / 100) === 356, String(five.evenOddsAt));
  t.ok(tokenOdds(17).bits >= 96);
  t.ok(tokenOdds(17).sharedAmong(1e9) < 1e-12);
  t.equal(five.sharedAmong(1), 0);
});
