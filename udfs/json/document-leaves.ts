import { isSpeaker, isUtteranceName, spokenName } from './field-names.js';
import type { JsonPathMatcher, JsonPathState } from './json-path.js';
import { decodeString, scanJson } from './scan-json.js';

/** A string, number or (if wanted) property name of a document. */
export interface Leaf {
  readonly kind: 'string' | 'number' | 'key';
  /** Its token in the document. */
  readonly start: number;
  readonly end: number;
  /** Where its value stands in the joined text. */
  readonly from: number;
  readonly to: number;
  /** The name that it stands under; that of the array for an element. Absent at the root. */
  readonly name?: string;
  /** Of the object or array that it stands in: leaves of one container have equal numbers. */
  readonly container: number;
  /** A path says that all of it is an entity of this label. */
  readonly label?: string;
}

export interface DocumentLeaves {
  readonly leaves: readonly Leaf[];
  /**
   * The leaves' values in order, each behind the name it stands under: `first name: maria; last name: lopez; `. Read as
   * one text, so that a name found in one leaf is known in the others, and that names of properties are context. A line
   * ends after what is more than a word or two: fields on lines of their own would read as turns of a conversation. Turns
   * of one are written as such: `agent: may I have your last name?` out of `{"role": "agent", "text": …}`.
   */
  readonly joined: string;
}

/** What a path says of a place. */
export type PathRule = { readonly label: string } | 'ignore';

/** Longer values, and those of several lines, bring their own context. */
const LONGEST_NAMED = 200;

/**
 * @param withKeys whether the names of properties are leaves too
 * @throws LakeveilError JSON_INVALID, JSON_TOO_DEEP
 */
export function documentLeaves(
  text: string,
  rules: JsonPathMatcher<PathRule>,
  withKeys: boolean,
): DocumentLeaves {
  const leaves: Leaf[] = [];
  let joined = '';
  /** What comes between the last leaf and the next. */
  let joint = '';
  let containers = 0;
  const open: Container[] = [];
  let root: JsonPathState<PathRule> | undefined = rules.root;

  /** The next value's name, state and container. */
  const place = (): { name?: string; state: JsonPathState<PathRule>; container: number } => {
    const top = open.at(-1);
    if (top === undefined) {
      const state = root!;
      root = undefined;
      return { state, container: -1 };
    }
    const child = top.isObject ? top.key! : top.index++;
    const name = top.isObject ? top.key : top.name;
    return {
      ...(name === undefined ? {} : { name }),
      // What is ignored is so with all beneath it.
      state: top.state.value === 'ignore' ? top.state : rules.step(top.state, child),
      container: top.id,
    };
  };
  const leaf = (kind: 'string' | 'number', start: number, end: number): void => {
    const { name, state, container } = place();
    if (state.value === 'ignore') return;
    const value = kind === 'string' ? decodeString(text, start, end) : text.slice(start, end);
    const top = open.at(-1);
    const isUtterance = top?.speaker !== undefined && isUtteranceName(name);
    const speaks = kind === 'string' && top?.isObject === true && isSpeaker(name, value);
    if (isUtterance) {
      // The speaker is the tag of the turn, if it was the field before.
      const isNext = leaves.at(-1)?.container === container && leaves.at(-1)?.name === top.speakerName;
      joined += isNext ? ': ' : `${joint}\n${top.speaker}: `;
    } else if (speaks) joined += `${joint}\n`;
    else joined += joint;
    if (!isUtterance && !speaks && name !== undefined) {
      if (!(withKeys && top?.isObject === true)) joined += `${spokenName(name)}: `;
      if (value.length > LONGEST_NAMED || value.includes('\n')) joined += '\n';
    }
    if (speaks) {
      top.speaker = value;
      top.speakerName = name!;
    }
    const from = joined.length;
    joined += value;
    leaves.push({
      kind,
      start,
      end,
      from,
      to: joined.length,
      container,
      ...(name === undefined ? {} : { name }),
      ...(state.value === undefined ? {} : { label: state.value.label }),
    });
    joint = isUtterance || /\S\s+\S+\s+\S/.test(value) ? '\n' : '; ';
  };

  scanJson(text, {
    open(kind) {
      const { name, state } = place();
      open.push({
        isObject: kind === 'object',
        id: containers++,
        state,
        index: 0,
        ...(name === undefined ? {} : { name }),
      });
    },
    close() {
      open.pop();
    },
    key(start, end) {
      const top = open.at(-1)!;
      top.key = decodeString(text, start, end);
      if (!withKeys || top.state.value === 'ignore') return;
      joined += joint;
      const from = joined.length;
      joined += top.key;
      leaves.push({ kind: 'key', start, end, from, to: joined.length, container: top.id });
      joint = ': ';
    },
    string: (start, end) => leaf('string', start, end),
    number: (start, end) => leaf('number', start, end),
    literal() {
      place();
    },
  });
  return { leaves, joined };
}

interface Container {
  readonly isObject: boolean;
  readonly id: number;
  readonly state: JsonPathState<PathRule>;
  /** Of the container itself. */
  readonly name?: string;
  index: number;
  key?: string;
  /** Who says what stands in this object, in the record of a conversation. */
  speaker?: string;
  speakerName?: string;
}
