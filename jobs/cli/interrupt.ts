import { LakeveilError } from '../../errors.js';
import { EXIT } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/**
 * Runs `work` with a signal that Ctrl-C (SIGINT) and SIGTERM fire. The work then ends by itself: threads stop, scratch
 * is removed, nothing is committed. A second Ctrl-C changes nothing, so that it leaves nothing behind either; it says
 * so. (SIGKILL is safe for the tables at any time: the next start of the same command resumes, and `lakeveil runs clean`
 * removes what is left.)
 */
export async function interruptible(
  terminal: Terminal,
  resume: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const { isTerminal } = terminal.stderr;
  const onSignal = (signal: NodeJS.Signals): void => {
    terminal.stderr.print(
      received === undefined
        ? `${isTerminal ? '\n' : ''}${signal}: stopping; waiting for the workers to end …\n`
        : `${signal}: still stopping; this leaves no thread and no scratch file behind.\n`,
    );
    received ??= signal;
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    const stopped = received !== undefined && error instanceof LakeveilError && error.code === 'INTERRUPTED';
    if (!stopped) throw error;
    terminal.stderr.print(
      `INTERRUPTED  The run was stopped and nothing was committed.${isTerminal ? '\n  ' : ' '}${resume}\n`,
    );
    return received === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
