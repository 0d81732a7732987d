import { LexiconFlag, lexicon } from '../detect/lexicon.js';
import { replaceCharacters } from './characters.js';
import { pick } from './draw.js';
import type { Generator, GeneratorContext } from './generator.js';
import { newFamily, newGiven } from './person-name.js';

/** Reserved for examples (RFC 2606). */
const DOMAINS = ['example.com', 'example.org', 'example.net'];

/**
 * Keeps the shape of the local part. Its words are renamed as the names of people are, so that
 * "jordan.miles@…" goes on agreeing with "Jordan Miles"; digits are replaced; the domain is a reserved one.
 */
export const email: Generator = (value, context) => {
  const at = value.lastIndexOf('@');
  if (at <= 0) return spoken(value, context);
  const domain = value.slice(at + 1);
  const local = renameLocal(value.slice(0, at), context);
  const fresh =
    context.metadata.preserve_domain === true
      ? domain
      : pick(context.draw('e-mail-domain', domain.toLowerCase()), DOMAINS);
  return `${local}@${fresh}`;
};

function renameLocal(local: string, context: GeneratorContext): string {
  let index = 0;
  const names = (local.toLowerCase().match(/\p{L}[\p{L}\p{M}]+/gu) ?? []) as readonly string[];
  const digits = context.draw('e-mail-digits', local.toLowerCase());
  return local.replace(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu, (part) => {
    if (/^\p{N}/u.test(part)) return replaceCharacters(part, digits);
    const lower = part.toLowerCase();
    const known = lexicon();
    const flags = known.flagsOf(lower);
    const first = index++ === 0;
    if ([...part].length === 1) return newGiven(part, context);
    if (first && (flags & (LexiconFlag.GIVEN | LexiconFlag.FAMILY)) === 0) {
      // "jmiles": an initial and a family name.
      const rest = lower.slice(1);
      if (rest.length > 2 && (known.flagsOf(rest) & LexiconFlag.FAMILY) !== 0) {
        return newGiven(lower[0]!, context) + newFamily(part.slice(1), context);
      }
    }
    // By position, unless the gazetteer says that the order is the other way round ("miles.jordan@…").
    const swapped =
      names.length > 1 &&
      nameKinds(names[0]!) === LexiconFlag.FAMILY &&
      (nameKinds(names[1]!) & LexiconFlag.GIVEN) !== 0;
    return first !== swapped ? newGiven(part, context) : newFamily(part, context);
  });
}

function nameKinds(word: string): number {
  return lexicon().flagsOf(word) & (LexiconFlag.FAMILY | LexiconFlag.GIVEN);
}

/** "jordan dot miles at example dot com" */
function spoken(value: string, context: GeneratorContext): string {
  const [local = '', domain = ''] = value.split(/\s+at\s+/i);
  const fresh = local.replace(/\p{L}[\p{L}\p{M}]*/gu, (word) =>
    /^(?:dot|underscore|dash)$/i.test(word) ? word : newGiven(word, context),
  );
  return `${fresh} at ${pick(context.draw('e-mail-domain', domain.toLowerCase()), DOMAINS).replace('.', ' dot ')}`;
}
