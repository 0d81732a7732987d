import { setImmediate } from 'node:timers/promises';
import { LakeveilError } from '../../../errors.js';
import { propagate } from '../../detect/propagate.js';
import type { Span } from '../../detect/span.js';
import { viewText } from '../../detect/text-view.js';
import type { CompiledPolicy } from '../../policy.js';
import { redactSpans } from '../../redact-text.js';
import type { ItemOutcome, RemoteItem } from '../call-service.js';
import type { Dispatcher } from '../dispatcher.js';
import type { ComprehendEngineOptions } from '../engine-options.js';
import { createGuard } from '../guard.js';
import type { RemoteEngine, RemoteRow, RemoteRowOutcome } from '../remote-engine.js';
import type { ComprehendAnswer } from './entity.js';
import { labelOfType } from './entity-labels.js';
import { mergeSpans } from './merge-entities.js';
import { splitText, type TextPiece } from './split-text.js';

export interface ComprehendEngineParts {
  readonly dispatcher: Dispatcher<ComprehendAnswer>;
  readonly options: Pick<ComprehendEngineOptions, 'language' | 'minScore' | 'guard'>;
  readonly policy: CompiledPolicy;
  readonly key: Uint8Array;
  readonly keyEpoch?: number;
}

/** Rows are redacted no longer than that at a stretch: calls that are open must not wait for the thread. */
const STRETCH_MS = 20;

/**
 * Rows in pieces that fit into calls, what the service found in them put together again, and replaced by the generators
 * here. Null cells do not come here; empty ones and white space are not sent.
 */
export function createComprehendEngine({
  dispatcher,
  options,
  policy,
  key,
  keyEpoch = 0,
}: ComprehendEngineParts): RemoteEngine {
  const guard = options.guard ? createGuard(policy) : undefined;
  const isOff = (label: string): boolean => policy.stateOf(label) === 'Off';

  /** Spans of a row, or the code of a piece that has no answer: then the row has none. */
  function spansOf(
    text: string,
    pieces: readonly TextPiece[],
    outcomes: readonly ItemOutcome<ComprehendAnswer>[],
  ): Span[] | { readonly code: string } {
    const found: Span[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      if (!outcome.ok) return { code: outcome.code };
      const piece = pieces[index]!;
      for (const { start, end, type, score } of outcome.answer) {
        // An answer out of the ledger was checked against no text yet.
        if (start < 0 || end <= start || end > piece.text.length) return { code: 'REMOTE_UNTRUSTED' };
        const label = labelOfType(type, isOff);
        if (score < options.minScore || score < policy.thresholdOf(label)) continue;
        found.push({ start: piece.start + start, end: piece.start + end, label, score });
      }
    }
    if (found.length === 0) return found;
    return propagate(viewText(text), mergeSpans(text, found, isOff));
  }

  return {
    async redact(rows, signal) {
      const pieces = rows.map(({ text }) => splitText(text));
      const items: RemoteItem[] = [];
      for (const row of pieces) for (const { text } of row) items.push({ text, group: options.language });
      const outcomes = items.length === 0 ? [] : await dispatcher.dispatch(items, signal);
      if (outcomes.length !== items.length)
        throw new LakeveilError(
          'INTERNAL',
          'Answers to some texts are missing: none of the rows was written.',
        );
      const redacted: RemoteRowOutcome[] = [];
      let next = 0;
      let since = performance.now();
      for (const [index, row] of rows.entries()) {
        const end = next + pieces[index]!.length;
        redacted.push(redactRow(row, pieces[index]!, outcomes.slice(next, end)));
        next = end;
        if (performance.now() - since < STRETCH_MS) continue;
        await setImmediate();
        signal.throwIfAborted();
        since = performance.now();
      }
      return redacted;
    },
    close: () => dispatcher.close(),
  };

  function redactRow(
    { text, scope }: RemoteRow,
    pieces: readonly TextPiece[],
    outcomes: readonly ItemOutcome<ComprehendAnswer>[],
  ): RemoteRowOutcome {
    try {
      const spans = spansOf(text, pieces, outcomes);
      if (!Array.isArray(spans)) return spans;
      const redacted = redactSpans(text, spans, policy, key, { scope, keyEpoch });
      // What we made, or leave as the policy says; a guard in it would find our own surrogates.
      const known = redacted.spans.map(({ newStart, newEnd }) => ({ start: newStart, end: newEnd }));
      if (guard?.finds(redacted.text, known) === true) return { code: 'GUARD_FOUND_ORIGINAL' };
      return { text: redacted.text, entities: redacted.entities };
    } catch (error) {
      // The code alone travels: a message could quote the row.
      return { code: error instanceof LakeveilError ? error.code : 'REDACT_FAILED' };
    }
  }
}
