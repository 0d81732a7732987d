import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import type { RemoteItem } from './call-service.js';
import { ID_BYTES } from './shared-messages.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where an item's answer stands in the ledger, and what opens it. */
export interface LedgerKey {
  /** ID_BYTES. */
  readonly id: Buffer;
  /** Of AES-256-GCM. */
  readonly cipherKey: Buffer;
}

/**
 * Ids and keys of items: HMAC-SHA-512 under a key that derives from the run's key (HKDF-SHA-256, RFC 5869), over
 * `length(identity) identity length(group) group text`, lengths as 4 bytes, strings as UTF-16LE, so that different items
 * never have one input. The first 16 bytes are the id, the last 32 the key of the answer: the two tell nothing of each
 * other, and neither can be had without both the run's key and the item's text.
 */
export class LedgerKeys {
  readonly #root: KeyObject;
  readonly #identity: string;

  /** @param identity of what answers: engine, URL or region, fingerprint of the policy, version of the wire form */
  constructor(runKey: Uint8Array, identity: string) {
    this.#root = createSecretKey(Buffer.from(hkdfSync('sha256', runKey, '', 'lakeveil remote ledger 1', 32)));
    this.#identity = identity;
  }

  of(item: RemoteItem): LedgerKey {
    const mac = createHmac('sha512', this.#root);
    for (const part of [this.#identity, item.group]) {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(part.length);
      mac.update(length).update(part, 'utf16le');
    }
    const digest = mac.update(item.text, 'utf16le').digest();
    return { id: digest.subarray(0, ID_BYTES), cipherKey: digest.subarray(32) };
  }
}

/** Random bytes for many nonces are had at the price of those for one. */
const nonces = Buffer.alloc(NONCE_BYTES * 512);
let usedOfNonces = nonces.length;

function freshNonce(): Buffer {
  if (usedOfNonces === nonces.length) {
    randomFillSync(nonces);
    usedOfNonces = 0;
  }
  usedOfNonces += NONCE_BYTES;
  // A copy: the same bytes are filled anew later on.
  return Buffer.from(nonces.subarray(usedOfNonces - NONCE_BYTES, usedOfNonces));
}

/** nonce (12 bytes) ‖ AES-256-GCM(answer), the id as associated data ‖ tag (16 bytes) */
export function sealAnswer(key: LedgerKey, answer: Uint8Array): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key.cipherKey, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(key.id);
  return Buffer.concat([nonce, cipher.update(answer), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined if the bytes were not sealed under this key, or were changed since */
export function openAnswer(key: LedgerKey, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const cipher = createDecipheriv('aes-256-gcm', key.cipherKey, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(key.id);
  cipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([
      cipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)),
      cipher.final(),
    ]);
  } catch {
    return undefined;
  }
}
