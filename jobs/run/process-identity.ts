import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { isRunning } from '../../catalog/file-io/unfinished.js';

/** Which process: enough for another one on the same machine to tell whether it still runs, and for people to find it. */
export interface ProcessIdentity {
  readonly host: string;
  /** Equal for two processes only if the process id of one means the same to the other. */
  readonly machine: string;
  readonly pid: number;
  /** When it started, in the kernel's own unit: a process id is given again to others. Null where that is not told. */
  readonly processStart: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), machine: MACHINE, pid: process.pid, processStart: startOf(process.pid) };
}

/** `here`: it runs, on this machine. `gone`: it ran on this machine and does no more. Of another machine's nothing is known. */
export function whereIs(identity: ProcessIdentity): 'here' | 'gone' | 'unknown' {
  if (identity.machine !== MACHINE) return 'unknown';
  if (!isRunning(identity.pid)) return 'gone';
  const start = startOf(identity.pid);
  // Its id came to another process: ours, or anybody's.
  return start !== null && identity.processStart !== null && start !== identity.processStart
    ? 'gone'
    : 'here';
}

const MACHINE = machineOf();

/**
 * Host names do not tell machines apart, and containers of one machine have process ids of their own: on Linux it is the
 * boot (proc(5), boot_id) and the namespace of process ids (namespaces(7)), elsewhere the network cards.
 */
function machineOf(): string {
  const parts = [hostname()];
  if (process.platform === 'linux') {
    try {
      parts.push(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), readlinkSync('/proc/self/ns/pid'));
    } catch {
      // Nothing to go by: like no other, so that only silence tells that a process is gone.
      parts.push(randomUUID());
    }
  } else {
    const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    parts.push(...new Set(cards.filter(({ internal }) => !internal).map(({ mac }) => mac)));
  }
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}

/** Clock ticks after boot, the 22nd field of proc_pid_stat(5); the second, the command's name, may hold blanks and brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
