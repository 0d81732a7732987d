import type { FileIO } from '../../catalog/file-io/file-io.js';

/**
 * File I/O that goes wrong on purpose. `before` may throw instead of the effect, `after` may throw although the effect
 * happened (an answer that was lost).
 */
export interface Faults {
  before?(operation: Operation, location: string): void | Promise<void>;
  after?(operation: Operation, location: string): void | Promise<void>;
}
export type Operation = 'read' | 'size' | 'create' | 'remove' | 'publish';

export function faultyFileIO(io: FileIO, faults: Faults): FileIO {
  const around = async <T>(operation: Operation, location: string, effect: () => Promise<T>): Promise<T> => {
    await faults.before?.(operation, location);
    const result = await effect();
    await faults.after?.(operation, location);
    return result;
  };
  return {
    ...io,
    read: (location, range) => around('read', location, () => io.read(location, range)),
    size: (location) => around('size', location, () => io.size(location)),
    create: (location, bytes, options) =>
      around('create', location, () => io.create(location, bytes, options)),
    remove: (location) => around('remove', location, () => io.remove(location)),
    publish: (path, location) => around('publish', location, () => io.publish(path, location)),
  };
}
