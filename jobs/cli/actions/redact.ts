import { action } from '../command.js';
import { redactFlags } from '../commands/redact.js';
import { EXIT } from '../exit-codes.js';
export const redactAction = action(redactFlags, async () => EXIT.done);
