import { PassThrough, Readable } from 'node:stream';
import { main } from '../../../jobs/cli/main.js';
import { output } from '../../../jobs/cli/terminal.js';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, as its bin would; `stdin` is what is piped in. */
export async function command(
  program: 'run-job' | 'lakeveil',
  argv: readonly string[],
  options: {
    readonly folder: string;
    readonly stdin?: string | Uint8Array;
    readonly env?: Record<string, string>;
  },
): Promise<Finished> {
  const env = options.env ?? {};
  const stdout = collected();
  const stderr = collected();
  const code = await main(program, argv, {
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    stdout: output(stdout.stream, env),
    stderr: output(stderr.stream, env),
    env,
    folder: options.folder,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collected() {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    stream,
    text: () => Buffer.concat([...chunks, stream.read() ?? Buffer.alloc(0)]).toString('utf8'),
  };
}
