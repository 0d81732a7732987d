/**
 * Classes that the tagger tells apart. They are coarser than the labels: which part of a name is the family name, or whether a place
 * is a city, is settled afterwards by gazetteers, which need no training. MISC is a sink: titles of works, products and events
 * are learnt so that they are not taken for organisations, and are not reported.
 */
export const CLASSES = ['PER', 'ORG', 'LOC', 'ADDRESS', 'OCCUPATION', 'NRP', 'CODE', 'MISC'] as const;
export type EntityClass = (typeof CLASSES)[number];

/** Tags: 0 is outside; class c begins with 1 + 2c and goes on with 2 + 2c (BIO). */
export const TAGS = 1 + 2 * CLASSES.length;
export const OUTSIDE = 0;

export function beginTag(entityClass: EntityClass): number {
  return 1 + 2 * CLASSES.indexOf(entityClass);
}

export function classOfTag(tag: number): EntityClass {
  return CLASSES[(tag - 1) >> 1]!;
}

export function isInside(tag: number): boolean {
  return tag > 0 && (tag & 1) === 0;
}

/** Whether `to` may follow `from`: a tag that goes on needs its own class before it. */
export function mayFollow(from: number, to: number): boolean {
  return !isInside(to) || from === to || from === to - 1;
}
