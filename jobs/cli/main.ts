import { readFileSync } from 'node:fs';
import { parseProgram, parseSingle } from './command-line.js';
import { runCommand } from './commands/run.js';
import { exitCodeOf } from './exit-codes.js';
import { printError } from './print-error.js';
import type { Terminal } from './terminal.js';

/** Runs one command line to its end; gives the exit code and never throws. */
export async function main(
  program: 'run-job' | 'lakeveil',
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  let json = false;
  try {
    const line =
      program === 'run-job'
        ? parseSingle({ name: program, summary: '', version: version() }, runCommand, argv, terminal)
        : parseProgram(
            {
              name: program,
              summary:
                'De-identifies the text columns of a lakehouse: Iceberg table in, safe Iceberg table out.',
              version: version(),
            },
            (await import('./commands/index.js')).commands,
            argv,
            terminal,
          );
    if ('exitCode' in line) return line.exitCode;
    json = (line.flags as { json?: boolean }).json === true;
    const run = await line.command.action();
    return await run({ arguments: line.arguments, flags: line.flags, terminal });
  } catch (error) {
    return exitCodeOf(printError(error, terminal, json).code);
  }
}

function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
