import type { Terminal } from './terminal.js';

/** A command that waits for a person to type says so. */
export function stdinHint(terminal: Terminal, what: string): void {
  if ((terminal.stdin as { isTTY?: boolean }).isTTY === true) {
    terminal.stderr.print(`Reading ${what} from the keyboard; Ctrl-D ends it.\n`);
  }
}
