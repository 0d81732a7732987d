import { LakeveilError } from '../../../errors.js';
import { rewriteStrings } from '../../../udfs/json/rewrite-strings.js';
import { createUnredactor } from '../../../udfs/unredact.js';
import { loadConfig } from '../../load-config.js';
import type { PseudonymKeySource } from '../../run/key-source.js';
import { rootKey } from '../../run/pseudonym-key.js';
import { secretStore } from '../../secrets/secret-store.js';
import { wholeLines } from '../../whole-lines.js';
import { action } from '../command.js';
import { runFlags } from '../commands/run.js';
import { unredactFlags } from '../commands/unredact.js';
import { EXIT } from '../exit-codes.js';
import { keyFromFlags } from '../key-flags.js';
import { prepareJob } from '../prepare-job.js';
import { stdinHint } from '../stdin-hint.js';
import type { Terminal } from '../terminal.js';

const MAX_LINE_BYTES = 64 * 1024 * 1024;
const REFUSAL = 'Nothing was turned back';

/** `lakeveil unredact` */
export const unredactAction = action(unredactFlags, async ({ flags, terminal }) => {
  const source = keyFromFlags(flags, terminal.folder) ?? (await keyOfJob(flags.job, terminal));
  if (source === undefined) {
    throw new LakeveilError(
      'NO_KEY',
      `${REFUSAL}: no key was named. Give --key-file, --key-env, --key-secret or --job: the key that the tokens were made with.`,
    );
  }
  const unredactor = createUnredactor(
    await rootKey(source, {
      refusal: REFUSAL,
      secrets: secretStore((await loadConfig(terminal.folder)).config.secrets),
    }),
  );
  const count = new TokenCount();
  stdinHint(terminal, flags.jsonl ? 'JSON lines' : 'text');
  for await (const { line, text } of wholeLines(terminal.stdin, MAX_LINE_BYTES)) {
    const turnBack = (value: string): string => {
      const { text: out, restored, unreadable } = unredactor.unredact(value);
      count.add(restored, unreadable.length);
      return out;
    };
    let out: string;
    if (flags.jsonl) {
      out = text.trim() === '' ? text : unredactJson(text, turnBack, line, count);
    } else {
      const turned = unredactor.unredact(text);
      count.add(turned.restored, turned.unreadable.length, { line, column: (turned.unreadable[0] ?? 0) + 1 });
      out = turned.text;
    }
    if (!(await terminal.stdout.write(out))) return EXIT.done;
  }
  if (count.unreadable > 0) throw count.error();
  return EXIT.done;
});

function unredactJson(
  text: string,
  turnBack: (value: string) => string,
  line: number,
  count: TokenCount,
): string {
  const before = count.unreadable;
  try {
    return rewriteStrings(text, turnBack);
  } catch (error) {
    if (!(error instanceof LakeveilError)) throw error;
    throw new LakeveilError(
      'BAD_LINE',
      `Line ${line} of the input was not turned back: it is not JSON. Lines before it were; mend it and start again.`,
      { details: { line } },
    );
  } finally {
    if (count.unreadable > before) count.at({ line });
  }
}

interface Place {
  readonly line: number;
  /** UTF-16 code units, from 1. */
  readonly column?: number;
}

class TokenCount {
  restored = 0;
  unreadable = 0;
  #first: Place | undefined;

  add(restored: number, unreadable: number, place?: Place): void {
    this.restored += restored;
    this.unreadable += unreadable;
    if (unreadable > 0 && place !== undefined) this.at(place);
  }

  at(place: Place): void {
    this.#first ??= place;
  }

  error(): LakeveilError {
    const { line = 0, column } = this.#first ?? {};
    const all = this.restored + this.unreadable;
    return new LakeveilError(
      'TOKEN_UNREADABLE',
      `${this.unreadable} of ${all} reversible tokens were not turned back and stand in the output as they were: they are ` +
        `damaged, or were made with another key. The first is in line ${line}${column === undefined ? '' : `, column ${column}`}.`,
      {
        details: {
          unreadable: this.unreadable,
          restored: this.restored,
          line,
          ...(column === undefined ? {} : { column }),
        },
      },
    );
  }
}

async function keyOfJob(
  name: string | undefined,
  { folder }: Terminal,
): Promise<PseudonymKeySource | undefined> {
  if (name === undefined) return undefined;
  const { job } = await prepareJob(name, runFlags.parse({}), await loadConfig(folder), folder);
  return job.pseudonymKey;
}
