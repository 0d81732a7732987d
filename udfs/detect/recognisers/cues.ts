import { Gap, type TextView } from '../text-view.js';

/** True if one of the `reach` tokens before `token`, in its line, is in `cues`. */
export function cueBefore(view: TextView, token: number, cues: ReadonlySet<string>, reach: number): boolean {
  const least = Math.max(0, token - reach);
  for (let at = token; at > least; ) {
    if (view.gap[at] === Gap.LINE) return false;
    at--;
    if (cues.has(view.lower[at]!)) return true;
  }
  return false;
}

/** True if one of the `reach` tokens after `token`, in its line, is in `cues`. */
export function cueAfter(view: TextView, token: number, cues: ReadonlySet<string>, reach: number): boolean {
  const most = Math.min(view.count - 1, token + reach);
  for (let at = token + 1; at <= most; at++) {
    if (view.gap[at] === Gap.LINE) return false;
    if (cues.has(view.lower[at]!)) return true;
  }
  return false;
}

/** Index of the last token that starts before `end`, at or after `token`. */
export function lastTokenBefore(view: TextView, token: number, end: number): number {
  let last = token;
  while (last + 1 < view.count && view.start[last + 1]! < end) last++;
  return last;
}
