import type { AthenaProgress } from '../../athena/athena-query.js';
import { formatBytes, formatSeconds } from '../../report/format.js';
import type { Output } from '../terminal.js';

export interface ProgressLine {
  show(progress: AthenaProgress): void;
  /** Takes the line off the screen. */
  clear(): void;
}

/** State, bytes scanned so far and time, drawn over itself; nothing where no terminal is. */
export function athenaProgressLine(stderr: Output, began: number): ProgressLine {
  let drawn = false;
  const clear = (): void => {
    if (drawn) stderr.print('\r\u001b[2K');
    drawn = false;
  };
  return {
    show({ state, bytesScanned }) {
      if (!stderr.isTerminal) return;
      clear();
      const seconds = formatSeconds((performance.now() - began) / 1000);
      stderr.print(`Athena  ${state.toLowerCase()}, ${formatBytes(bytesScanned)} scanned, ${seconds}`);
      drawn = true;
    },
    clear,
  };
}
