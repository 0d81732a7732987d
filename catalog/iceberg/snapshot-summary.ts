import type { DataFile } from './data-file.js';
import type { Snapshot } from './table-metadata.js';

/** Counts the files of a commit and makes the summary members that Iceberg's engines write and show. */
export class SnapshotSummary {
  readonly #added = new Tally();
  readonly #removed = new Tally();
  readonly #partitions = new Set<string>();

  add(file: DataFile): void {
    this.#added.count(file);
    this.#partitions.add(partitionKey(file));
  }

  remove(file: DataFile): void {
    this.#removed.count(file);
    this.#partitions.add(partitionKey(file));
  }

  /** `previous`: the snapshot that this one adds to; its totals are carried on where it has them. `everything`: nothing of it stays. */
  finish(previous: Snapshot | undefined, everything: boolean): Record<string, string> {
    const added = this.#added;
    const removed = this.#removed;
    const summary: Record<string, string> = {
      'added-data-files': String(added.dataFiles),
      'added-records': String(added.records),
      'added-files-size': String(added.bytes),
      'changed-partition-count': String(this.#partitions.size),
    };
    const put = (key: string, value: number) => {
      if (value > 0) summary[key] = String(value);
    };
    put('deleted-data-files', removed.dataFiles);
    put('deleted-records', removed.records);
    put('removed-files-size', removed.bytes);
    put('removed-delete-files', removed.positionDeleteFiles + removed.equalityDeleteFiles);
    put('removed-position-delete-files', removed.positionDeleteFiles);
    put('removed-equality-delete-files', removed.equalityDeleteFiles);
    put('removed-position-deletes', removed.positionDeletes);
    put('removed-equality-deletes', removed.equalityDeletes);
    const total = (key: string, now: number) => {
      const before = previous === undefined || everything ? 0 : Number(previous.summary[key] ?? Number.NaN);
      // What a foreign writer did not total up stays out rather than wrong.
      if (Number.isSafeInteger(before)) summary[key] = String(before + now);
    };
    total('total-data-files', added.dataFiles);
    total('total-records', added.records);
    total('total-files-size', added.bytes);
    total('total-delete-files', 0);
    total('total-position-deletes', 0);
    total('total-equality-deletes', 0);
    return summary;
  }
}

class Tally {
  dataFiles = 0;
  records = 0;
  bytes = 0;
  positionDeleteFiles = 0;
  equalityDeleteFiles = 0;
  positionDeletes = 0;
  equalityDeletes = 0;

  count(file: DataFile): void {
    this.bytes += file.fileSizeInBytes;
    if (file.content === 0) {
      this.dataFiles++;
      this.records += file.recordCount;
    } else if (file.content === 1) {
      this.positionDeleteFiles++;
      this.positionDeletes += file.recordCount;
    } else {
      this.equalityDeleteFiles++;
      this.equalityDeletes += file.recordCount;
    }
  }
}

const partitionKey = (file: DataFile): string => `${file.specId}:${JSON.stringify(file.partition)}`;
