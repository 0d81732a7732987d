import { main } from '../main.js';
import { processTerminal } from '../terminal.js';

export async function start(program: 'run-job' | 'lakeveil'): Promise<void> {
  process.exitCode = await main(program, process.argv.slice(2), processTerminal());
}
