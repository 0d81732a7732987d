import { localDetector } from '../../../udfs/detect/local-detector.js';

const detector = localDetector();

/** What the local engine finds, written into the text: "Hi [NAME_GIVEN:Priya]". */
export function markedByEngine(text: string): string {
  let out = '';
  let at = 0;
  for (const span of detector.detectText(text)) {
    out += `${text.slice(at, span.start)}[${span.label}:${text.slice(span.start, span.end)}]`;
    at = span.end;
  }
  return out + text.slice(at);
}

/** The text of "Hi [NAME_GIVEN:Priya]" without its marks. */
export function unmarked(marked: string): string {
  return marked.replace(/\[[A-Z_]+:([^\]]*)\]/g, '$1');
}
