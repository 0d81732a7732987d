import { isAscii } from 'node:buffer';

const BLOCK = 4096;

/** UTF-16 code units of UTF-8 text. ASCII blocks, the common case, are counted at memory speed. */
export function utf16Length(bytes: Uint8Array): number {
  let units = 0;
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    if (isAscii(block)) {
      units += block.length;
      continue;
    }
    for (const byte of block) {
      // Every byte but a continuation starts a character; those of four bytes are surrogate pairs.
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
  }
  return units;
}
