import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LakeveilError } from '../errors.js';
import type { SecretResolver } from '../udfs/keys/secret-reference.js';
import type { SharedPart, SharedService } from '../udfs/shared-part.js';
import { assertPlanned } from './destinations.js';
import { asBadUdf, type FoundUdf, findUdf } from './find-udf.js';
import type { RunSpec } from './task.js';

/** Numbers of each shared part of a run, by the part's id. */
export type SharedCounters = Readonly<Record<string, Readonly<Record<string, number>>>>;

const CLOSE_MS = 10_000;

/** What the UDF columns of a run share over all its workers, on the host's side: one service a part. */
export class SharedServices {
  readonly #byPart = new Map<string, SharedService>();
  readonly #byColumn = new Map<number, SharedService>();
  /** Of a run without a folder of its own. */
  #temporary: string | undefined;

  private constructor() {}

  /**
   * Opens the services of a run's UDF columns, in the columns' order. What was opened is closed again on an error.
   *
   * Errors: BAD_UDF, UNPLANNED_DESTINATION, and the LakeveilError that an `open` threw.
   */
  static async open(spec: RunSpec, signal: AbortSignal, secrets?: SecretResolver): Promise<SharedServices> {
    const services = new SharedServices();
    try {
      for (const { fieldId, from } of spec.columns) {
        if (from.kind !== 'udf') continue;
        const found = await findUdf(from.udf);
        assertPlanned(found, spec.destinations ?? []);
        const part = partOf(found);
        if (part === undefined) continue;
        const service =
          services.#byPart.get(part.id) ?? (await services.#open(part, found, spec, signal, secrets));
        services.#byPart.set(part.id, service);
        services.#byColumn.set(fieldId, service);
      }
      return services;
    } catch (error) {
      await services.close();
      throw error;
    }
  }

  async #open(
    part: SharedPart,
    { udf }: FoundUdf,
    spec: RunSpec,
    signal: AbortSignal,
    secrets: SecretResolver | undefined,
  ): Promise<SharedService> {
    if (spec.sharedFolder === undefined) this.#temporary = join(spec.scratch, 'shared');
    const root = spec.sharedFolder ?? join(spec.scratch, 'shared');
    const folder = join(root, folderName(part.id));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Whatever the umask, and whoever made them before.
    for (const made of [root, folder]) await chmod(made, 0o700);
    try {
      return await part.open({
        runId: spec.runId,
        key: spec.key,
        folder,
        signal,
        ...(secrets === undefined ? {} : { secrets }),
      });
    } catch (error) {
      throw asBadUdf(error, udf, 'what its workers share was opened');
    }
  }

  /** Never throws before it returns the promise. */
  async handle(fieldId: number, request: unknown, workerId: string): Promise<unknown> {
    const service = this.#byColumn.get(fieldId);
    if (service === undefined) {
      throw new LakeveilError(
        'INTERNAL',
        'A request of a worker was not answered: its column shares nothing.',
      );
    }
    return service.handle(request, workerId);
  }

  workerEnded(workerId: string): void {
    for (const service of this.#byPart.values()) {
      try {
        service.workerEnded(workerId);
      } catch {
        // The others are to know it too.
      }
    }
  }

  counters(): SharedCounters {
    return Object.fromEntries([...this.#byPart].map(([id, service]) => [id, finite(service.counters())]));
  }

  /** Never fails and never waits for long: results are the journal's by then. Last opened, first closed. */
  async close(): Promise<void> {
    for (const service of [...this.#byPart.values()].reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([patience, (async () => service.close())().catch(() => {})]);
      clearTimeout(timer);
    }
    this.#byPart.clear();
    this.#byColumn.clear();
    if (this.#temporary !== undefined) await rm(this.#temporary, { recursive: true, force: true });
  }
}

function partOf({ udf, options }: FoundUdf): SharedPart | undefined {
  try {
    return udf.shared?.(options);
  } catch (error) {
    throw asBadUdf(error, udf, 'it was asked what its workers share');
  }
}

/** The id where it can be a folder's name on every file system, else a hash of it. */
export const folderName = (id: string): string =>
  /^[a-z0-9][a-z0-9._-]{0,99}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32);

function finite(counters: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counters).filter(
      ([name, value]) => /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) && Number.isFinite(value),
    ),
  );
}
