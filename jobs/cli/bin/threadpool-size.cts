import fs = require('node:fs');
import os = require('node:os');

/**
 * All threads share libuv's pool, 4 threads by default: DuckDB's calls of more workers than that would wait for each
 * other. The pool is made at its first use, so this runs before anything else is imported, and only guesses how many
 * workers there will be: the largest number it can find. A pool thread that is never used costs next to nothing.
 */
function setThreadpoolSize(argv: readonly string[]): void {
  const numbers = [16, os.availableParallelism(), Number(process.env['UV_THREADPOOL_SIZE'] ?? 0) - 4];
  argv.forEach((word, index) => {
    const match = /^--threads(?:=(\d+))?$/.exec(word);
    if (match !== null) numbers.push(Number(match[1] ?? argv[index + 1]));
    const set = /^(?:--set=)?threads=(\d+)$/.exec(word);
    if (set !== null) numbers.push(Number(set[1]));
  });
  for (const end of ['json', 'ts', 'mts', 'js', 'mjs']) {
    try {
      const text = fs.readFileSync(`lakeveil.config.${end}`, 'utf8');
      for (const match of text.matchAll(/\bthreads['"]?\s*:\s*(\d+)/g)) numbers.push(Number(match[1]));
    } catch {
      // No such configuration; a broken one is reported later.
    }
  }
  const threads = Math.max(...numbers.filter((number) => number <= 1020));
  process.env['UV_THREADPOOL_SIZE'] = String(threads + 4);
}

export = setThreadpoolSize;
