import type { TextView } from '../../text-view.js';
import type { Turn } from '../../turns.js';
import type { SpokenRun } from './spoken-runs.js';

/** What the turn itself asked before the run: "your zip? 02139" where nothing tells the speakers apart. */
export function askedWithin(view: TextView, turn: Turn, run: SpokenRun): number {
  if (turn.asks === 0) return 0;
  const least = Math.max(turn.body, run.first - 8);
  for (let at = run.first - 1; at >= least; at--) if (view.lower[at] === '?') return turn.asks;
  return 0;
}
