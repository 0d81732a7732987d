import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface PyIcebergGlue {
  call(op: string, request: Readonly<Record<string, unknown>>): Promise<unknown>;
  stop(): Promise<void>;
}

/** PyIceberg's own Glue catalog, in a process of its own: another writer of the same tables. */
export function startPyIcebergGlue(warehouse: string, env: Readonly<Record<string, string>>): PyIcebergGlue {
  const child = spawn(
    join(root, '.interop/venv/bin/python'),
    [join(root, 'test/aws/pyiceberg_glue.py'), warehouse],
    { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  return {
    call(op, request) {
      const answered = last.then(async () => {
        child.stdin.write(`${JSON.stringify({ op, ...request })}\n`);
        const line = await lines.next();
        if (line.done === true) throw new Error('PyIceberg ended');
        const { result, error } = JSON.parse(line.value) as { result?: unknown; error?: string };
        if (error !== undefined) throw new Error(`PyIceberg: ${error.slice(0, 2000)}`);
        return result;
      });
      last = answered.catch(() => {});
      return answered;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
