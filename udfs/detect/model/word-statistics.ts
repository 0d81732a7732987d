import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { LakeveilError } from '../../../errors.js';

/** What a large body of English text says of one lower-case word; zeros if it is not among the known ones. */
export interface WordStatistics {
  /** Brown clusters (Brown et al., Computational Linguistics 1992) of the word in lower case and with a capital: paths of up to 10 bits, root at bit 0; 0 = none. */
  readonly lowerCluster: number;
  readonly titleCluster: number;
  /** How often it is written with a capital: 0 hardly ever … 6 nearly always; 8 is added for acronyms; −1 unknown word. */
  readonly capital: number;
  /** Rank by frequency in octaves, 0 the most frequent … 12; 15 for an unknown word. */
  readonly rarity: number;
}

const UNKNOWN: WordStatistics = { lowerCluster: 0, titleCluster: 0, capital: -1, rarity: 15 };

interface Table {
  readonly hashes: Uint32Array;
  readonly bytes: Uint8Array;
}

let table: Table | undefined;

/** @param hash FNV-1a of the lower-case word's UTF-16 units, as `hashText` makes it */
export function statisticsOf(hash: number): WordStatistics {
  table ??= readTable();
  const { hashes, bytes } = table;
  const wanted = hash >>> 0;
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = hashes[middle]!;
    if (found === wanted) {
      const count = hashes.length;
      return {
        lowerCluster: bytes[middle]! | (bytes[count + middle]! << 8),
        titleCluster: bytes[2 * count + middle]! | (bytes[3 * count + middle]! << 8),
        capital: bytes[4 * count + middle]!,
        rarity: bytes[5 * count + middle]!,
      };
    }
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return UNKNOWN;
}

// Found from the source folder and from dist/ alike: the file is shipped where it is committed.
const FILE = '../../../../udfs/detect/model/word-statistics.gz';

function readTable(): Table {
  let bytes: Buffer;
  try {
    bytes = gunzipSync(readFileSync(new URL(FILE, import.meta.url)));
  } catch {
    throw damaged();
  }
  const count = bytes.length >= 12 ? bytes.readUInt32LE(8) : 0;
  if (bytes.toString('latin1', 0, 8) !== 'LVWRD001' || bytes.length !== 12 + count * 10) throw damaged();
  const hashes = new Uint32Array(count);
  let hash = 0;
  for (let at = 0; at < count; at++) {
    const base = 12 + at;
    hash +=
      bytes[base]! +
      bytes[base + count]! * 0x100 +
      bytes[base + 2 * count]! * 0x1_0000 +
      bytes[base + 3 * count]! * 0x100_0000;
    hashes[at] = hash;
  }
  return { hashes, bytes: bytes.subarray(12 + 4 * count) };
}

function damaged(): LakeveilError {
  return new LakeveilError(
    'MODEL_DAMAGED',
    "The tagger's word statistics could not be read: no text was processed. Install lakeveil again (npm ci).",
  );
}
