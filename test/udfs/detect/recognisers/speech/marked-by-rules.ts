import { LOCAL_RECOGNISERS, localDetector } from '../../../../../udfs/detect/local-detector.js';

const detector = localDetector({ recognisers: LOCAL_RECOGNISERS });

/** What the rules find without the trained tagger, written into the text: "Hi [NAME_GIVEN:priya]". */
export function markedByRules(text: string): string {
  let out = '';
  let at = 0;
  for (const span of detector.detectText(text)) {
    out += `${text.slice(at, span.start)}[${span.label}:${text.slice(span.start, span.end)}]`;
    at = span.end;
  }
  return out + text.slice(at);
}
