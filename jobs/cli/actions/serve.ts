import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { LakeveilError } from '../../../errors.js';
import type { SecretResolver } from '../../../udfs/keys/secret-reference.js';
import { compilePolicy, isReversible, type PolicyInput } from '../../../udfs/policy.js';
import type { ThreadKeys } from '../../../workers/redaction-pool/messages.js';
import { loadConfig } from '../../load-config.js';
import { rootKey } from '../../run/pseudonym-key.js';
import { secretStore } from '../../secrets/secret-store.js';
import { readApiKeys } from '../../serve/api-keys.js';
import { type RunningServer, serve } from '../../serve/serve.js';
import { action } from '../command.js';
import { serveFlags } from '../commands/serve.js';
import { EXIT } from '../exit-codes.js';
import { keyFromFlags } from '../key-flags.js';
import { checkPolicy, loadPolicyFile } from '../load-policy.js';
import type { Terminal } from '../terminal.js';

type Flags = z.output<typeof serveFlags>;

const REFUSAL = 'The server was not started';
const MEBIBYTE = 1024 * 1024;

/** `lakeveil serve` */
export const serveAction = action(serveFlags, async ({ flags, terminal }) => {
  const { folder, stderr, stdout } = terminal;
  const note = (text: string): void => stderr.print(`note: ${text}\n`);
  const sources = { env: flags.apiKeyEnv, file: flags.apiKeyFile, secret: flags.apiKeySecret };
  const given = Object.keys(sources).filter((one) => sources[one as keyof typeof sources] !== undefined);
  if (given.length > 1)
    throw badUsage(
      `${given.map((one) => `--api-key-${one}`).join(' and ')} name API keys. Give one of them.`,
    );
  if (flags.apiKeyEnv !== undefined && !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(flags.apiKeyEnv))
    throw badUsage('--api-key-env takes the name of an environment variable, never the key itself.');
  const config = await loadConfig(folder);
  const policy = await policyOf(flags, folder);
  checkPolicy(policy, REFUSAL);
  const compiled = compilePolicy(policy);
  const secrets = secretStore(config.config.secrets);
  const keys = await keysOf(flags, isReversible(compiled.policy), folder, secrets);
  const apiKeys = await readApiKeys(
    {
      env: flags.apiKeyEnv,
      file: flags.apiKeyFile === undefined ? undefined : resolve(folder, flags.apiKeyFile),
      secret: flags.apiKeySecret,
    },
    terminal.env,
    secrets,
  );
  const { pino } = await import('pino');
  const level = flags.logLevel ?? config.config.logLevel ?? 'info';
  const log = pino({ level, base: {} }, { write: (line: string) => stdout.print(line) });
  const signals = new Signals();
  try {
    const server = await serve({
      host: flags.host,
      port: flags.port,
      threads: flags.threads ?? config.config.threads ?? Math.max(2, availableParallelism()),
      apiKeys,
      keys: keys.threads,
      policy,
      isReversible: isReversible(compiled.policy),
      maxBody: flags.maxBody * MEBIBYTE,
      timeoutMs: Math.round(flags.timeout * 1000),
      maxRequests: flags.maxRequests,
      graceMs: flags.grace * 1000,
      tls: await tlsOf(flags, folder),
      log: (line) => log.info(line, 'request'),
    });
    stderr.print(`lakeveil serve  listening on ${server.url}\n`);
    log.info({ url: server.url }, 'listening');
    if (apiKeys === undefined) note('No API key was given: whoever is on this machine may use the server.');
    else if (flags.tlsCert === undefined && server.url.startsWith('http://') && !isLocal(server.url))
      note('Texts and API keys travel unencrypted. Give --tls-cert and --tls-key, or put a proxy before it.');
    if (keys.isEphemeral)
      note(
        'No pseudonym key was given, so one was made: the same value gets another surrogate after the next start.',
      );
    if (isReversible(compiled.policy))
      note('Tokens are reversible: whoever may use the server can turn them back. They are pseudonyms.');
    return await untilStopped(server, signals, terminal, (facts, message) => log.info(facts, message));
  } finally {
    signals.close();
    log.flush();
  }
});

async function untilStopped(
  server: RunningServer,
  signals: Signals,
  { stderr }: Terminal,
  log: (facts: object, message: string) => void,
): Promise<number> {
  const first = signals.next();
  try {
    const stopped = await Promise.race([server.ready.then(() => undefined), first]);
    if (stopped === undefined) {
      log({}, 'ready');
      await first;
    }
  } catch (error) {
    await server.kill();
    throw error;
  }
  stderr.print(`\n${await first}: stopping; answers that are being made are finished first …\n`);
  const again = signals.next();
  const isDone = await Promise.race([server.stop(), again]);
  if (typeof isDone === 'string') {
    stderr.print(`${isDone}: ended at once; answers that were being made were not given.\n`);
    await server.kill();
    return isDone === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }
  log({ finished: isDone }, 'stopped');
  if (!isDone) stderr.print('note: Some answers took longer than --grace and were not given.\n');
  return EXIT.done;
}

const isLocal = (url: string): boolean => /^http:\/\/(?:127\.|\[::1\])/.test(url);

/** SIGINT and SIGTERM, one after the other. */
class Signals {
  #wake: ((signal: NodeJS.Signals) => void) | undefined;
  readonly #early: NodeJS.Signals[] = [];
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#early.push(signal);
    else wake(signal);
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  next(): Promise<NodeJS.Signals> {
    const early = this.#early.shift();
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  close(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}

async function policyOf(flags: Flags, folder: string): Promise<PolicyInput> {
  const policy = flags.policy === undefined ? {} : await loadPolicyFile(flags.policy, folder, REFUSAL);
  return flags.reversible ? { ...policy, redaction_form: 'reversible' } : policy;
}

async function keysOf(
  flags: Flags,
  needsKey: boolean,
  folder: string,
  secrets: SecretResolver,
): Promise<{ readonly threads: ThreadKeys; readonly isEphemeral: boolean }> {
  const source = keyFromFlags(flags, folder);
  if (source === undefined && needsKey) {
    throw new LakeveilError(
      'NO_KEY',
      `${REFUSAL}: its tokens are to be reversible, and after the next start nobody could turn them back without a key. ` +
        'Give --key-file, --key-env or --key-secret, or leave --reversible out.',
    );
  }
  if (source === undefined)
    return { threads: { root: new Uint8Array(randomBytes(32)), epoch: 0 }, isEphemeral: true };
  const root = await rootKey(source, { refusal: REFUSAL, secrets });
  return { threads: { root, epoch: source.epoch }, isEphemeral: false };
}

async function tlsOf(flags: Flags, folder: string): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  const { tlsCert, tlsKey } = flags;
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw badUsage('--tls-cert and --tls-key go together. Give both.');
  const read = (file: string): Promise<Buffer> =>
    readFile(resolve(folder, file)).catch(() => {
      throw new LakeveilError('TLS_INVALID', `${REFUSAL}: the file ${file} can't be read.`);
    });
  return { cert: await read(tlsCert), key: await read(tlsKey) };
}

const badUsage = (why: string): LakeveilError => new LakeveilError('BAD_USAGE', `${REFUSAL}: ${why}`);
