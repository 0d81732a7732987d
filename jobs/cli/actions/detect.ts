import type { Detector } from '../../../udfs/detect/detector.js';
import { localDetector } from '../../../udfs/detect/local-detector.js';
import { lineBatches, textOfLine } from '../../line-batches.js';
import { action } from '../command.js';
import { detectFlags } from '../commands/detect.js';
import { EXIT } from '../exit-codes.js';
import { stdinHint } from '../stdin-hint.js';

/** `lakeveil detect` */
export const detectAction = action(detectFlags, async ({ terminal }) => {
  const { stdin, stdout } = terminal;
  const detector = localDetector();
  stdinHint(terminal, 'JSON lines with a "text"');
  for await (const batch of lineBatches(stdin, { batchLines: 512, maxLineBytes: 256 * 1024 * 1024 })) {
    const { output, failure } = await detectBatch(detector, batch);
    if (output !== '' && !(await stdout.write(output))) return EXIT.done;
    if (failure !== undefined) throw failure;
  }
  return EXIT.done;
});

async function detectBatch(detector: Detector, batch: Parameters<typeof textOfLine>[0][]) {
  const numbers: number[] = [];
  const texts: string[] = [];
  let failure: unknown;
  for (const line of batch) {
    try {
      const text = textOfLine(line);
      if (text === undefined) continue;
      numbers.push(line.number);
      texts.push(text ?? '');
    } catch (error) {
      failure = error;
      break;
    }
  }
  const spans = await detector.detect(texts);
  let output = '';
  for (const [index, number] of numbers.entries()) {
    const parts = spans[index]!.map(
      ({ start, end, label, score }) =>
        `{"start":${start},"end":${end},"label":${JSON.stringify(label)},"score":${score}}`,
    );
    output += `{"i":${number},"spans":[${parts.join(',')}]}\n`;
  }
  return { output, failure };
}
