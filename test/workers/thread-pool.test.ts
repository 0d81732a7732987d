import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

// All threads of a process share libuv's pool, and a DuckDB query holds one of its threads. Two queries that can end
// only together tell, without a clock, whether they run at the same time: one reads the pipe that the other writes.
t.setTimeout(120_000);

t.test('queries of two workers run at the same time only if the pool has room', async (t) => {
  const root = t.testdir();
  const thread = join(root, 'thread.mjs');
  const api = fileURLToPath(import.meta.resolve('@duckdb/node-api'));
  writeFileSync(
    thread,
    `import { parentPort, workerData } from 'node:worker_threads';
     import { createRequire } from 'node:module';
     const { DuckDBInstance } = createRequire(import.meta.url)(${JSON.stringify(api)});
     const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
     const connection = await instance.connect();
     parentPort.postMessage('open');
     parentPort.once('message', async () => {
       await connection.run(workerData);
       connection.closeSync();
       instance.closeSync();
       parentPort.postMessage('done');
     });`,
  );
  const main = join(root, 'main.mjs');
  writeFileSync(
    main,
    `import { Worker } from 'node:worker_threads';
     import { once } from 'node:events';
     const pipe = process.argv[2];
     const queries = ["SELECT * FROM read_csv('" + pipe + "', columns = {a: 'INTEGER'}, auto_detect = false)",
                      "COPY (SELECT 1 AS a) TO '" + pipe + "' (FORMAT csv, HEADER false, USE_TMP_FILE false)"];
     const workers = queries.map((workerData) => new Worker(${JSON.stringify(thread)}, { workerData }));
     await Promise.all(workers.map((worker) => once(worker, 'message')));
     process.send('open');
     const done = workers.map((worker) => once(worker, 'message'));
     workers[0].postMessage('go');
     setTimeout(() => workers[1].postMessage('go'), 200);
     await Promise.all(done);
     process.send('done');
     for (const worker of workers) await worker.terminate();
     process.disconnect();`,
  );
  const runs = (pool: number): Promise<boolean> => {
    const pipe = join(root, `pipe-${pool}`);
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [main, pipe], {
      env: { ...process.env, UV_THREADPOOL_SIZE: String(pool) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new Promise((resolve) => {
      let patience: NodeJS.Timeout | undefined;
      child.on('message', (message) => {
        // Two seconds of standstill; with room it takes milliseconds.
        if (message === 'open') patience = setTimeout(() => child.kill('SIGKILL'), 4000);
        else clearTimeout(patience);
      });
      child.on('exit', (_code, signal) => resolve(signal === null));
    });
  };
  t.equal(await runs(4), true, 'a pool of four');
  t.equal(await runs(1), false, 'a pool of one');
});
