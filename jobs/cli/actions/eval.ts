import type { z } from 'zod';
import { LakeveilError } from '../../../errors.js';
import { type Evaluation, evaluate } from '../../../udfs/detect/evaluate/evaluate.js';
import {
  comparedAs,
  DEFAULT_LABEL_MAP,
  EXACT_LABELS,
  type LabelMap,
  labelsComparedAs,
} from '../../../udfs/detect/evaluate/label-map.js';
import type { LabelledSpan } from '../../../udfs/detect/evaluate/labelled-text.js';
import { ignoring } from '../../../udfs/detect/evaluate/score-text.js';
import { isLabel } from '../../../udfs/detect/labels.js';
import { type CompiledPolicy, compilePolicy } from '../../../udfs/policy.js';
import { localPredictions } from '../../evaluate/engine-predictions.js';
import { readLabelMap } from '../../evaluate/read-label-map.js';
import { type LabelledLine, readLabelled, readPredictions } from '../../evaluate/read-labelled.js';
import { evaluationText, type NamedEvaluation } from '../../evaluate/report.js';
import { missedLines } from '../../evaluate/worst-text.js';
import { action } from '../command.js';
import { evalFlags } from '../commands/eval.js';
import { EXIT } from '../exit-codes.js';
import { checkPolicy, loadPolicyFile } from '../load-policy.js';

type Flags = z.output<typeof evalFlags>;

/** `lakeveil eval LABELLED.jsonl…` */
export const evalAction = action(evalFlags, async ({ arguments: files, flags, terminal }) => {
  const { stdout, stderr, folder } = terminal;
  const recorded = flags.predictions.map(namedFile);
  if (flags.engine === 'none' && recorded.length === 0)
    throw badUsage('--engine none scores recorded predictions only, and there are none: add --predictions.');
  if (flags.engine === 'none' && flags.policy !== undefined)
    throw badUsage('--policy is for the local engine; leave it out, or --engine none.');
  const labelMap = await labelMapOf(flags, folder);
  const policy = await policyOf(flags, folder);
  const isIgnored = ignoredLabels(flags, policy, labelMap);
  const texts = await readLabelled(files, folder);
  if (!texts.some(({ spans }) => spans.length > 0)) {
    throw new LakeveilError(
      'NOTHING_TO_SCORE',
      'Nothing was scored: the files have no labelled span. Give labelled texts.',
    );
  }
  const options = { overlap: flags.overlap, labelMap, isIgnored, worst: flags.worst };
  const engines: NamedEvaluation[] = [];
  const add = (name: string, spans: LabelledSpan[][], more: Partial<NamedEvaluation> = {}): void => {
    if (engines.some((engine) => engine.name === name))
      throw badUsage(`two engines are named ${name}. Give --predictions another name.`);
    engines.push({ name, evaluation: evaluate(texts, spans, options), ...more });
  };
  if (flags.engine === 'local') {
    const { predictions, ...speed } = localPredictions(texts, policy);
    add('local', predictions, speed);
  }
  for (const { name, file } of recorded) add(name, await readPredictions(file, folder, texts));

  for (const note of notes(texts, engines, labelMap, isIgnored)) stderr.print(`note: ${note}\n`);
  if (flags.showText && flags.worst > 0)
    stderr.print('warning: --show-text: what follows quotes the texts, personal data and all.\n');
  if (flags.json) await stdout.write(`${JSON.stringify(asJson(engines, texts, flags))}\n`);
  else await stdout.write(evaluationText(engines, texts, flags, stdout.bold));
  return gate(engines, flags, (line) => stderr.print(line));
});

/** EXIT.belowGate if an engine leaks more than was allowed. */
function gate(
  engines: readonly NamedEvaluation[],
  { minLeakRecall }: Flags,
  print: (line: string) => void,
): number {
  if (minLeakRecall === undefined) return EXIT.done;
  const below = engines.filter(({ evaluation }) => (evaluation.leakRecall ?? 0) < minLeakRecall);
  for (const { name, evaluation } of below)
    print(
      `LEAK_RECALL  ${name} has a leak recall of ${evaluation.leakRecall?.toFixed(4) ?? 'nothing'}, less than ${minLeakRecall}.\n`,
    );
  return below.length > 0 ? EXIT.belowGate : EXIT.done;
}

