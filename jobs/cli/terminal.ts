import type { Readable, Writable } from 'node:stream';

/** What a command may touch of its process; tests give their own. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working folder, absolute. */
  readonly folder: string;
}

export interface Output {
  readonly isTerminal: boolean;
  columns(): number;
  /** Waits while the reader is slow. False once the reader is gone (`| head`): the rest need not be made. */
  write(text: string | Uint8Array): Promise<boolean>;
  /** Does not wait; for short lines. */
  print(text: string): void;
  readonly closed: boolean;
  bold(text: string): string;
  red(text: string): string;
}

export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    stdout: output(process.stdout, process.env),
    stderr: output(process.stderr, process.env),
    env: process.env,
    folder: process.cwd(),
  };
}

type MaybeTerminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export function output(stream: MaybeTerminal, env: Readonly<Record<string, string | undefined>>): Output {
  let closed = false;
  // A reader that went away (EPIPE) ends the output, not the process.
  stream.on('error', () => {
    closed = true;
  });
  const isTerminal = stream.isTTY === true;
  // https://no-color.org: any value that is not empty.
  const color = isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const styled = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    isTerminal,
    columns: () => stream.columns ?? 80,
    get closed() {
      return closed;
    },
    print(text) {
      if (!closed) stream.write(text);
    },
    async write(text) {
      if (closed || stream.destroyed) return false;
      if (!stream.write(text)) await drained(stream);
      return !closed;
    },
    bold: styled(1),
    red: styled(31),
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('error', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('error', done);
    stream.on('close', done);
  });
}
