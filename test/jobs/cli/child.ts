import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ChildOptions {
  readonly cwd: string;
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  /** Goes away after so many lines of stdout, as `head` does; 0: before the first. */
  readonly lines?: number;
  /** Called with all of stderr so far, whenever there is more. */
  readonly onStderr?: (text: string, child: ChildProcessWithoutNullStreams) => void;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A compiled bin in a process of its own. */
export function child(
  name: 'run-job' | 'lakeveil',
  argv: readonly string[],
  options: ChildOptions,
): Promise<Ended> {
  const bin = fileURLToPath(new URL(`../../../jobs/cli/bin/${name}.cjs`, import.meta.url));
  return new Promise((resolve) => {
    const running = spawn(process.execPath, [bin, ...argv], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    running.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (options.lines !== undefined && stdout.split('\n').length > options.lines) running.stdout.destroy();
    });
    if (options.lines === 0) running.stdout.destroy();
    running.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.(stderr, running);
    });
    running.stdin.on('error', () => undefined).end(options.stdin ?? '');
    running.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
