import { randomBytes } from 'node:crypto';
import { LakeveilError } from '../../errors.js';
import type { LabelledSpan, LabelledText } from '../../udfs/detect/evaluate/labelled-text.js';
import { localDetector } from '../../udfs/detect/local-detector.js';
import { createLocalEngine } from '../../udfs/local-engine.js';
import type { CompiledPolicy } from '../../udfs/policy.js';

export interface EnginePredictions {
  readonly predictions: LabelledSpan[][];
  readonly seconds: number;
  /** Texts that a run would not write, because an original would be left in them. They count as not masked at all. */
  readonly refused: number;
}

/** What the local engine finds; with a policy, what would be replaced under it. */
export function localPredictions(
  texts: readonly LabelledText[],
  policy: CompiledPolicy | undefined,
): EnginePredictions {
  const find = policy === undefined ? findAll() : findReplaced(policy);
  // The first text pays for the lexicon; it is not part of the speed.
  find('');
  let refused = 0;
  const began = performance.now();
  const predictions = texts.map(({ text }) => {
    const spans = find(text);
    if (spans === undefined) refused++;
    return spans ?? [];
  });
  return { predictions, seconds: (performance.now() - began) / 1000, refused };
}

type Find = (text: string) => LabelledSpan[] | undefined;

function findAll(): Find {
  const detector = localDetector();
  return (text) => detector.detectText(text);
}

function findReplaced(policy: CompiledPolicy): Find {
  const engine = createLocalEngine(policy, randomBytes(32));
  return (text) => {
    try {
      return engine.redact(text).spans.filter(({ replaced }) => replaced);
    } catch (error) {
      if (error instanceof LakeveilError && error.code === 'ORIGINAL_LEFT') return undefined;
      throw error;
    }
  };
}
