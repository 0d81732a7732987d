import type { FileIO } from '../../catalog/file-io/file-io.js';

/**
 * Append-only files of a run's attempts as they stand in its journal: create-only segments
 * `<shared>/<attempt>/<file>/<start>-<end>`, from byte to byte, which may overlap.
 */
export interface MirroredFile {
  readonly attempt: number;
  /** Path below the attempt's folder. */
  readonly name: string;
  /** Those that make up the file from its beginning, without gaps; in order. */
  readonly segments: readonly Segment[];
  /** Up to where. */
  readonly bytes: number;
}

export interface Segment {
  readonly location: string;
  readonly start: number;
  readonly end: number;
}

const digits = (n: number, width: number): string => String(n).padStart(width, '0');

export const attemptFolder = (shared: string, attempt: number): string => `${shared}/${digits(attempt, 6)}`;

export const segmentLocation = (folder: string, name: string, start: number, end: number): string =>
  `${folder}/${name}/${digits(start, 15)}-${digits(end, 15)}`;

/** In order of attempts and names. */
export async function listMirrored(io: FileIO, shared: string): Promise<MirroredFile[]> {
  const all = new Map<string, { attempt: number; name: string; segments: Segment[] }>();
  for await (const { location } of io.list(shared)) {
    const [, attempt, name, start, end] =
      /^\/(\d{6})\/(.+)\/(\d{15})-(\d{15})$/.exec(location.slice(shared.length)) ?? [];
    if (attempt === undefined || name === undefined) continue;
    const key = `${attempt}/${name}`;
    const file = all.get(key) ?? { attempt: Number(attempt), name, segments: [] };
    all.set(key, file);
    file.segments.push({ location, start: Number(start), end: Number(end) });
  }
  return [...all.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { attempt, name, segments }]) => ({ attempt, name, ...covering(segments) }));
}

/** Merged segments lie over those that they were made of until these are removed. */
export function covering(segments: readonly Segment[]): { segments: Segment[]; bytes: number } {
  const chosen: Segment[] = [];
  let bytes = 0;
  for (const segment of [...segments].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (segment.start > bytes) break;
    if (segment.end <= bytes) continue;
    chosen.push(segment);
    bytes = segment.end;
  }
  return { segments: chosen, bytes };
}