function namedFile(assignment: string): { name: string; file: string } {
  const at = assignment.indexOf('=');
  if (at < 1 || at === assignment.length - 1)
    throw badUsage('--predictions takes NAME=FILE.jsonl, e.g. --predictions before=before.jsonl.');
  return { name: assignment.slice(0, at), file: assignment.slice(at + 1) };
}

async function labelMapOf({ labelMap, exactLabels }: Flags, folder: string): Promise<LabelMap> {
  if (labelMap === undefined) return exactLabels ? EXACT_LABELS : DEFAULT_LABEL_MAP;
  if (exactLabels) throw badUsage('--exact-labels and --label-map contradict each other. Give one of them.');
  return readLabelMap(labelMap, folder);
}

async function policyOf({ policy: file }: Flags, folder: string): Promise<CompiledPolicy | undefined> {
  if (file === undefined) return undefined;
  const policy = await loadPolicyFile(file, folder, 'Nothing was scored');
  checkPolicy(policy, 'Nothing was scored');
  return compilePolicy(policy);
}

/**
 * What the user named, and what the policy leaves as it is: its own labels that are Off; of other schemes' labels those
 * for which all of ours are Off.
 */
function ignoredLabels(
  { ignoreLabels }: Flags,
  policy: CompiledPolicy | undefined,
  labelMap: LabelMap,
): (label: string) => boolean {
  const named = (ignoreLabels ?? '').split(',').map((label) => label.trim().toUpperCase());
  const isNamed = ignoring(
    named.filter((label) => label !== ''),
    labelMap,
  );
  if (policy === undefined) return isNamed;
  const isOff = (label: string): boolean => {
    if (isLabel(label)) return policy.off.has(label);
    const ours = labelsComparedAs(comparedAs(label, labelMap), labelMap);
    return ours.length > 0 && ours.every((one) => policy.off.has(one));
  };
  return (label) => isNamed(label) || isOff(label);
}

function notes(
  texts: readonly LabelledLine[],
  engines: readonly NamedEvaluation[],
  labelMap: LabelMap,
  isIgnored: (label: string) => boolean,
): string[] {
  const unknown = new Set(
    texts
      .flatMap(({ spans }) => spans.filter(({ label }) => !isIgnored(label)))
      .map(({ label }) => comparedAs(label, labelMap))
      .filter((label) => labelsComparedAs(label, labelMap).length === 0),
  );
  const lines: string[] = [];
  if (unknown.size > 0)
    lines.push(
      `No label of Lakeveil's compares as ${[...unknown].sort().join(', ')}: such spans are never found under their own label. See --label-map and --ignore-labels.`,
    );
  for (const { name, refused } of engines)
    if (refused !== undefined && refused > 0)
      lines.push(
        `${name} refused ${refused} of ${texts.length} texts, as a run would (ORIGINAL_LEFT): nothing of them counts as found.`,
      );
  return lines;
}

function asJson(engines: readonly NamedEvaluation[], texts: readonly LabelledLine[], flags: Flags) {
  return {
    overlap: flags.overlap,
    texts: texts.length,
    characters: texts.reduce((sum, { text }) => sum + text.length, 0),
    engines: engines.map(({ evaluation, ...engine }) => ({
      ...engine,
      ...(({ worst, ...scores }: Evaluation) => scores)(evaluation),
      worst: evaluation.worst.map((text) => ({
        file: texts[text.index]!.file,
        line: texts[text.index]!.line,
        leakedCharacters: text.leakedCharacters,
        goldCharacters: text.goldCharacters,
        wrongPredictions: text.wrongPredictions,
        missed: text.missed,
        shapes: missedLines(text, texts[text.index]!, flags.showText),
      })),
    })),
  };
}

const badUsage = (what: string): LakeveilError =>
  new LakeveilError('BAD_USAGE', `Nothing was scored: ${what}`);
