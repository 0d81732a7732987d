import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { LakeveilError } from '../../../errors.js';
import { createLocalEngine } from '../../../udfs/local-engine.js';
import { type CompiledPolicy, compilePolicy, isReversible, type PolicyInput } from '../../../udfs/policy.js';
import { lineBatches } from '../../line-batches.js';
import { loadConfig } from '../../load-config.js';
import type { ResolvedJob } from '../../resolved-job.js';
import { pseudonymKey } from '../../run/pseudonym-key.js';
import { secretStore } from '../../secrets/secret-store.js';
import { action } from '../command.js';
import { redactFlags } from '../commands/redact.js';
import { runFlags } from '../commands/run.js';
import { EXIT } from '../exit-codes.js';
import { keyFromFlags } from '../key-flags.js';
import { checkPolicy, loadPolicyFile } from '../load-policy.js';
import { prepareJob } from '../prepare-job.js';
import { stdinHint } from '../stdin-hint.js';
import type { Terminal } from '../terminal.js';

type Flags = z.output<typeof redactFlags>;

/** `lakeveil redact` */
export const redactAction = action(redactFlags, async ({ flags, terminal }) => {
  const { stdin, stdout } = terminal;
  const job = flags.job === undefined ? undefined : await jobOf(flags.job, terminal);
  const policy = await policyOf(flags, job, terminal);
  checkPolicy(policy);
  const compiled = compilePolicy(policy);
  const { key, epoch } = await keyOf(flags, job, compiled, terminal);
  const engine = createLocalEngine(compiled, key, epoch);
  const scope = flags.scope ?? null;
  stdinHint(terminal, 'text');
  if (flags.lines) {
    for await (const batch of lineBatches(stdin, { batchLines: 256, maxLineBytes: MAX_TEXT_BYTES })) {
      const output = batch.map(({ text }) => `${engine.redact(text, scope).text}\n`).join('');
      if (!(await stdout.write(output))) break;
    }
    return EXIT.done;
  }
  await stdout.write(engine.redact(await readText(terminal), scope).text);
  return EXIT.done;
});

const MAX_TEXT_BYTES = 64 * 1024 * 1024;

async function readText({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    bytes += buffer.length;
    if (bytes > MAX_TEXT_BYTES) {
      throw new LakeveilError(
        'TEXT_TOO_LONG',
        'Nothing was redacted: the text is longer than 64 MiB. With --lines, every line is a text of its own.',
      );
    }
    chunks.push(buffer);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new LakeveilError(
      'INVALID_TEXT',
      'Nothing was redacted: the text is not valid UTF-8. Re-encode it.',
    );
  }
}

async function jobOf(name: string, { folder }: Terminal): Promise<ResolvedJob> {
  return (await prepareJob(name, runFlags.parse({}), await loadConfig(folder), folder)).job;
}

async function policyOf(
  flags: Flags,
  job: ResolvedJob | undefined,
  terminal: Terminal,
): Promise<PolicyInput> {
  if (flags.policy !== undefined && flags.job !== undefined) {
    throw new LakeveilError(
      'BAD_USAGE',
      'Nothing was redacted: --policy and --job both name a policy. Give one of them.',
    );
  }
  const policy: PolicyInput =
    flags.policy === undefined ? (job?.policy ?? {}) : await loadPolicyFile(flags.policy, terminal.folder);
  const config: Record<string, unknown> = { ...policy.generator_config };
  for (const assignment of flags.label) {
    const at = assignment.indexOf('=');
    if (at < 1) {
      throw new LakeveilError(
        'BAD_USAGE',
        'Nothing was redacted: --label takes LABEL=state, e.g. --label PHONE_NUMBER=Synthesis.',
      );
    }
    config[assignment.slice(0, at)] = assignment.slice(at + 1);
  }
  return {
    ...policy,
    ...(flags.default === undefined ? {} : { generator_default: flags.default }),
    ...(Object.keys(config).length === 0 ? {} : { generator_config: config }),
    ...(flags.seed === undefined ? {} : { random_seed: flags.seed }),
  } as PolicyInput;
}

/** The very key that a run would have, so that what is tried here is what a run gives. */
async function keyOf(
  flags: Flags,
  job: ResolvedJob | undefined,
  { policy }: CompiledPolicy,
  { folder }: Terminal,
): Promise<{ key: Uint8Array; epoch: number }> {
  const found = await pseudonymKey(keyFromFlags(flags, folder) ?? job?.pseudonymKey, {
    refusal: 'Nothing was redacted',
    secrets: secretStore((await loadConfig(folder)).config.secrets),
  });
  if (found.kind === 'given') return found;
  if (isReversible(policy)) {
    throw new LakeveilError(
      'NO_KEY',
      'Nothing was redacted: the policy asks for reversible tokens, and without a key nobody could turn them back. ' +
        'Give --key-file, --key-env or --key-secret, or set redaction_form to one-way.',
    );
  }
  return { key: randomBytes(32), epoch: 0 };
}
