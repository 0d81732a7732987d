import { createHash } from 'node:crypto';
import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { contextOf, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CRYPTOS = cueSet(Cue.CRYPTO);

/** Addresses of Bitcoin and its kin (Base58Check; bech32, BIP 173 and 350), Ethereum and Monero. */
export const cryptoAddress: Recogniser = {
  name: 'crypto-address',
  recognise(view, _turns, sink) {
    const { text } = view;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      const end = view.end[token]!;
      const size = end - start;
      if (view.kind[token] !== TokenKind.CODE || size < 25 || size > 110) continue;
      const written = text.slice(start, end);
      if (/^0x[0-9a-fA-F]{40}$/.test(written)) sink.add(start, end, 'NUMERIC_PII', 0.97);
      else if (/^0x[0-9a-fA-F]{64}$/.test(written)) sink.add(start, end, 'NUMERIC_PII', 0.9);
      else if (/^(?:bc|tb|ltc|bcrt)1[a-z0-9]{6,87}$/i.test(written))
        sink.add(start, end, 'NUMERIC_PII', bech32(written) ? 0.98 : 0.8);
      else if (
        size <= 36 &&
        /^[1-9A-HJ-NP-Za-km-z]+$/.test(written) &&
        /^[123LMDmnrtX]/.test(written) &&
        base58check(written)
      )
        sink.add(start, end, 'NUMERIC_PII', 0.98);
      else if (/^[48][1-9A-HJ-NP-Za-km-z]{94}$/.test(written)) sink.add(start, end, 'NUMERIC_PII', 0.9);
      else if (cued(contextOf(view), token, token, CRYPTOS)) sink.add(start, end, 'NUMERIC_PII', 0.85);
    }
  },
};

/** True if the last four bytes are those of the double SHA-256 of the rest. At most 36 characters. */
export function base58check(address: string): boolean {
  let value = 0n;
  for (const character of address) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  let zeros = 0;
  while (address[zeros] === '1') zeros++;
  const bytes = Buffer.from('00'.repeat(zeros) + hex, 'hex');
  if (bytes.length !== 25) return false;
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
  return createHash('sha256').update(once).digest().subarray(0, 4).equals(bytes.subarray(21));
}

/** Checksum of bech32 (constant 1) or bech32m. */
export function bech32(address: string): boolean {
  const lower = address.toLowerCase();
  if (lower !== address && address.toUpperCase() !== address) return false;
  const split = lower.lastIndexOf('1');
  const prefix = lower.slice(0, split);
  const values = [...prefix].map((character) => character.charCodeAt(0) >> 5);
  values.push(0, ...[...prefix].map((character) => character.charCodeAt(0) & 31));
  for (const character of lower.slice(split + 1)) {
    const value = BECH32.indexOf(character);
    if (value < 0) return false;
    values.push(value);
  }
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit++) if (((top >>> bit) & 1) === 1) check ^= BECH32_GENERATOR[bit]!;
  }
  return check === 1 || check === 0x2bc830a3;
}
