import type { RunEvent } from '../run/types.js';
import { formatCount, formatSeconds, formatShort } from './format.js';

export interface ProgressState {
  readonly rows: number;
  readonly characters: number;
  readonly totalRows?: number;
  readonly totalBytes: number;
  readonly doneBytes: number;
}

/** How far, how fast, how long still; from the progress events of a run and the time since the first of them. */
export function progressText(progress: ProgressState, seconds: number, columns: number): string {
  const fraction = fractionOf(progress);
  const rate = seconds > 0 ? progress.characters / seconds : 0;
  const left = fraction > 0.01 && seconds > 1 ? (seconds / fraction) * (1 - fraction) : undefined;
  const facts = [
    `${Math.floor(fraction * 100)
      .toString()
      .padStart(3)}%`,
    `${formatCount(progress.rows)} rows`,
    `${formatShort(rate)} characters/s`,
    left === undefined ? '' : `${formatSeconds(left)} left`,
  ].filter((fact) => fact !== '');
  const text = facts.join('  ');
  const width = Math.min(40, columns - text.length - 3);
  if (width < 8) return text.slice(0, Math.max(0, columns - 1));
  const filled = Math.round(fraction * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
}

export function fractionOf(progress: ProgressState): number {
  const done =
    progress.totalRows !== undefined && progress.totalRows > 0
      ? progress.rows / progress.totalRows
      : progress.totalBytes > 0
        ? progress.doneBytes / progress.totalBytes
        : 0;
  return Math.min(1, Math.max(0, done));
}

export interface ProgressBar {
  update(progress: Extract<RunEvent, { type: 'progress' }>): void;
  /** Prints a line above the bar. */
  line(text: string): void;
  /** Takes the bar off the screen. */
  clear(): void;
}

/** One line of a terminal, drawn over itself, ten times a second at most. */
export function progressBar(
  write: (text: string) => void,
  columns: () => number,
  now = Date.now,
): ProgressBar {
  let started: number | undefined;
  let drawnAt = 0;
  let drawn = false;
  const clear = (): void => {
    if (drawn) write('\r\u001b[2K');
    drawn = false;
  };
  return {
    update(progress) {
      started ??= now();
      if (now() - drawnAt < 100) return;
      drawnAt = now();
      write(`\r\u001b[2K${progressText(progress, (drawnAt - started) / 1000, columns())}`);
      drawn = true;
    },
    line(text) {
      clear();
      write(`${text}\n`);
    },
    clear,
  };
}
