import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Catalog } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { openGlueCatalog } from '../../catalog/glue/glue-catalog.js';
import { ingestCalls } from '../jobs/run/support-warehouse.js';
import { privateFolder } from '../private-folder.js';

/** A warehouse of its own on the stand-in's S3, with `support.calls` in it, and what a process needs to use it. */
export interface S3Warehouse {
  readonly catalog: Catalog;
  readonly warehouse: string;
  /** Flags that name it. */
  readonly flags: readonly string[];
  /** Local and private: working folder, scratch and state of processes that use it. */
  readonly folder: string;
  readonly scratch: string;
  readonly state: string;
  /** For such processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Keys of all objects, below the warehouse. */
  objects(): Promise<string[]>;
  unfinishedUploads(): Promise<number>;
  /** Of the local folder. */
  remove(): Promise<void>;
}

let made = 0;

/** `type`: of the catalog. The stand-in's variables must be in this process's environment. */
export async function makeS3Warehouse(
  type: 'filesystem' | 'glue',
  files: number,
  rowsPerFile: number,
): Promise<S3Warehouse> {
  const s3 = new S3Client({ forcePathStyle: true });
  const bucket = `warehouse-${process.pid}-${made++}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const warehouse = `s3://${bucket}/lake`;
  const catalog = type === 'glue' ? openGlueCatalog({ warehouse }) : openFilesystemCatalog({ warehouse });
  const folder = await privateFolder(tmpdir(), 'lv-test-');
  const [scratch, state] = [await privateFolder(folder, 'scratch-'), await privateFolder(folder, 'state-')];
  await ingestCalls(catalog, folder, scratch, files, rowsPerFile);
  return {
    catalog,
    warehouse,
    flags: ['--warehouse', warehouse, '--catalog', type],
    folder,
    scratch,
    state,
    env: { LAKEVEIL_SCRATCH: scratch, LAKEVEIL_STATE: state },
    async objects() {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: 'lake/', ContinuationToken: token }),
        );
        for (const { Key } of page.Contents ?? []) keys.push(Key!.slice('lake/'.length));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return keys.sort();
    },
    async unfinishedUploads() {
      const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads?.length ?? 0;
    },
    async remove() {
      s3.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
