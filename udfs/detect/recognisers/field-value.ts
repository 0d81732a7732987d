import { Gap, type TextView } from '../text-view.js';

const WRAPS = new Set(['"', "'", '*', '`', '\\', '\u201c', '\u201d']);
const SEPARATES = new Set([':', '=', '>', '|']);

/**
 * The token at which the value of a field begins, if `key` is the last word of the field's name and a separator
 * follows (`Sex: F`, `"sex": "F"`, `sex=F`, `<sex>F`, `| Sex | F |`, `**Sex:** F`); else -1. At most eight tokens on.
 */
export function fieldValue(view: TextView, key: number): number {
  const { lower, gap, count } = view;
  let at = key + 1;
  while (at < count && at <= key + 3 && gap[at] === Gap.NONE && WRAPS.has(lower[at]!)) at++;
  if (at >= count || gap[at] === Gap.LINE || !SEPARATES.has(lower[at]!)) return -1;
  at++;
  const least = at;
  while (at < count && at < least + 3 && gap[at] !== Gap.LINE && WRAPS.has(lower[at]!)) at++;
  return at < count && gap[at] !== Gap.LINE ? at : -1;
}
