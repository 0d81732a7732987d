/** Characters of a chunk, a few tens of milliseconds of work: a thread is never held longer by one of many texts. */
const LARGEST_CHUNK = 32_768;
const SMALLEST_CHUNK = 4096;
/** What a text costs besides its characters: one without any is work as well. */
const PER_TEXT = 16;

/**
 * Splits texts over threads by size: neighbours together up to some characters, so that each thread has a share of a
 * request that is large enough. A text is never cut: a longer one is a chunk of its own.
 *
 * @returns [from, to) of each chunk
 */
export function splitTexts(texts: readonly string[], threads: number): [from: number, to: number][] {
  const total = texts.reduce((sum, text) => sum + text.length + PER_TEXT, 0);
  const limit = Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, Math.ceil(total / threads)));
  const chunks: [number, number][] = [];
  let from = 0;
  let size = 0;
  for (const [index, text] of texts.entries()) {
    if (index > from && size + text.length + PER_TEXT > limit) {
      chunks.push([from, index]);
      from = index;
      size = 0;
    }
    size += text.length + PER_TEXT;
  }
  if (from < texts.length) chunks.push([from, texts.length]);
  return chunks;
}
