import { digitText, freshDigits } from './digit-text.js';
import { newDomain } from './domain.js';
import type { Generator, GeneratorContext } from './generator.js';
import { newHandle } from './handle.js';
import { inCaseOf } from './letter-case.js';
import { newFamily, newGiven } from './person-name.js';
import { spelled } from './spelling.js';

/**
 * The local part keeps its shape and follows the new names of the people in it (unless `follow_names` is false); the
 * domain is a reserved one (unless `preserve_domain`). Spoken addresses stay spoken.
 */
export const email: Generator = (value, context) => {
  const names = context.metadata.follow_names === false ? unlinked(value, context) : context;
  const at = value.lastIndexOf('@');
  if (at <= 0 || /\s/.test(value)) return spoken(value, names, context);
  const domain = value.slice(at + 1);
  const local = newHandle(value.slice(0, at), names);
  if (context.metadata.preserve_domain === true) return `${local}@${domain}`;
  return `${local}@${inCaseOf(domain, newDomain(domain, context))}`;
};

/** Names that agree within this address and with nothing else. */
function unlinked(value: string, context: GeneratorContext): GeneratorContext {
  const own = value.toLowerCase();
  return { ...context, draw: (purpose, from) => context.draw(`e-mail ${purpose}`, `${from}\u0000${own}`) };
}

const JOINTS =
  /^(?:dot|underscore|dash|hyphen|minus|plus|period|point|under|score|all|lowercase|lower|case|one|word|the|number|at)$/i;
const AT = /\s{1,4}(?:at(?:\s{1,4}sign)?|@)\s{1,4}|\s{0,4}@\s{0,4}/gi;

/** "jordan dot miles at example dot com", "m j o n e s forty two at …" */
function spoken(value: string, names: GeneratorContext, context: GeneratorContext): string {
  const ats = [...value.matchAll(AT)];
  const last = ats[ats.length - 1];
  const local = last === undefined ? value : value.slice(0, last.index);
  const domain = last === undefined ? '' : value.slice(last.index + last[0].length);
  const fresh = spokenLocal(local, names);
  if (last === undefined) return fresh;
  if (context.metadata.preserve_domain === true) return fresh + value.slice(last.index);
  const written = domain.replace(/\s{0,4}\b(?:dot|period|point)\b\s{0,4}/gi, '.').replace(/\s+/g, '');
  const host = newDomain(written.toLowerCase(), context);
  return (
    fresh +
    last[0] +
    inCaseOf(domain, /\bdot\b|\bpoint\b|\bperiod\b/i.test(domain) ? host.replaceAll('.', ' dot ') : host)
  );
}

function spokenLocal(local: string, context: GeneratorContext): string {
  const draw = context.draw('handle-digits', local.toLowerCase());
  let named = 0;
  const newName = (word: string): string =>
    (named++ === 0 ? newGiven : newFamily)(word, context).replace(/['\u2019]/g, '');
  // Names, numbers and what joins them: a run of letters is one name spelled out.
  return local
    .split(/(\s{1,4}(?:dot|underscore|dash|hyphen|plus|period|point)\s{1,4}|\s{1,4}(?=\d)|[.,_+]{1,4})/i)
    .flatMap((piece, at) => (at % 2 === 1 ? [piece] : piece.split(NUMBER_START)))
    .map((piece) => {
      if (NUMBER.test(piece)) {
        const number = digitText(piece);
        return number.write(freshDigits(draw, number.digits));
      }
      const letters = spelled(piece);
      if (letters !== undefined) return letters.write(newName(letters.word));
      return piece.replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => (JOINTS.test(word) ? word : newName(word)));
    })
    .join('');
}

const NUMBER_START =
  /(\s{1,4}(?=(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|triple)\b))/i;

const NUMBER =
  /^\s*(?:\d|(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|triple)\b)/i;
