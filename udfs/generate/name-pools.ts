import { NEW_FAMILY_NAMES } from './data/family-names.js';
import { NEW_GIVEN_NAMES } from './data/given-names.js';
import { type WeightedPool, weightedPool } from './weighted-pool.js';

/** Whose name a given name mostly is, by the US census of 1990: at least four of five bearers, else `either`. */
export type NameGender = 'female' | 'male' | 'either';

interface GivenNames {
  readonly all: WeightedPool;
  readonly of: Readonly<Record<NameGender, WeightedPool>>;
  readonly genders: ReadonlyMap<string, NameGender>;
}

let family: WeightedPool | undefined;
let given: GivenNames | undefined;

/** Family names by census weight. Read when first asked for. */
export function familyNames(): WeightedPool {
  if (family === undefined) {
    const names: string[] = [];
    const weights: number[] = [];
    for (const group of NEW_FAMILY_NAMES.split(';')) {
      const [weight = '', ...list] = group.split(' ');
      for (const name of list) {
        names.push(name);
        weights.push(Number(weight));
      }
    }
    family = weightedPool(names, weights);
  }
  return family;
}

/** Given names by census weight, all of them and by gender. Read when first asked for. */
export function givenNames(): GivenNames {
  if (given === undefined) {
    const genders = new Map<string, NameGender>();
    const lists = { all: lists2(), female: lists2(), male: lists2(), either: lists2() };
    for (const group of NEW_GIVEN_NAMES.split(';')) {
      const [weights = '', ...names] = group.split(' ');
      const [men = 0, women = 0] = weights.split(',').map(Number);
      const gender = women >= 4 * men ? 'female' : men >= 4 * women ? 'male' : 'either';
      for (const name of names) {
        genders.set(name.toLowerCase(), gender);
        for (const list of [lists.all, lists[gender]]) {
          list.names.push(name);
          list.weights.push(men + women);
        }
      }
    }
    const pool = (list: ReturnType<typeof lists2>) => weightedPool(list.names, list.weights);
    given = {
      all: pool(lists.all),
      of: { female: pool(lists.female), male: pool(lists.male), either: pool(lists.either) },
      genders,
    };
  }
  return given;
}

function lists2(): { names: string[]; weights: number[] } {
  return { names: [], weights: [] };
}
