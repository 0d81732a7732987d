import { createDispatcher } from '../../../udfs/remote/dispatcher.js';
import { localLine } from '../../../udfs/remote/shared-line.js';
import { remoteShared } from '../../../udfs/remote/shared-service.js';
import { key } from './setting.js';
import { ToyService } from './toy-service.js';

/** A run in a process of its own, to be killed: `node dispatch-child.js URL FOLDER ITEMS`. Prints the answers as JSON. */
const [url, folder, count] = process.argv.slice(2) as [string, string, string];
const delivery = { maxConcurrency: 4, deadlineSeconds: 60 };
const { signal } = new AbortController();
const shared = await remoteShared({ id: 'toy', service: 'toy', delivery }).open({
  runId: 'r',
  key,
  folder,
  signal,
});
const dispatcher = createDispatcher({
  service: new ToyService(url),
  line: localLine(shared, 'w1'),
  identity: 'toy 1',
  key,
  delivery,
});
const items = Array.from({ length: Number(count) }, (_, i) => ({ text: `text ${i}`, group: '' }));
const outcomes = await dispatcher.dispatch(items, signal);
await dispatcher.close();
const { itemsFromLedger } = shared.counters();
await shared.close();
process.stdout.write(JSON.stringify({ outcomes, itemsFromLedger }));
