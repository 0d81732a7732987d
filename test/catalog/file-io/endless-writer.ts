import { localFileIO } from '../../../catalog/file-io/local.js';

/** Run as a process of its own by local.test.ts: creates files until it is killed. */
const root = process.argv[2];
if (root !== undefined && process.send !== undefined) {
  const bytes = Buffer.alloc(3_000_000, 7);
  for (let i = 0; i < 1000; i++) {
    await localFileIO().create(`${root}/file-${i}`, bytes);
    if (i === 0) process.send('started');
  }
}
