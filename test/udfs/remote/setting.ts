import type { BudgetLimits } from '../../../udfs/remote/budget.js';
import { createDispatcher, type Dispatcher } from '../../../udfs/remote/dispatcher.js';
import { localLine } from '../../../udfs/remote/shared-line.js';
import { RemoteSharedService } from '../../../udfs/remote/shared-service.js';
import { type FaultyService, randomFrom } from './faulty-service.js';
import { VirtualClock } from './virtual-clock.js';

export const key = Buffer.alloc(32, 7);
export const delivery: BudgetLimits = { maxConcurrency: 16, deadlineSeconds: 600 };

/** A shared part on a virtual clock, and dispatchers on lines to it. */
export interface Setting {
  readonly clock: VirtualClock;
  readonly shared: RemoteSharedService;
  readonly limits: BudgetLimits;
  dispatcher(service: FaultyService, workerId?: string, identity?: string): Dispatcher<string>;
}

export async function setting(
  folder: string,
  options: { readonly seed?: number; readonly delivery?: Partial<BudgetLimits> } = {},
): Promise<Setting> {
  const clock = new VirtualClock();
  const limits = { ...delivery, ...options.delivery };
  const random = randomFrom(options.seed ?? 1);
  const shared = await RemoteSharedService.open(
    { id: 'x', service: 'faulty', delivery: limits },
    { runId: 'r', key, folder, signal: new AbortController().signal },
    clock,
  );
  return {
    clock,
    shared,
    limits,
    dispatcher: (service, workerId = 'w1', identity = 'faulty 1') =>
      createDispatcher({
        service,
        line: localLine(shared, workerId),
        identity,
        key,
        delivery: limits,
        clock,
        random,
      }),
  };
}
