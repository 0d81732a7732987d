import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Why the stand-in for AWS can't be used here; undefined if it can. With LAKEVEIL_INTEROP=1 that is an error. */
export function missingAws(): string | undefined {
  try {
    execFileSync('bash', [join(root, 'test/interop/install.sh'), '--check-aws'], { stdio: 'ignore' });
    return undefined;
  } catch {
    const why =
      'the stand-in for AWS (moto) is not installed: test/interop/install.sh --aws (Python 3.11, PyPI) does it';
    if (process.env['LAKEVEIL_INTEROP'] === '1') throw new Error(why);
    return why;
  }
}

/** S3, Glue, Secrets Manager and Athena's API on 127.0.0.1, in memory: moto, with Glue's versions and S3's conditions strict. */
export interface Moto {
  readonly endpoint: string;
  /** What a process needs in its environment to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Empties it. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one of its own; sets the variables of `env` in this process too. */
export async function startMoto(): Promise<Moto> {
  for (let attempt = 0; ; attempt++) {
    const moto = await tryStart(await freePort());
    if (moto !== undefined) return moto;
    if (attempt === 3) throw new Error('moto did not start');
  }
}

async function tryStart(port: number): Promise<Moto | undefined> {
  const child: ChildProcess = spawn(
    join(root, '.interop/aws/bin/python'),
    [join(root, 'test/aws/moto_strict.py'), '-H', '127.0.0.1', '-p', String(port)],
    { stdio: 'ignore', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  // A test that dies must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      kill();
      return undefined;
    }
    const answer = await fetch(`${endpoint}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok === true) break;
    await sleep(50);
  }
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(process.env, env);
  return {
    endpoint,
    env,
    reset: async () => void (await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' })),
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
