import { LakeveilError } from '../../errors.js';
import type { SharedLine, SharedService } from '../shared-part.js';

/** A line to a service in the same thread: for tests, and for hosts without workers. */
export function localLine(service: SharedService, workerId: string): SharedLine {
  return {
    request(request, signal) {
      if (signal?.aborted) return Promise.reject(interrupted());
      const answer = service.handle(request, workerId);
      if (signal === undefined) return answer;
      return new Promise((resolve, reject) => {
        const abort = (): void => reject(interrupted());
        signal.addEventListener('abort', abort, { once: true });
        answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
      });
    },
  };
}

function interrupted(): LakeveilError {
  return new LakeveilError('INTERRUPTED', 'The run was stopped: the request was not waited for.');
}
