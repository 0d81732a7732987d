import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LakeveilError } from '../../../errors.js';
import { ROWS } from './features.js';
import { TAGS } from './tags.js';

/**
 * Weights of the tagger. `rows[row * TAGS + tag]` in units of `scale`; `transitions[from * TAGS + to]` in nats, with
 * from = TAGS for the beginning of a text.
 */
export interface TaggerWeights {
  readonly scale: number;
  readonly rows: Int8Array;
  readonly transitions: Float32Array;
}

const MAGIC = 'LVTAG001';
const HEAD = 24;

/**
 * File: gzip of magic (8 bytes), row count and tag count (uint32), scale (float32), 4 bytes of zero, transitions
 * (float32 × (TAGS + 1) × TAGS), rows (int8 × ROWS × TAGS); little-endian. The rows are stored tag by tag, which compresses better.
 */
export function serializeWeights(weights: TaggerWeights): Buffer {
  const transitions = (TAGS + 1) * TAGS;
  const bytes = Buffer.alloc(HEAD + transitions * 4 + ROWS * TAGS);
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt32LE(ROWS, 8);
  bytes.writeUInt32LE(TAGS, 12);
  bytes.writeFloatLE(weights.scale, 16);
  for (let at = 0; at < transitions; at++) bytes.writeFloatLE(weights.transitions[at]!, HEAD + at * 4);
  const table = HEAD + transitions * 4;
  for (let row = 0; row < ROWS; row++)
    for (let tag = 0; tag < TAGS; tag++)
      bytes.writeInt8(weights.rows[row * TAGS + tag]!, table + tag * ROWS + row);
  return gzipSync(bytes, { level: 9 });
}

/** @throws LakeveilError MODEL_DAMAGED if the bytes are not what this version of the tagger reads */
export function parseWeights(file: Uint8Array): TaggerWeights {
  const transitions = (TAGS + 1) * TAGS;
  let bytes: Buffer;
  try {
    bytes = gunzipSync(file);
  } catch {
    throw damaged();
  }
  if (
    bytes.length !== HEAD + transitions * 4 + ROWS * TAGS ||
    bytes.toString('latin1', 0, 8) !== MAGIC ||
    bytes.readUInt32LE(8) !== ROWS ||
    bytes.readUInt32LE(12) !== TAGS
  )
    throw damaged();
  const table = HEAD + transitions * 4;
  const rows = new Int8Array(ROWS * TAGS);
  for (let row = 0, to = 0; row < ROWS; row++)
    for (let tag = 0, from = table + row; tag < TAGS; tag++, from += ROWS) rows[to++] = bytes[from]!;
  const moves = new Float32Array(transitions);
  for (let at = 0; at < transitions; at++) moves[at] = bytes.readFloatLE(HEAD + at * 4);
  return { scale: bytes.readFloatLE(16), rows, transitions: moves };
}

function damaged(): LakeveilError {
  return new LakeveilError(
    'MODEL_DAMAGED',
    "The tagger's weights could not be read: no text was processed. Install lakeveil again (npm ci).",
  );
}

// Found from the source folder and from dist/ alike: the file is shipped where it is committed.
const PLACES = ['./english.weights.gz', '../../../../udfs/detect/model/english.weights.gz'];

/** Reads the weights that ship with the package. */
export function shippedWeights(): TaggerWeights {
  for (const place of PLACES) {
    let file: Buffer;
    try {
      file = readFileSync(new URL(place, import.meta.url));
    } catch {
      continue;
    }
    return parseWeights(file);
  }
  throw damaged();
}
