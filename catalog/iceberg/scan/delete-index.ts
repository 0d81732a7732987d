import { LakeveilError } from '../../../errors.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import type { ManifestEntry } from '../manifest.js';
import type { PartitionSpec } from '../table-metadata.js';
import { comparablePath } from './file-path.js';
import { withoutMetrics } from './without-metrics.js';

interface IndexedDelete {
  readonly file: DataFile;
  readonly sequence: number;
  /** Bounds of `file_path` as written, if both are known. */
  readonly paths?: { readonly lower: string; readonly upper: string };
}

const filePathId = 2_147_483_546;

/**
 * Which delete files apply to which data file (https://iceberg.apache.org/spec/#scan-planning): equality deletes that
 * are younger than the data, in its partition or, under an unpartitioned spec, anywhere; position deletes not older
 * than the data, in its partition; a deletion vector by its data file's path, in place of position deletes.
 */
export class DeleteIndex {
  readonly #equality = new Map<string, IndexedDelete[]>();
  readonly #globalEquality: IndexedDelete[] = [];
  readonly #positions = new Map<string, IndexedDelete[]>();
  readonly #positionsByPath = new Map<string, IndexedDelete[]>();
  readonly #vectors = new Map<string, IndexedDelete[]>();

  add(entry: ManifestEntry, spec: PartitionSpec): void {
    const { dataFile } = entry;
    const paths = pathBounds(dataFile);
    const indexed: IndexedDelete = {
      file: withoutMetrics(dataFile),
      sequence: entry.dataSequenceNumber,
      ...(paths ? { paths } : {}),
    };
    if (dataFile.content === 2) {
      if (isUnpartitioned(spec)) this.#globalEquality.push(indexed);
      else push(this.#equality, partitionKey(dataFile), indexed);
      return;
    }
    if (dataFile.fileFormat === 'PUFFIN') {
      if (dataFile.referencedDataFile === undefined) {
        throw new LakeveilError(
          'CORRUPT_METADATA',
          `A deletion vector in ${shownLocation(dataFile.filePath)} names no data file; the rows that it deletes can't be told, so nothing was read.`,
        );
      }
      push(this.#vectors, comparablePath(dataFile.referencedDataFile), indexed);
      return;
    }
    const only = dataFile.referencedDataFile ?? onlyPath(paths);
    if (only === undefined) push(this.#positions, partitionKey(dataFile), indexed);
    else push(this.#positionsByPath, comparablePath(only), indexed);
  }

  /** The delete files that apply to a data file, in the order in which they were added. */
  for(entry: ManifestEntry): DataFile[] {
    const { dataFile, dataSequenceNumber } = entry;
    const path = comparablePath(dataFile.filePath);
    const partition = partitionKey(dataFile);
    const notOlder = ({ sequence }: IndexedDelete): boolean => sequence >= dataSequenceNumber;
    const younger = ({ sequence }: IndexedDelete): boolean => sequence > dataSequenceNumber;
    const vectors = (this.#vectors.get(path) ?? []).filter(notOlder);
    if (vectors.length > 1) {
      throw new LakeveilError(
        'CORRUPT_METADATA',
        `Two deletion vectors apply to the data file ${shownLocation(dataFile.filePath)}; nothing was read.`,
      );
    }
    const positions =
      vectors.length > 0
        ? vectors
        : [
            ...(this.#positions.get(partition) ?? []).filter(
              (one) => notOlder(one) && mayHold(one, dataFile),
            ),
            ...(this.#positionsByPath.get(path) ?? []).filter(notOlder),
          ];
    const equality = [...this.#globalEquality, ...(this.#equality.get(partition) ?? [])].filter(younger);
    return [...positions, ...equality].map(({ file }) => file);
  }
}

function push(index: Map<string, IndexedDelete[]>, key: string, value: IndexedDelete): void {
  const list = index.get(key);
  if (list) list.push(value);
  else index.set(key, [value]);
}

const partitionKey = (file: DataFile): string => `${file.specId} ${JSON.stringify(file.partition)}`;

const isUnpartitioned = (spec: PartitionSpec): boolean =>
  spec.fields.every((field) => field.transform === 'void');

function pathBounds(file: DataFile): { lower: string; upper: string } | undefined {
  const lower = file.lowerBounds?.[filePathId];
  const upper = file.upperBounds?.[filePathId];
  if (lower === undefined || upper === undefined) return undefined;
  return {
    lower: Buffer.from(lower, 'base64').toString('utf8'),
    upper: Buffer.from(upper, 'base64').toString('utf8'),
  };
}

/** The one data file that a position delete file is about, if its bounds say so: equal, and not cut short. */
function onlyPath(paths: IndexedDelete['paths']): string | undefined {
  return paths && paths.lower === paths.upper && /\.(?:parquet|orc|avro)$/i.test(paths.lower)
    ? paths.lower
    : undefined;
}

/** By the bounds of `file_path`, which may be cut short; only where bounds and path are spelled alike. */
function mayHold({ paths }: IndexedDelete, data: DataFile): boolean {
  if (!paths) return true;
  const path = data.filePath;
  const head = path.slice(0, 6);
  if (paths.lower.slice(0, 6) !== head || paths.upper.slice(0, 6) !== head) return true;
  const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return order(paths.lower, path) <= 0 && (order(paths.upper, path) >= 0 || path.startsWith(paths.upper));
}
