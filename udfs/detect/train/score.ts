import { type Tagger, tagBias } from '../model/tagger.js';
import { CLASSES, type EntityClass } from '../model/tags.js';
import { viewText } from '../text-view.js';
import { findTurns } from '../turns.js';
import type { Labelled } from './augment.js';
import type { ClassSpan } from './example.js';

export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly gold: number;
}

/** Exact spans of the tagger alone against labelled texts, by class. */
export function scoreTagger(
  tagger: Tagger,
  texts: readonly Labelled[],
  recallBias = 0,
): Record<EntityClass, ClassScore> {
  const bias = tagBias(recallBias);
  const found: Record<string, number> = {};
  const gold: Record<string, number> = {};
  const right: Record<string, number> = {};
  const add = (counts: Record<string, number>, key: string): void => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (const { text, spans } of texts) {
    const view = viewText(text);
    const wanted = new Set<string>();
    for (const span of spans) {
      if (span.entityClass === null) continue;
      add(gold, span.entityClass);
      wanted.add(`${span.entityClass} ${span.start} ${span.end}`);
    }
    for (const span of tagger.tag(view, findTurns(view), bias)) {
      add(found, span.entityClass);
      if (wanted.has(`${span.entityClass} ${view.start[span.first]} ${view.end[span.last]}`))
        add(right, span.entityClass);
    }
  }
  return Object.fromEntries(
    CLASSES.map((name) => {
      const precision = (right[name] ?? 0) / Math.max(1, found[name] ?? 0);
      const recall = (right[name] ?? 0) / Math.max(1, gold[name] ?? 0);
      const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall);
      return [name, { precision, recall, f1, gold: gold[name] ?? 0 }];
    }),
  ) as Record<EntityClass, ClassScore>;
}

/** One line for each span that the tagger misses, invents or gets wrong, with the words around it: for a look at training text only. */
export function errorsOf(tagger: Tagger, texts: readonly Labelled[], recallBias: number): string[] {
  const bias = tagBias(recallBias);
  const lines: string[] = [];
  for (const { text, spans } of texts) {
    const view = viewText(text);
    const found = tagger.tag(view, findTurns(view), bias).map((span) => ({
      start: view.start[span.first]!,
      end: view.end[span.last]!,
      entityClass: span.entityClass as EntityClass | null,
    }));
    const shown = (span: ClassSpan): string =>
      `${text.slice(Math.max(0, span.start - 40), span.start)}[${text.slice(span.start, span.end)}]${text.slice(span.end, span.end + 40)}`;
    const same = (a: ClassSpan, b: ClassSpan): boolean =>
      a.start === b.start && a.end === b.end && a.entityClass === b.entityClass;
    for (const span of spans)
      if (!found.some((other) => same(span, other))) lines.push(`missed ${span.entityClass} ${shown(span)}`);
    for (const span of found)
      if (span.entityClass === 'PER' || span.entityClass === 'ORG' || span.entityClass === 'LOC')
        if (!spans.some((other) => same(span, other))) lines.push(`wrong ${span.entityClass} ${shown(span)}`);
  }
  return lines;
}
