import { aessiv } from '@noble/ciphers/aes.js';
import { deriveKey } from '../keys/derive-key.js';
import { isUnicode } from '../unicode.js';

/**
 * The reversible form of a redaction token: `[LABEL_~EPOCH.PAYLOAD]`, or `[LABEL_~EPOCH.SCOPE.PAYLOAD]` within a scope
 * narrower than the dataset. A one-way token has no `~`. All of it but the brackets is safe in a URL.
 *
 * PAYLOAD is base64url of AES-256-SIV (RFC 5297) over the value, with label, epoch and scope as associated data: the
 * same value gives the same token under one key and scope, and a token that was altered, or moved under another label,
 * is refused. Values are padded to multiples of 16 bytes, so that a token tells less of the value's length.
 */
const VERSION = 'lakeveil reversible token 1';
const BLOCK = 16;
const TAG = 16;

const text = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The key of reversible tokens, 64 bytes, from the pseudonym key of an epoch. */
export function reversibleKey(key: Uint8Array): Uint8Array {
  return deriveKey(key, 'lakeveil reversible tokens', 64);
}

/**
 * @param key of `reversibleKey`
 * @param scope '' for the dataset; else a short name of the scope in base64url, which the token shows
 */
export function reversibleToken(
  key: Uint8Array,
  of: { readonly label: string; readonly epoch: number; readonly scope: string; readonly value: string },
): string {
  const sealed = cipher(key, of.label, of.epoch, of.scope).encrypt(padded(encode(of.value)));
  const scope = of.scope === '' ? '' : `${of.scope}.`;
  return `[${of.label}_~${of.epoch}.${scope}${Buffer.from(sealed).toString('base64url')}]`;
}

/** A token's parts, as `parseReversible` reads them. */
export interface ReversibleParts {
  readonly label: string;
  readonly epoch: number;
  readonly scope: string;
  readonly payload: Uint8Array;
}

/** Undefined if it can't be one: damaged. Says nothing of whether it was made with a key. */
export function parseReversible(token: string): ReversibleParts | undefined {
  const match = /^\[([A-Z][A-Z0-9_]{0,63})_~(0|[1-9]\d{0,5})\.(?:([\w-]{1,43})\.)?([\w-]+)\]$/.exec(token);
  if (match === null) return undefined;
  const [, label = '', epoch = '', scope = '', encoded = ''] = match;
  const payload = Buffer.from(encoded, 'base64url');
  // One spelling for each token: Node's decoder overlooks stray bits at the end.
  if (payload.toString('base64url') !== encoded) return undefined;
  if (payload.length < TAG + BLOCK || payload.length % BLOCK !== 0) return undefined;
  return { label, epoch: Number(epoch), scope, payload: new Uint8Array(payload) };
}

/** The value; undefined if the key is another one, or any part of the token was altered. */
export function openReversible(key: Uint8Array, parts: ReversibleParts): string | undefined {
  let opened: Uint8Array;
  try {
    opened = cipher(key, parts.label, parts.epoch, parts.scope).decrypt(parts.payload);
  } catch {
    return undefined;
  }
  return decode(opened);
}

function cipher(key: Uint8Array, label: string, epoch: number, scope: string) {
  return aessiv(
    key,
    text.encode(VERSION),
    text.encode(label),
    text.encode(String(epoch)),
    text.encode(scope),
  );
}

const UTF8 = 1;
const UTF16 = 2;

/** A value's bytes behind one that says how: a lone surrogate has no UTF-8. */
function encode(value: string): Uint8Array {
  const bytes = isUnicode(value) ? Buffer.from(value, 'utf8') : Buffer.from(value, 'utf16le');
  const out = new Uint8Array(bytes.length + 1);
  out[0] = isUnicode(value) ? UTF8 : UTF16;
  out.set(bytes, 1);
  return out;
}

/** ISO/IEC 7816-4: a byte 0x80, then zeros. */
function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK);
  out.set(bytes);
  out[bytes.length] = 0x80;
  return out;
}

function decode(opened: Uint8Array): string | undefined {
  let end = opened.length - 1;
  while (end > 0 && opened[end] === 0) end--;
  if (opened[end] !== 0x80) return undefined;
  const bytes = opened.subarray(1, end);
  if (opened[0] === UTF16) return Buffer.from(bytes).toString('utf16le');
  return opened[0] === UTF8 ? strict.decode(bytes) : undefined;
}
