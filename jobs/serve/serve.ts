import type { AddressInfo } from 'node:net';
import { LakeveilError } from '../../errors.js';
import type { PolicyInput } from '../../udfs/policy.js';
import { isLoopback } from '../../udfs/remote/loopback.js';
import type { ThreadKeys } from '../../workers/redaction-pool/messages.js';
import { redactionPool } from '../../workers/redaction-pool/redaction-pool.js';
import type { ApiKeys } from './api-keys.js';
import { type RequestLine, textualServer } from './textual-server.js';

export interface ServeOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly threads: number;
  readonly apiKeys: ApiKeys | undefined;
  readonly keys: ThreadKeys;
  readonly policy: PolicyInput;
  readonly isReversible: boolean;
  /** Bytes. */
  readonly maxBody: number;
  readonly timeoutMs: number;
  readonly maxRequests: number;
  /** How long `stop` waits for answers that are being made. */
  readonly graceMs: number;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly log: (line: RequestLine) => void;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** As the pool's. */
  readonly ready: Promise<void>;
  /**
   * Accepts nothing more, waits for the answers that are being made, at most `graceMs`, and ends the threads. Resolves to
   * whether all of them were finished.
   */
  stop(): Promise<boolean>;
  /** Drops everything now. */
  kill(): Promise<void>;
}

/**
 * Starts a server, which listens when this resolves and is ready a little later.
 *
 * @throws LakeveilError PORT_IN_USE, CANNOT_LISTEN, API_KEYS_NEEDED, TLS_INVALID
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  if (options.apiKeys === undefined && !isLoopback(options.host)) {
    throw new LakeveilError(
      'API_KEYS_NEEDED',
      `The server was not started: ${options.host} can be reached from elsewhere, and no API key was given. Give --api-key-env, --api-key-file or --api-key-secret, or leave --host out.`,
    );
  }
  const pool = redactionPool({ threads: options.threads, keys: options.keys });
  const server = await textualServer({ ...options, pool }).catch(async (error: unknown) => {
    await pool.close();
    if (options.tls === undefined || error instanceof LakeveilError) throw error;
    throw new LakeveilError(
      'TLS_INVALID',
      'The server was not started: --tls-cert and --tls-key are not a certificate and its key, in PEM.',
    );
  });
  let url: string;
  try {
    await server.listen({ host: options.host, port: options.port });
    const { address, port, family } = server.server.address() as AddressInfo;
    const name = family === 'IPv6' ? `[${address}]` : address;
    url = `${options.tls === undefined ? 'http' : 'https'}://${name}:${port}`;
  } catch (error) {
    await server.close();
    await pool.close();
    throw listenError(error, options);
  }

  let stopping: Promise<boolean> | undefined;
  const kill = async (): Promise<void> => {
    server.server.closeAllConnections();
    await pool.close();
  };
  const stop = async (): Promise<boolean> => {
    const closed = server.close().then(() => true);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), options.graceMs);
    });
    const isDone = await Promise.race([closed, late]);
    clearTimeout(timer);
    await kill();
    await closed;
    return isDone;
  };
  return {
    url,
    ready: pool.ready,
    stop() {
      stopping ??= stop();
      return stopping;
    },
    kill,
  };
}

function listenError(error: unknown, { host, port }: ServeOptions): LakeveilError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') {
    return new LakeveilError(
      'PORT_IN_USE',
      `The server was not started: port ${port} of ${host} is in use. Give another --port, or 0 for one that is free.`,
      { details: { port } },
    );
  }
  const why =
    code === 'EACCES'
      ? `port ${port} is not allowed to this user. Give a --port from 1024 on.`
      : `it can't listen on ${host}. Give a --host that is an address of this machine.`;
  return new LakeveilError('CANNOT_LISTEN', `The server was not started: ${why}`, { details: { port } });
}
