import type { Command } from '../command.js';
import { runCommand } from './run.js';

/** What `lakeveil` can do, in the order of its help. */
export const commands: readonly Command[] = [runCommand];
