/**
 * What each stage of the local engine costs, on transcripts of 600 characters that are full of entities, each with values
 * of its own: `node dist/test/bench/engine.bench.js [texts] [rounds]`. CPU time; detection alone is the reference.
 */
import type { Span } from '../../udfs/detect/span.js';
import { fillTemplate } from '../../udfs/detect/train/fill-template.js';
import { Random } from '../../udfs/detect/train/random.js';
import { SPOKEN_CALLS } from '../../udfs/detect/train/templates/spoken-calls.js';
import { groupAddresses } from '../../udfs/generate/address-group.js';
import { createReplacer } from '../../udfs/generate/replacer.js';
import { findLeftOver } from '../../udfs/left-over.js';
import { createLocalEngine } from '../../udfs/local-engine.js';
import { compilePolicy, type PolicyInput } from '../../udfs/policy.js';
import { redactSpans, replaceSpans, settleSpans } from '../../udfs/redact-text.js';

const count = Number(process.argv[2] ?? 1500);
const rounds = Number(process.argv[3] ?? 5);
const LENGTH = 600;
const TOGETHER = 32;

function transcripts(): string[] {
  const random = new Random(7);
  const texts: string[] = [];
  while (texts.length < count) {
    let text = '';
    while (text.length < LENGTH) {
      const filled = fillTemplate(random.pick(SPOKEN_CALLS.templates), random);
      if (filled.spans.length * 90 >= filled.text.length) text += `${text === '' ? '' : '\n'}${filled.text}`;
    }
    texts.push(text);
  }
  return texts;
}

/** Microseconds of CPU time. */
function cpu(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

const texts = transcripts();
const characters = texts.reduce((sum, text) => sum + text.length, 0);
const key = new Uint8Array(32).fill(5);
const POLICIES: Readonly<Record<string, PolicyInput>> = {
  Redaction: { generator_default: 'Redaction' },
  Synthesis: { generator_default: 'Synthesis' },
};

console.log(
  `${texts.length} texts of ${Math.round(characters / texts.length)} characters, best of ${rounds} rounds`,
);
for (const [name, input] of Object.entries(POLICIES)) {
  const best = new Map<string, number>();
  const note = (stage: string, work: () => void): void => {
    const took = cpu(work);
    best.set(stage, Math.min(best.get(stage) ?? Number.POSITIVE_INFINITY, took));
  };
  let values = 0;
  for (let round = 0; round < rounds; round++) {
    // A policy of its own each round, so that no replacement is remembered from the round before.
    const policy = compilePolicy(input);
    const engine = createLocalEngine(policy, key);
    const found: Span[][] = [];
    note('detection', () => {
      for (const text of texts) found.push(engine.detector.detectText(text));
    });
    const settled: Span[][] = [];
    note('settling', () => {
      for (const [at, text] of texts.entries()) settled.push(settleSpans(text, found[at]!, policy));
    });
    values = settled.reduce((sum, spans) => sum + spans.length, 0);
    note('  lists', () => {
      for (const text of texts) policy.findListed(text);
    });
    note('  left-over', () => {
      for (const [at, text] of texts.entries()) findLeftOver(text, found[at]!);
    });
    const replacer = createReplacer(policy, key);
    note('replacement', () => {
      for (const [at, text] of texts.entries())
        replaceSpans(text, settled[at]!, policy, replacer.forRow(text));
    });
    note('  remembered', () => {
      for (const [at, text] of texts.entries())
        replaceSpans(text, settled[at]!, policy, replacer.forRow(text));
    });
    note('  address groups', () => {
      for (const [at, text] of texts.entries()) groupAddresses(text, settled[at]!);
    });
    note('  text alone', () => {
      for (const [at, text] of texts.entries()) replaceSpans(text, settled[at]!, policy, () => 'new');
    });
    const second = compilePolicy(input);
    note('settling and replacement', () => {
      for (const [at, text] of texts.entries()) redactSpans(text, found[at]!, second, key);
    });
    // The detector of before: a new one would read its model again.
    const third = compilePolicy(input);
    note('row by row', () => {
      for (const text of texts) redactSpans(text, engine.detector.detectText(text), third, key);
    });
    const fourth = compilePolicy(input);
    note(`${TOGETHER} rows at a time`, () => {
      for (let from = 0; from < texts.length; from += TOGETHER) {
        const some = texts.slice(from, from + TOGETHER).map((text) => engine.detector.detectText(text));
        for (const [at, spans] of some.entries()) redactSpans(texts[from + at]!, spans, fourth, key);
      }
    });
  }
  const detection = best.get('detection')!;
  console.log(`\n${name}: ${(values / texts.length).toFixed(1)} values a text`);
  for (const [stage, took] of best)
    console.log(
      `  ${stage.padEnd(26)} ${(took / texts.length).toFixed(1).padStart(7)} µs a text ${(took / values).toFixed(2).padStart(7)} µs a value ${(characters / took).toFixed(2).padStart(6)} M characters/s ${(took / detection).toFixed(3)} of detection`,
    );
}
