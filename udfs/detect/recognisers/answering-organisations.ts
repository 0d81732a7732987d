import { LexiconFlag } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';

const LONGEST = 5;

/** Who answers a call: "You've reached CloudBox", "thank you for calling Harrow Audio", as far as the capitals go. */
export const answeringOrganisations: Recogniser = {
  name: 'answering-organisations',
  recognise(view, _turns, sink) {
    for (const first of view.capital) {
      if (first < 2 || view.gap[first] !== Gap.SPACE || !answers(view, first)) continue;
      // "Thanks for calling, Maria" greets the caller.
      if ((view.flags[first]! & LexiconFlag.GIVEN) !== 0) continue;
      let last = first;
      while (
        last + 1 < view.count &&
        last - first + 1 < LONGEST &&
        view.gap[last + 1] === Gap.SPACE &&
        view.kind[last + 1] === TokenKind.WORD &&
        view.caps[last + 1] !== Caps.LOWER
      )
        last++;
      sink.add(view.start[first]!, view.end[last]!, 'ORGANIZATION', 0.7);
    }
  },
};

function answers(view: TextView, first: number): boolean {
  const one = view.lower[first - 1]!;
  const two = view.lower[first - 2]!;
  if (one === 'calling' || one === 'contacting' || one === 'choosing') return two === 'for';
  return one === 'reached' && (two === "you've" || two === 'have' || two === 've');
}
