import type { Label } from '../labels.js';
import { LexiconFlag, lexicon, PlaceKind } from '../lexicon.js';
import { createTagger, type TaggedSpan, type Tagger, tagBias } from '../model/tagger.js';
import { CLASSES, type EntityClass } from '../model/tags.js';
import { shippedWeights } from '../model/weights.js';
import type { Candidate, Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const TITLES = set(
  'mr mrs ms miss mx dr prof professor sir madam doctor mister rev reverend judge officer sgt capt captain lt sen rep hon señor señora herr frau monsieur madame mme nurse',
);
const SUFFIXES = set('jr sr ii iii iv md phd esq dds rn do np');
const PARTICLES = set(
  'de da di del della der den dos das du la le van von bin ibn al el ben mac st ter ten y e abu san santa',
);
/** "ISO-9001" and its like are nobody's. */
const STANDARDS = set('iso iec ieee rfc utf din ansi astm covid');
/** Capitals that name a kind of number or file, not an organisation. */
const ACRONYMS = set(
  'ssn itin ein tin npi dea cvv cvc pin zip iban swift bic vin otp dob mrn mbi imei mac url uuid sms faq pdf csv json xml html api vpn usb gps atm eta asap fyi ceo cfo cto hr it pr qa usd eur gbp chf cad aud jpy inr',
);
/** What is written after a name and says what was studied, not what is done. */
const DEGREES = set('md do phd jd mba dds dmd dvm edd esq');
/** Programmes and card networks: by themselves they are nobody's employer, nor anybody's name. */
const EVERYBODYS = set('medicare medicaid visa mastercard amex');
/** Capitals for what a laboratory measures, where a number follows. */
const MEASURED = set(
  'bnp wbc rbc hgb hct plt inr ptt tsh ldl hdl alt ast bun crp esr psa egfr gfr ldh cpk mcv mch mchc rdw mpv abg bmi lft',
);
/** Words that end with a full stop inside a name. */
const ABBREVIATIONS = set(
  'inc ltd corp co bros llc st ste mt ft dr mr mrs ms prof dept univ intl assn jr sr no',
);
/** Words in the names of places that are no towns. */
const LANDSCAPE = set(
  'lake river creek mount mt mountain mountains hills valley bay ocean sea gulf desert forest park garden gardens bridge airport station harbor harbour stadium arena square tower canyon island islands beach county parish coast region',
);

/**
 * Where the tagger serves best: a missed name costs more than a masked word, so every class is read somewhat more eagerly than it was
 * trained; those that have few other readings more so.
 */
const EAGERNESS: Readonly<Record<EntityClass, number>> = {
  PER: 0.5,
  ORG: 0.5,
  LOC: 0.5,
  ADDRESS: 1,
  OCCUPATION: 1,
  NRP: 1.5,
  CODE: 0.75,
  MISC: 0,
};

/**
 * A text that holds an identifier is about somebody in particular, and more of it is likely to be: there the tagger is read this much
 * more eagerly, in nats.
 */
const AMONG_IDENTIFIERS: Partial<Readonly<Record<EntityClass, number>>> = {
  PER: 1.25,
  ORG: 0.9,
  LOC: 0.75,
  OCCUPATION: 0.75,
};
const IDENTIFIERS: ReadonlySet<string> = new Set<Label>([
  'EMAIL_ADDRESS',
  'PHONE_NUMBER',
  'CREDIT_CARD',
  'US_SSN',
  'US_ITIN',
  'IBAN_CODE',
  'US_BANK_NUMBER',
  'US_DRIVER_LICENSE',
  'US_PASSPORT',
  'HEALTHCARE_ID',
  'MEDICAL_LICENSE',
  'NUMERIC_PII',
  'DOB',
  'IP_ADDRESS',
  'LOCATION_ADDRESS',
  'LOCATION_ZIP',
  'PASSWORD',
  'PERSON_AGE',
]);

function sum(
  eagerness: Readonly<Record<EntityClass, number>>,
  more: Partial<Readonly<Record<EntityClass, number>>>,
): Record<EntityClass, number> {
  const added = { ...eagerness };
  for (const name of CLASSES) added[name] += more[name] ?? 0;
  return added;
}

function isIdentifier({ label, score }: Candidate): boolean {
  return score >= 0.6 && IDENTIFIERS.has(label);
}

/** US, and the two-part codes of the United Kingdom, Canada, the Netherlands, Sweden, Poland, Japan … */
const POSTAL_CODE =
  /^(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{3}[ -]\d{2,4}|\d{2}-\d{3}|\d{4})$/i;

let shipped: Tagger | undefined;

/**
 * What the trained tagger finds, as candidates: names split into given and family, places told apart by gazetteers.
 *
 * @param recallBias added to the odds of every entity, in nats
 * @throws LakeveilError MODEL_DAMAGED if the weights that ship cannot be read: at once, not row by row
 */
export function taggedEntities(recallBias: number, eagerness = EAGERNESS): Recogniser {
  shipped ??= createTagger(shippedWeights());
  const tagger = shipped;
  const usual = tagBias(recallBias, eagerness);
  const amongIdentifiers = tagBias(recallBias, sum(eagerness, AMONG_IDENTIFIERS));
  return {
    name: 'tagged-entities',
    recognise(view, turns, sink, found) {
      const bias = found.some(isIdentifier) ? amongIdentifiers : usual;
      const tagged = withinBounds(view, tagger.tag(view, turns, bias));
      const spans = settleNames(view, joinNames(view, tagged));
      const families = familyNames(view, spans);
      for (const span of spans) {
        // Between the patterns with a check (0.9 and more) and the guesses of a gazetteer alone.
        const score = 0.4 + 0.5 * span.score;
        switch (span.entityClass) {
          case 'PER':
            person(view, span, families, score, sink);
            break;
          case 'ORG':
            if (
              span.first < span.last ||
              !(ACRONYMS.has(view.lower[span.first]!) || isEverybodys(view, span.first))
            )
              whole(view, span, 'ORGANIZATION', score, sink);
            break;
          case 'LOC':
            place(view, span, score, sink);
            break;
          case 'ADDRESS':
            if (!STANDARDS.has(view.lower[span.first]!) && holdsStreetWord(view, span))
              whole(view, span, 'LOCATION_ADDRESS', score, sink);
            break;
          case 'OCCUPATION': {
            const job = withoutDegree(view, span);
            if (job !== undefined && !ACRONYMS.has(view.lower[job.first]!) && isLatin(view, job))
              whole(view, job, 'OCCUPATION', score, sink);
            break;
          }
          case 'NRP':
            whole(view, span, 'NRP', score, sink);
            break;
          case 'CODE':
            // Patterns know codes better; this is for those that no pattern names.
            if (!STANDARDS.has(view.lower[span.first]!) && !holdsPlainWord(view, span))
              whole(view, span, 'NUMERIC_PII', 0.4 + 0.1 * span.score, sink);
            break;
          case 'MISC':
            break;
        }
      }
    },
  };
}

/**
 * An organisation or an occupation ends where its cell, its line or its sentence does: "TrailPost. Can I …", "Head of People | Brightforge
 * Ltd". What stands beyond is a span of its own, but for an everyday word that opens a sentence and for a lone letter.
 */
function withinBounds(view: TextView, spans: readonly TaggedSpan[]): TaggedSpan[] {
  const bounded: TaggedSpan[] = [];
  for (const each of spans) {
    const span = withoutOpening(view, each);
    if (span === undefined) continue;
    if (span.entityClass !== 'ORG' && span.entityClass !== 'OCCUPATION') {
      bounded.push(span);
      continue;
    }
    let first = span.first;
    for (let token = span.first; token <= span.last + 1; token++) {
      const ends = token > span.last || endsBefore(view, token, first);
      if (!ends) continue;
      let last = token - 1;
      while (
        last > first &&
        (view.lower[last] === '|' || (view.lower[last] === '.' && !abbreviated(view, last)))
      )
        last--;
      if (first === span.first || !isRemnant(view, first, last)) bounded.push({ ...span, first, last });
      first = token <= span.last && view.lower[token] === '|' ? token + 1 : token;
      if (first > span.last) break;
    }
  }
  return bounded;
}

/** True if a cell, a line or a sentence ends between a token and the one before. */
function endsBefore(view: TextView, token: number, first: number): boolean {
  if (token <= first) return false;
  if (view.lower[token] === '|' || view.gap[token] === Gap.LINE) return true;
  return (
    token - first >= 2 &&
    view.lower[token - 1] === '.' &&
    view.gap[token] === Gap.SPACE &&
    !abbreviated(view, token - 1)
  );
}

/** "Inc.", "J.", "U.S.": the full stop belongs to what stands before it. */
function abbreviated(view: TextView, dot: number): boolean {
  const before = view.lower[dot - 1] ?? '';
  return before.length < 3 || ABBREVIATIONS.has(before);
}

function isRemnant(view: TextView, first: number, last: number): boolean {
  if (first !== last) return false;
  return (
    view.kind[first] === TokenKind.MARK ||
    view.end[first]! - view.start[first]! === 1 ||
    (view.flags[first]! & LexiconFlag.EVERYDAY) !== 0
  );
}

/** "NPI 1437192846" without the word, which is no organisation. */
function withoutOpening(view: TextView, span: TaggedSpan): TaggedSpan | undefined {
  const { first, last } = span;
  const named = span.entityClass === 'ORG' && ACRONYMS.has(view.lower[first]!);
  if (!named || first + 1 >= view.count || !isNumeric(view, first + 1)) return span;
  return first < last ? { ...span, first: first + 1 } : undefined;
}

/** "MD, chief of surgery" without the degree; undefined if nothing else is there. */
function withoutDegree(view: TextView, span: TaggedSpan): TaggedSpan | undefined {
  if (view.caps[span.first] !== Caps.ALL || !DEGREES.has(view.lower[span.first]!)) return span;
  let first = span.first + 1;
  while (first <= span.last && view.kind[first] === TokenKind.MARK) first++;
  return first <= span.last ? { ...span, first } : undefined;
}

function isNumeric(view: TextView, token: number): boolean {
  return view.kind[token] === TokenKind.NUMBER || view.kind[token] === TokenKind.CODE;
}

/** "Visa", "Medicaid"; "BNP 450", "BNP was 450": no organisation that says anything of somebody. */
function isEverybodys(view: TextView, token: number): boolean {
  const word = view.lower[token]!;
  if (EVERYBODYS.has(word)) return true;
  if (!MEASURED.has(word) || view.caps[token] !== Caps.ALL) return false;
  for (let next = token + 1; next < Math.min(view.count, token + 4) && view.gap[next] !== Gap.LINE; next++) {
    if (view.kind[next] === TokenKind.NUMBER) return true;
    if (view.kind[next] === TokenKind.WORD && view.caps[next] !== Caps.LOWER) return false;
  }
  return false;
}

/** Two names side by side are one person's: "Jordan" "Miles". */
function joinNames(view: TextView, spans: readonly TaggedSpan[]): TaggedSpan[] {
  const joined: TaggedSpan[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (
      before !== undefined &&
      before.entityClass === 'PER' &&
      span.entityClass === 'PER' &&
      before.first === before.last &&
      span.first === span.last &&
      span.first === before.last + 1 &&
      view.gap[span.first] === Gap.SPACE
    )
      joined[joined.length - 1] = { ...before, last: span.last, score: Math.max(before.score, span.score) };
    else joined.push(span);
  }
  return joined;
}

/** "Vantell’s order" is no company's where the text names a Vantell. */
function settleNames(view: TextView, spans: readonly TaggedSpan[]): readonly TaggedSpan[] {
  const names = new Set<string>();
  for (const { entityClass, first, last } of spans)
    if (entityClass === 'PER') for (let token = first; token <= last; token++) names.add(view.lower[token]!);
  if (names.size === 0) return spans;
  return spans.map((span) => {
    const possessive = span.last - span.first === 2 && view.lower[span.last] === 's';
    const alone = span.first === span.last || possessive;
    const word = view.lower[span.first]!;
    const known = names.has(word) || (word.endsWith('s') && names.has(word.slice(0, -1)));
    return span.entityClass === 'ORG' && alone && known
      ? { ...span, last: span.first, entityClass: 'PER' as const }
      : span;
  });
}

function whole(
  view: TextView,
  span: TaggedSpan,
  label: Parameters<Sink['add']>[2],
  score: number,
  sink: Sink,
): void {
  sink.add(view.start[span.first]!, view.end[span.last]!, label, score);
}

/** The tagger has learnt English: in other scripts it takes clauses for jobs. */
function isLatin(view: TextView, span: TaggedSpan): boolean {
  for (let at = view.start[span.first]!; at < view.end[span.last]!; at++)
    if (view.text.charCodeAt(at) >= 0x250 && /\p{L}/u.test(view.text[at]!)) return false;
  return true;
}

/** Not "Mr", not "9.9,14.20". */
function holdsStreetWord(view: TextView, span: TaggedSpan): boolean {
  for (let token = span.first; token <= span.last; token++) {
    const letters = view.kind[token] === TokenKind.WORD || view.kind[token] === TokenKind.CODE;
    if (letters && view.end[token]! - view.start[token]! > 1 && !TITLES.has(view.lower[token]!)) return true;
  }
  return false;
}

/** "4111 and 1111" are two; a word in a script that is not Latin is no part of a code either. */
function holdsPlainWord(view: TextView, span: TaggedSpan): boolean {
  for (let token = span.first; token <= span.last; token++) {
    if (view.caps[token] === Caps.LOWER && (view.flags[token]! & LexiconFlag.EVERYDAY) !== 0) return true;
    const word = view.kind[token] === TokenKind.WORD && view.end[token]! - view.start[token]! >= 3;
    if (word && view.lower[token]!.charCodeAt(0) > 0x24f) return true;
  }
  return false;
}

/** Last words of names of several words: met alone, they are family names still. */
function familyNames(view: TextView, spans: readonly TaggedSpan[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { entityClass, first, last } of spans)
    if (entityClass === 'PER' && last > first && view.kind[last] === TokenKind.WORD)
      names.add(view.lower[last]!);
  return names;
}

function person(
  view: TextView,
  span: TaggedSpan,
  families: ReadonlySet<string>,
  score: number,
  sink: Sink,
): void {
  const words: number[] = [];
  let titled = span.first > 0 && isTitle(view, span.first - 1);
  let comma = -1;
  for (let token = span.first; token <= span.last; token++) {
    if (view.kind[token] === TokenKind.MARK) {
      if (view.lower[token] === ',' && comma < 0 && words.length > 0) comma = words.length;
      continue;
    }
    // No name has digits: "MRN 4482193".
    if (isNumeric(view, token)) continue;
    if (words.length === 0 && TITLES.has(view.lower[token]!) && token < span.last) {
      titled = true;
      continue;
    }
    words.push(token);
  }
  while (words.length > 1 && SUFFIXES.has(view.lower[words.at(-1)!]!)) words.pop();
  if (comma >= words.length) comma = -1;
  if (words.length === 0 || (words.length === 1 && ACRONYMS.has(view.lower[words[0]!]!))) return;
  // "e.g.", "a.m.": letters alone are nobody, unless they are capitals.
  if (words.every((word) => view.end[word]! - view.start[word]! === 1 && view.caps[word] === Caps.LOWER))
    return;
  const add = (from: number, to: number, label: 'NAME_GIVEN' | 'NAME_FAMILY'): void => {
    const first = words[from]!;
    const last = words[to]!;
    const dot =
      view.end[last]! - view.start[last]! === 1 && last < span.last && view.lower[last + 1] === '.' ? 1 : 0;
    sink.add(view.start[first]!, view.end[last]! + dot, label, score);
  };
  const end = words.length - 1;
  if (comma > 0) {
    add(0, comma - 1, 'NAME_FAMILY');
    add(comma, end, 'NAME_GIVEN');
    return;
  }
  if (end === 0) {
    const flags = view.flags[words[0]!]!;
    const family =
      titled ||
      families.has(view.lower[words[0]!]!) ||
      families.has(view.lower[words[0]!]!.replace(/s$/, '')) ||
      ((flags & LexiconFlag.GIVEN) === 0 && (flags & LexiconFlag.FAMILY) !== 0);
    add(0, 0, family ? 'NAME_FAMILY' : 'NAME_GIVEN');
    return;
  }
  let from = end;
  while (from > 1 && (PARTICLES.has(view.lower[words[from - 1]!]!) || view.lower[words[from]! - 1] === '-'))
    from--;
  // "Anne-Marie": one given name.
  if (from === 1 && end === 1 && view.lower[words[1]! - 1] === '-') {
    add(0, 1, titled ? 'NAME_FAMILY' : 'NAME_GIVEN');
    return;
  }
  add(0, from - 1, 'NAME_GIVEN');
  add(from, end, 'NAME_FAMILY');
}

function isTitle(view: TextView, token: number): boolean {
  const before = view.lower[token] === '.' && token > 0 ? token - 1 : token;
  return TITLES.has(view.lower[before]!);
}

function place(view: TextView, span: TaggedSpan, score: number, sink: Sink): void {
  if (span.first === span.last && ACRONYMS.has(view.lower[span.first]!)) return;
  let name = '';
  let landscape = false;
  let digits = false;
  let words = false;
  for (let token = span.first; token <= span.last; token++) {
    name += (token > span.first && view.gap[token] !== 0 ? ' ' : '') + view.lower[token]!;
    if (LANDSCAPE.has(view.lower[token]!)) landscape = true;
    if (view.kind[token] === TokenKind.WORD) words = true;
    if (isNumeric(view, token)) digits = true;
  }
  const places = lexicon().places;
  const kind = places.get(name) ?? 0;
  // "boise idaho", "Dayton Ohio": two places.
  if (kind === 0 && span.last > span.first && view.kind[span.last] === TokenKind.WORD) {
    const state = (places.get(view.lower[span.last]!) ?? 0) & PlaceKind.STATE;
    const city = view.kind[span.last - 1] === TokenKind.WORD ? span.last - 1 : span.last - 2;
    if (state !== 0 && city >= span.first) {
      sink.add(view.start[span.first]!, view.end[city]!, 'LOCATION_CITY', score);
      sink.add(view.start[span.last]!, view.end[span.last]!, 'LOCATION_STATE', score);
      return;
    }
  }
  const size = view.end[span.last]! - view.start[span.first]!;
  // "port 80"
  if (
    digits &&
    words &&
    size <= 10 &&
    !POSTAL_CODE.test(view.text.slice(view.start[span.first]!, view.end[span.last]!))
  )
    return;
  // Digits that are no postal code are a number of some other kind.
  const written = view.text.slice(view.start[span.first]!, view.end[span.last]!);
  const label = digits
    ? POSTAL_CODE.test(written)
      ? 'LOCATION_ZIP'
      : /\p{L}/u.test(written) && size > 10
        ? 'LOCATION_ADDRESS'
        : 'NUMERIC_PII'
    : (kind & PlaceKind.STATE) !== 0 || (size === 2 && span.first === span.last)
      ? 'LOCATION_STATE'
      : (kind & PlaceKind.COUNTRY) !== 0 && (kind & PlaceKind.CITY_LARGE) === 0
        ? 'LOCATION_COUNTRY'
        : landscape
          ? 'LOCATION'
          : 'LOCATION_CITY';
  // What a pattern says of a number outweighs where the tagger would place it.
  whole(view, span, label, label === 'NUMERIC_PII' ? 0.5 : digits ? Math.min(score, 0.7) : score, sink);
}
