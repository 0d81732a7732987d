import type { z } from 'zod';
import type { Terminal } from './terminal.js';

/**
 * One command: its flags are a zod object, from which the parser, the check and the `--help` are all made. A flag's
 * description is its `.describe()`, its placeholder `.meta({ value })`, a short form `.meta({ short })`.
 */
export interface Command {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly details?: string;
  readonly arguments: readonly CommandArgument[];
  readonly flags: z.ZodObject;
  readonly examples?: readonly string[];
  /** More for the end of `--help`. */
  readonly more?: () => string;
  readonly subcommands?: readonly Command[];
  /** Imported only when the command is run. */
  readonly action: () => Promise<Action>;
}

export interface CommandArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic?: boolean;
}

export interface Call {
  readonly arguments: readonly string[];
  /** As the command's schema gives them. */
  readonly flags: unknown;
  readonly terminal: Terminal;
}

/** Gives the exit code. */
export type Action = (call: Call) => Promise<number>;

/** Ties an action to the flags' type. */
export function action<Flags extends z.ZodObject>(
  _flags: Flags,
  run: (call: Omit<Call, 'flags'> & { readonly flags: z.output<Flags> }) => Promise<number>,
): Action {
  return (call) => run(call as Omit<Call, 'flags'> & { readonly flags: z.output<Flags> });
}
