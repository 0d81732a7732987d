/** One segment of a path: a child, or (`deep`) a descendant, by name, by index, or any. */
interface Step {
  readonly deep: boolean;
  readonly test: string | number | '*';
  readonly isAny: boolean;
}

/** A path that `parseJsonPath` understands. */
export interface JsonPath {
  readonly steps: readonly Step[];
}

const SEGMENT =
  /(\.\.|\.)?(?:(\*)|([\p{L}\p{N}_$-]+)|\[(?:(\*)|(0|[1-9]\d{0,8})|'((?:[^'\\]|\\['\\])*)'|"((?:[^"\\]|\\["\\])*)")\])/uy;
const MAX_LENGTH = 1000;

/**
 * Reads a path of the part of JSONPath (RFC 9535) that names places: `$.a.b`, `$['a b']`, `$.list[0]`, `$.list[*]`,
 * `$.*`, `$..name`. Undefined for all else (filters, slices, unions, negative indexes).
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$') || text.length > MAX_LENGTH) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < text.length; at = SEGMENT.lastIndex) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (match === null) return undefined;
    const [, dots, anyName, name, anyIndex, index, single, double] = match;
    const isBracket = name === undefined && anyName === undefined;
    // `.a` needs its dot, `[0]` takes none but the two of `..`.
    if (isBracket ? dots === '.' : dots === undefined) return undefined;
    const quoted = (single ?? double)?.replace(/\\(.)/gs, '$1');
    const isAny = anyName !== undefined || anyIndex !== undefined;
    const test = isAny ? '*' : index !== undefined ? Number(index) : (name ?? quoted ?? '');
    steps.push({ deep: dots === '..', test, isAny });
  }
  return { steps };
}

/** Which of some paths a walk stands on or under: a state goes with each node, and `step` gives that of its child. */
export class JsonPathMatcher<Value> {
  readonly #paths: readonly { readonly path: JsonPath; readonly value: Value }[];

  constructor(paths: readonly { readonly path: JsonPath; readonly value: Value }[]) {
    this.#paths = paths;
  }

  get root(): JsonPathState<Value> {
    const places = this.#paths.map((_, path) => ({ path, step: 0 }));
    return this.#settled(places, undefined);
  }

  /** @param child its name in an object, its index in an array */
  step(state: JsonPathState<Value>, child: string | number): JsonPathState<Value> {
    if (state.places.length === 0) return state;
    const places: Place[] = [];
    const add = (place: Place): void => {
      if (!places.some(({ path, step }) => path === place.path && step === place.step)) places.push(place);
    };
    for (const { path, step } of state.places) {
      const wanted = this.#paths[path]!.path.steps[step]!;
      if (wanted.deep) add({ path, step });
      if (wanted.isAny || wanted.test === child) add({ path, step: step + 1 });
    }
    return this.#settled(places, state.value);
  }

  #settled(places: readonly Place[], inherited: Value | undefined): JsonPathState<Value> {
    const isDone = ({ path, step }: Place): boolean => step === this.#paths[path]!.path.steps.length;
    const done = places.find(isDone);
    return {
      places: places.filter((place) => !isDone(place)),
      value: done === undefined ? inherited : this.#paths[done.path]!.value,
    };
  }
}

interface Place {
  readonly path: number;
  readonly step: number;
}

export interface JsonPathState<Value> {
  readonly places: readonly Place[];
  /** Of the path that this node, or the nearest node above it, lies on. */
  readonly value: Value | undefined;
}
