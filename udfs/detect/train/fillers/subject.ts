import type { Random } from '../random.js';
import type { Slot } from '../template.js';
import { type Person, somePerson } from './person.js';
import { type Place, somePlace } from './place.js';

/** The invented person, place and first values that the slots of one subject share. Drawn when first asked for. */
export class Subject {
  readonly #random: Random;
  #person: Person | undefined;
  #place: Place | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  get person(): Person {
    this.#person ??= somePerson(this.#random);
    return this.#person;
  }

  get place(): Place {
    this.#place ??= somePlace(this.#random);
    return this.#place;
  }
}

/** A run of filled text: with `slot`, an entity under that slot's label; without, plain text. */
export interface Piece {
  readonly text: string;
  readonly slot?: Slot;
}

/** What a slot becomes: one value, or pieces of which some are entities. */
export type Filler = (subject: Subject, random: Random) => string | readonly Piece[];
