import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LabelledText } from '../../../../udfs/detect/evaluate/labelled-text.js';
import { parseMarked, textsOfFile } from './marked-text.js';

export const SPLITS = ['dev', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Of the sources, not of what is compiled from them. */
export const HELD_OUT = fileURLToPath(new URL('../../../../../test/bench/detect/held-out/', import.meta.url));

export interface HeldOutText extends LabelledText {
  /** Style and number in its file, from 1: `emails-3`. */
  readonly id: string;
  readonly style: string;
}

/** The texts of a split as its marked sources have them, style by style. */
export function heldOutFromSource(split: Split): HeldOutText[] {
  const styles = readdirSync(`${HELD_OUT}${split}`)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  return styles.flatMap((name) => {
    const style = name.slice(0, -'.txt'.length);
    return textsOfFile(readFileSync(`${HELD_OUT}${split}/${name}`, 'utf8')).map((marked, index) => ({
      id: `${style}-${index + 1}`,
      style,
      ...parseMarked(marked),
    }));
  });
}

/** A split as `lakeveil eval` reads it. */
export function heldOut(split: Split): HeldOutText[] {
  return readFileSync(`${HELD_OUT}${split}.jsonl`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HeldOutText);
}

export const heldOutJsonLines = (split: Split): string =>
  heldOutFromSource(split)
    .map((text) => `${JSON.stringify(text)}\n`)
    .join('');
