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
  let initial = '';
  const digits = context.draw('e-mail-digits', local.toLowerCase());
  return local.replace(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu, (part) => {
    if (/^\p{N}/u.test(part)) return replaceCharacters(part, digits);
    const lower = part.toLowerCase();
    const { words } = lexicon();
    const flags = words.get(lower) ?? 0;
    const first = index++ === 0;
    if ([...part].length === 1) {
      initial = newGiven(part, context);
      return initial;
    }
    if (first && (flags & (LexiconFlag.GIVEN | LexiconFlag.FAMILY)) === 0) {
      // "jmiles": an initial and a family name.
      const rest = lower.slice(1);
      if (rest.length > 2 && ((words.get(rest) ?? 0) & LexiconFlag.FAMILY) !== 0) {
        return newGiven(lower[0]!, context) + newFamily(part.slice(1), context);
      }
    }
    const isFamily = (flags & LexiconFlag.FAMILY) !== 0 && ((flags & LexiconFlag.GIVEN) === 0 || !first);
    return first && !isFamily ? newGiven(part, context) : newFamily(part, context);
  });
}

/** "jordan dot miles at example dot com" */
function spoken(value: string, context: GeneratorContext): string {
  const [local = '', domain = ''] = value.split(/\s+at\s+/i);
  const fresh = local.replace(/\p{L}[\p{L}\p{M}]*/gu, (word) =>
    /^(?:dot|underscore|dash)$/i.test(word) ? word : newGiven(word, context),
  );
  return `${fresh} at ${pick(context.draw('e-mail-domain', domain.toLowerCase()), DOMAINS).replace('.', ' dot ')}`;
}
