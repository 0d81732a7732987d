import { CallFailure, type CallService, type ItemOutcome } from '../../../../udfs/remote/call-service.js';
import type { Dispatcher } from '../../../../udfs/remote/dispatcher.js';

/** Full calls, one after the other, each once: what an engine does with its answers, without budget and ledger. */
export function plainDispatcher<Answer>(service: CallService<Answer>): Dispatcher<Answer> {
  return {
    async dispatch(items, signal) {
      const outcomes: ItemOutcome<Answer>[] = [];
      let at = 0;
      while (at < items.length) {
        let bytes = 0;
        let end = at;
        while (end < items.length && end - at < service.limits.maxItems) {
          bytes += service.bytesOf(items[end]!.text);
          if (bytes > service.limits.maxBytes) break;
          end++;
        }
        const texts = items.slice(at, end).map(({ text }) => text);
        try {
          outcomes.push(...(await service.call(texts, items[at]!.group, signal)));
        } catch (error) {
          const code = error instanceof CallFailure ? error.facts.code : 'BROKEN';
          outcomes.push(...texts.map(() => ({ ok: false as const, code })));
        }
        at = end;
      }
      return outcomes;
    },
    close: () => service.close(),
  };
}
