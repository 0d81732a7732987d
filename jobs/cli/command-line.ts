import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { LakeveilError } from '../../errors.js';
import { describeIssues } from '../schema-error.js';
import type { Command } from './command.js';
import { EXIT, EXIT_CODES } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** A parsed command line: the command to run, or the exit code if it was `--help` or `--version`. */
export type CommandLine =
  | { readonly command: Command; readonly arguments: readonly string[]; readonly flags: unknown }
  | { readonly exitCode: number };

export interface ProgramOptions {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
}

/** A program with one command per word (`lakeveil`). Errors: BAD_USAGE. */
export function parseProgram(
  program: ProgramOptions,
  commands: readonly Command[],
  argv: readonly string[],
  terminal: Terminal,
): CommandLine {
  const parser = new Parser(terminal);
  const root = parser.base(new CommanderCommand(program.name), program.version).description(program.summary);
  root.addHelpText('after', `\n${exitCodesText()}`);
  for (const command of commands)
    parser.add(root.command(command.name), command, `${program.name} ${command.name}`);
  return parser.parse(root, argv);
}

/** A program that is one command (`run-job`). */
export function parseSingle(
  program: ProgramOptions,
  command: Command,
  argv: readonly string[],
  terminal: Terminal,
): CommandLine {
  const parser = new Parser(terminal);
  const root = parser.base(new CommanderCommand(program.name), program.version);
  parser.add(root, command, program.name);
  return parser.parse(root, argv);
}

class Parser {
  private found: CommandLine | undefined;

  constructor(private readonly terminal: Terminal) {}

  base(commander: CommanderCommand, version: string): CommanderCommand {
    return commander
      .version(version, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .helpCommand(false);
  }

  add(commander: CommanderCommand, command: Command, fullName: string): void {
    commander.summary(command.summary).description(command.details ?? sentence(command.summary));
    commander.helpOption('-h, --help', 'print this help');
    this.quiet(commander);
    for (const argument of command.arguments) {
      const name = `${argument.name}${argument.variadic ? '...' : ''}`;
      commander.argument(argument.required ? `<${name}>` : `[${name}]`, argument.description);
    }
    const properties = flagProperties(command.flags);
    for (const [key, property] of Object.entries(properties)) commander.addOption(flagOption(key, property));
    commander.addHelpText('after', () => afterHelp(command));
    commander.action((..._ignored: unknown[]) => {
      const raw = commander.opts() as Record<string, unknown>;
      this.found = {
        command,
        arguments: commander.args,
        flags: checkFlags(command.flags, properties, raw, fullName),
      };
    });
    for (const sub of command.subcommands ?? [])
      this.add(commander.command(sub.name), sub, `${fullName} ${sub.name}`);
  }

  parse(root: CommanderCommand, argv: readonly string[]): CommandLine {
    this.quiet(root);
    try {
      root.parse([...argv], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return { exitCode: EXIT.done };
      // A program called with no command at all prints its help.
      if (error.code === 'commander.help') return { exitCode: EXIT.badUsage };
      throw badUsage(error, helpCommand(root, argv));
    }
    return this.found ?? { exitCode: EXIT.done };
  }

  /** Help goes to the terminal given; errors are thrown, and printed where all errors are. */
  private quiet(commander: CommanderCommand): void {
    commander.exitOverride().configureOutput({
      writeOut: (text) => this.terminal.stdout.print(text),
      writeErr: (text) => {
        if (!text.startsWith('error:')) this.terminal.stderr.print(text);
      },
      getOutHelpWidth: () => Math.min(this.terminal.stdout.columns(), 120),
      getErrHelpWidth: () => Math.min(this.terminal.stderr.columns(), 120),
    });
  }
}

function badUsage(error: CommanderError, help: string): LakeveilError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').replace(/^\(|\)$/g, '');
  return new LakeveilError(
    'BAD_USAGE',
    `Nothing was done: ${first.replace(/\.$/, '')}. ${hint === '' ? '' : `${hint} `}See ${help}.`,
  );
}

/** The help of the command that was meant: `lakeveil query --help`. */
function helpCommand(root: CommanderCommand, argv: readonly string[]): string {
  let here = root;
  let name = root.name();
  for (const word of argv) {
    const next = here.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    here = next;
    name += ` ${word}`;
  }
  return `${name} --help`;
}

interface FlagProperty {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: FlagProperty;
  readonly value?: string;
  readonly short?: string;
}

function flagProperties(flags: z.ZodObject): Record<string, FlagProperty> {
  const json = z.toJSONSchema(flags, { io: 'input', unrepresentable: 'any' });
  return (json.properties ?? {}) as Record<string, FlagProperty>;
}

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function flagOption(key: string, property: FlagProperty): Option {
  const short = property.short === undefined ? '' : `-${property.short}, `;
  const value = property.type === 'boolean' ? '' : ` <${property.value ?? 'value'}>`;
  const values = property.enum ?? property.items?.enum;
  const notes = [
    values === undefined ? '' : `one of ${values.join(', ')}`,
    property.default === undefined || property.default === false || Array.isArray(property.default)
      ? ''
      : `default: ${String(property.default)}`,
    property.type === 'array' ? 'may be repeated' : '',
  ].filter((note) => note !== '');
  const description = `${property.description ?? ''}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  const option = new Option(`${short}--${kebab(key)}${value}`, description);
  if (property.type === 'array')
    option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

function checkFlags(
  schema: z.ZodObject,
  properties: Record<string, FlagProperty>,
  raw: Record<string, unknown>,
  fullName: string,
): unknown {
  const typed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const type = properties[key]?.type;
    const isNumber =
      (type === 'integer' || type === 'number') && typeof value === 'string' && /^-?[\d.]+$/.test(value);
    typed[key] = isNumber ? Number(value) : value;
  }
  const parsed = schema.safeParse(typed, { reportInput: true });
  if (parsed.success) return parsed.data;
  const finding = describeIssues(schema, parsed.error.issues)[0]!;
  const flag = kebab(finding.path[0] ?? '');
  throw new LakeveilError(
    'BAD_USAGE',
    `Nothing was done: ${finding.text.replace(/^Option [^ :]+/, `--${flag}`)} See ${fullName} --help.`,
  );
}

function afterHelp(command: Command): string {
  const parts: string[] = [];
  if (command.more !== undefined) parts.push(command.more());
  if (command.examples !== undefined) {
    parts.push(`Examples:\n${command.examples.map((example) => `  ${example}`).join('\n')}`);
  }
  parts.push(exitCodesText());
  return `\n${parts.join('\n\n')}`;
}

function exitCodesText(): string {
  const lines = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `Exit codes:\n${lines.join('\n')}`;
}

const sentence = (summary: string): string => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
