/**
 * Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt), decompression only.
 * Throws RangeError on damaged data.
 */
export function snappyDecompress(input: Uint8Array): Buffer {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = input[at++];
    if (byte === undefined || shift > 28) throw new RangeError('snappy: bad length');
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  // A copy of 64 bytes takes 2 or more bytes, so no honest length is above 64 × the input's.
  if (length > input.length * 64) throw new RangeError('snappy: bad length');
  const output = Buffer.allocUnsafe(length);
  let filled = 0;

  const littleEndian = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += (input[at + i] ?? Number.NaN) * 2 ** (8 * i);
    if (Number.isNaN(value)) throw new RangeError('snappy: truncated');
    at += bytes;
    return value;
  };

  while (at < input.length) {
    const tag = input[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let size = tag >> 2;
      if (size >= 60) size = littleEndian(size - 59);
      size++;
      if (at + size > input.length || filled + size > length)
        throw new RangeError('snappy: literal out of bounds');
      output.set(input.subarray(at, at + size), filled);
      at += size;
      filled += size;
      continue;
    }
    let size: number;
    let offset: number;
    if (kind === 1) {
      size = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) + littleEndian(1);
    } else {
      size = (tag >> 2) + 1;
      offset = littleEndian(kind === 2 ? 2 : 4);
    }
    if (offset === 0 || offset > filled || filled + size > length)
      throw new RangeError('snappy: copy out of bounds');
    // Byte by byte: a copy may reach into what it is writing.
    for (const end = filled + size; filled < end; filled++) output[filled] = output[filled - offset]!;
  }
  if (filled !== length) throw new RangeError('snappy: too short');
  return output;
}
