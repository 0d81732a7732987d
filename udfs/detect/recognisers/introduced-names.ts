import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';

/**
 * Capitalised words after "my name is" are a name whatever else they mean ("June Summer"); after "I am" and "this is", if they are a
 * given and a family name side by side ("Art King").
 */
export const introducedNames: Recogniser = {
  name: 'introduced-names',
  recognise(view, _turns, sink) {
    for (const first of view.capital) {
      if (first < 2 || view.caps[first] !== Caps.FIRST || view.gap[first] !== Gap.SPACE) continue;
      const one = view.lower[first - 1]!;
      const two = view.lower[first - 2]!;
      const three = first > 2 ? view.lower[first - 3]! : '';
      const named =
        (one === 'is' && two === 'name' && three === 'my') || (one === 's' && possessive(view, first));
      const said = (one === 'am' && two === 'i') || one === "i'm" || (one === 'is' && two === 'this');
      if (!named && !said) continue;
      const second = nameAfter(view, first);
      const given = (view.flags[first]! & LexiconFlag.GIVEN) !== 0;
      const family = second > 0 && (view.flags[second]! & LexiconFlag.FAMILY) !== 0;
      if (!named && !(given && family)) continue;
      const score = named ? 0.85 : 0.7;
      sink.add(view.start[first]!, view.end[first]!, 'NAME_GIVEN', score);
      if (second > 0) sink.add(view.start[second]!, view.end[second]!, 'NAME_FAMILY', score);
    }
  },
};

/** "my name's …", with whatever apostrophe. */
function possessive(view: TextView, first: number): boolean {
  return first > 3 && view.lower[first - 3] === 'name' && view.lower[first - 4] === 'my';
}

/** The capitalised word right after, or -1. */
function nameAfter(view: TextView, first: number): number {
  const next = first + 1;
  const follows =
    next < view.count &&
    view.kind[next] === TokenKind.WORD &&
    view.caps[next] === Caps.FIRST &&
    view.gap[next] === Gap.SPACE;
  return follows ? next : -1;
}
