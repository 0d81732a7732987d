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
  readonly place: Place;
}

/** Where a value stands: a chain of names and indexes up to the root, which has neither. */
export interface Place {
  readonly above?: Place;
  readonly child?: string | number;
}

/** As a path that `parseJsonPath` reads: `$.calls[0].text`, `$['first name']`. */
export function pathOf(place: Place): string {
  let path = '';
  for (let at = place; at.above !== undefined; at = at.above) path = step(at.child!) + path;
  return `$${path}`;
}

function step(child: string | number): string {
  if (typeof child === 'number') return `[${child}]`;
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(child)) return `.${child}`;
  return `['${child.replace(/['\\]/g, '\\$&')}']`;
}

export interface DocumentLeaves {
  /** In the order of the joined text. */
  readonly leaves: readonly Leaf[];
  /**
   * The leaves' values, each behind the name it stands under: `first name: maria; last name: lopez; `. Read as one text,
   * so that a name found in one leaf is known in the others, and that names of properties are context. A line ends after
   * what is more than a word or two: fields on lines of their own would read as turns of a conversation. Turns of one are
   * written as such: `agent: may I have your last name?` out of `{"role": "agent", "text": …}`. What else such an object
   * holds (`"at": 3`) follows after all the rest: between two turns it would part an answer from its question. All else
   * is in the document's order.
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
  const entries: Entry[] = [];
  let containers = 0;
  const open: Container[] = [];
  let root: JsonPathState<PathRule> | undefined = rules.root;

  /** The next value's name, state and place. */
  const place = (): { name?: string; state: JsonPathState<PathRule>; place: Place } => {
    const top = open.at(-1);
    if (top === undefined) {
      const state = root!;
      root = undefined;
      return { state, place: {} };
    }
    const child = top.isObject ? top.key! : top.index++;
    const name = top.isObject ? top.key : top.name;
    return {
      ...(name === undefined ? {} : { name }),
      // What is ignored is so with all beneath it.
      state: top.state.value === 'ignore' ? top.state : rules.step(top.state, child),
      place: { above: top.place, child },
    };
  };
  const leaf = (kind: 'string' | 'number', start: number, end: number): void => {
    const { name, state, place: at } = place();
    if (state.value === 'ignore') return;
    const value = kind === 'string' ? decodeString(text, start, end) : text.slice(start, end);
    const container = open.at(-1);
    let part: Entry['part'] = 'field';
    if (container?.speaker !== undefined && isUtteranceName(name)) {
      part = 'utterance';
      container.isTurn = true;
    } else if (kind === 'string' && container?.isObject === true && isSpeaker(name, value)) {
      part = 'speaker';
      container.speaker = value;
      container.speakerName = name!;
    }
    entries.push({
      kind,
      start,
      end,
      value,
      part,
      container,
      speaker: container?.speaker,
      speakerName: container?.speakerName,
      place: at,
      ...(name === undefined ? {} : { name }),
      ...(state.value === undefined ? {} : { label: state.value.label }),
    });
  };

  scanJson(text, {
    open(kind) {
      const within = open.at(-1);
      const { name, state, place: at } = place();
      open.push({
        place: at,
        isObject: kind === 'object',
        id: containers++,
        within,
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
      const at = { above: top.place, child: top.key };
      entries.push({ kind: 'key', start, end, value: top.key, part: 'field', container: top, place: at });
    },
    string: (start, end) => leaf('string', start, end),
    number: (start, end) => leaf('number', start, end),
    literal() {
      place();
    },
  });
  return join(entries, withKeys);
}

function join(entries: readonly Entry[], withKeys: boolean): DocumentLeaves {
  const leaves: Leaf[] = [];
  let joined = '';
  /** What comes between the last leaf and the next. */
  let joint = '';
  const add = ({ kind, start, end, value, part, container, place, name, label, ...turn }: Entry): void => {
    const id = container?.id ?? -1;
    if (part === 'utterance') {
      // The speaker is the tag of the turn, if it was the field before.
      const before = leaves.at(-1);
      const isNext = before?.container === id && before.name === turn.speakerName;
      joined += isNext ? ': ' : `${joint}\n${turn.speaker}: `;
    } else if (part === 'speaker') joined += `${joint}\n`;
    else {
      joined += joint;
      if (name !== undefined) {
        if (!(withKeys && container?.isObject === true)) joined += `${spokenName(name)}: `;
        if (value.length > LONGEST_NAMED || value.includes('\n')) joined += '\n';
      }
    }
    const from = joined.length;
    joined += value;
    leaves.push({
      kind,
      start,
      end,
      from,
      to: joined.length,
      container: id,
      place,
      ...(name === undefined ? {} : { name }),
      ...(label === undefined ? {} : { label }),
    });
    if (kind === 'key') joint = ': ';
    else joint = part === 'utterance' || /\S\s+\S+\s+\S/.test(value) ? '\n' : '; ';
  };
  const isAside = ({ part, container }: Entry): boolean =>
    container !== undefined && (container.isTurn === true ? part === 'field' : isWithinTurn(container));
  const asides: Entry[] = [];
  for (const entry of entries)
    if (isAside(entry)) asides.push(entry);
    else add(entry);
  if (asides.length > 0) joint = '\n';
  for (const entry of asides) add(entry);
  return { leaves, joined };
}

/** True if what a container stands in is a turn of a conversation. Asked once a container. */
function isWithinTurn(container: Container): boolean {
  container.isWithinTurn ??=
    container.within !== undefined && (container.within.isTurn === true || isWithinTurn(container.within));
  return container.isWithinTurn;
}

/** A leaf before it has its place in the joined text. */
interface Entry {
  readonly kind: Leaf['kind'];
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly part: 'speaker' | 'utterance' | 'field';
  readonly container: Container | undefined;
  readonly place: Place;
  readonly name?: string;
  readonly label?: string;
  /** Who spoke last in the container, and the property that said so. */
  readonly speaker?: string | undefined;
  readonly speakerName?: string | undefined;
}

interface Container {
  readonly isObject: boolean;
  readonly id: number;
  readonly place: Place;
  /** The container that it stands in. */
  readonly within: Container | undefined;
  readonly state: JsonPathState<PathRule>;
  /** Of the container itself. */
  readonly name?: string;
  index: number;
  key?: string;
  /** Who says what stands in this object, in the record of a conversation. */
  speaker?: string;
  speakerName?: string;
  /** Holds a speaker and then what was said. */
  isTurn?: boolean;
  isWithinTurn?: boolean;
}
