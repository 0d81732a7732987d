/**
 * What a UDF prints may quote rows, and a thread's output ends up in the program's own, in the middle of a JSON report
 * perhaps. It is dropped while a session runs, warnings too; `LAKEVEIL_UDF_OUTPUT=1` lets it through, for debugging.
 */
export function withholdOutput(): { restore(): void } {
  if (process.env['LAKEVEIL_UDF_OUTPUT'] === '1') return { restore() {} };
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) stream.write = drop;
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  return {
    restore() {
      streams.forEach((stream, i) => {
        stream.write = originals[i]!;
      });
      for (const listener of listeners) process.on('warning', listener);
    },
  };
}

/** As `Writable.write`: says that there is room, and calls back. */
const drop = ((_chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
  const callback = typeof encoding === 'function' ? encoding : done;
  if (typeof callback === 'function') queueMicrotask(() => callback());
  return true;
}) as typeof process.stdout.write;
