/** How much may be in the server at a time. */
export interface AdmissionLimits {
  readonly requests: number;
  readonly bytes: number;
}

/** Counts what is in the server, from a request's headers to the end of its answer. */
export class Admission {
  readonly #limits: AdmissionLimits;
  #requests = 0;
  #bytes = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get requests(): number {
    return this.#requests;
  }

  /**
   * Takes a place.
   *
   * @param bytes that the body has, or may have
   * @returns gives the place back, whatever comes first; undefined if there is none
   */
  enter(bytes: number): (() => void) | undefined {
    const { requests, bytes: most } = this.#limits;
    if (this.#requests >= requests || (this.#requests > 0 && this.#bytes + bytes > most)) return undefined;
    this.#requests++;
    this.#bytes += bytes;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#requests--;
      this.#bytes -= bytes;
    };
  }
}
