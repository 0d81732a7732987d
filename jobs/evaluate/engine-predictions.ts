import { randomBytes } from 'node:crypto';
import { LakeveilError } from '../../errors.js';
import type { LabelledSpan, LabelledText } from '../../udfs/detect/evaluate/labelled-text.js';
import { localDetector } from '../../udfs/detect/local-detector.js';
import { createLocalEngine } from '../../udfs/local-engine.js';
import type { CompiledPolicy } from '../../udfs/policy.js';

export interface EnginePredictions {
  readonly predictions: LabelledSpan[][];
  /** Of CPU time; undefined for too little text. */
  readonly charactersPerSecond: number | undefined;
  /** Texts that a run would not write, because an original would be left in them. They count as not masked at all. */
  readonly refused: number;
}

/** What the local engine finds; with a policy, what would be replaced under it. */
export function localPredictions(
  texts: readonly LabelledText[],
  policy: CompiledPolicy | undefined,
): EnginePredictions {
  const find = policy === undefined ? findAll() : findReplaced(policy);
  let refused = 0;
  const began = process.cpuUsage();
  const predictions = texts.map(({ text }) => {
    const spans = find(text);
    if (spans === undefined) refused++;
    return spans ?? [];
  });
  const { user, system } = process.cpuUsage(began);
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  const charactersPerSecond =
    characters < ENOUGH_TO_TIME ? undefined : Math.round(characters / ((user + system) / 1e6));
  return { predictions, charactersPerSecond, refused };
}

/** Fewer characters are gone through before Node has compiled the engine: their speed says nothing. */
const ENOUGH_TO_TIME = 500_000;

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
