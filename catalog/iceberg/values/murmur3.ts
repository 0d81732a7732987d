/** MurmurHash3 x86 32-bit with seed 0, as a signed int (spec appendix B). */
export function murmur3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = bytes.byteLength & ~3;
  let hash = 0;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= mix(view.getInt32(at, true));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.byteLength - 1; at >= blocks; at -= 1) tail = (tail << 8) | bytes[at]!;
  if (blocks !== bytes.byteLength) hash ^= mix(tail);
  hash ^= bytes.byteLength;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function mix(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
