import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { SLOT_LABELS, type Slot, type TemplateSet } from '../../../../udfs/detect/train/template.js';
import { TEMPLATE_SETS } from '../../../../udfs/detect/train/templates/index.js';

const FOLDER = new URL('../../../../udfs/detect/train/templates/', import.meta.url);
const STYLES = ['spoken', 'clinical', 'record', 'office'] as const;

/** Every set of the four styles, by the name of its file: a set that no list names is still looked at. */
async function setsOf(style: string): Promise<Map<string, TemplateSet>> {
  const sets = new Map<string, TemplateSet>();
  for (const file of readdirSync(fileURLToPath(FOLDER))) {
    if (!file.startsWith(`${style}-`) || !file.endsWith('.js')) continue;
    const exported: Record<string, TemplateSet> = await import(new URL(file, FOLDER).href);
    for (const set of Object.values(exported)) sets.set(file, set);
  }
  return sets;
}

/** What stands in single braces, and what a brace without its partner holds. */
function holes(template: string): string[] {
  return template.replaceAll('{{', '').match(/\{[^{}]*\}?/g) ?? [];
}

/** Slots that carry no label of their own but bring several entities. */
const SEVERAL: readonly string[] = ['city-state', 'address-line', 'address-block'];

function hasEntity(template: string): boolean {
  return holes(template).some((hole) => {
    const slot = hole.slice(1, -1).split(/[:#]/)[0]!;
    return SEVERAL.includes(slot) || SLOT_LABELS[slot as Slot] !== undefined;
  });
}

/** What tells one template from another: all but case, blanks and the numbers of subjects. A record's "name={person}" is not "Name: {person}". */
function gist(template: string): string {
  return template
    .toLowerCase()
    .replace(/(?<=\{[a-z-]{1,20})[:#][a-z0-9]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const seen = new Map<string, string>();
for (const style of STYLES) {
  const sets = await setsOf(style);

  t.test(`${style}: every hole is a slot`, async (t) => {
    t.ok(sets.size > 0, 'there are sets');
    for (const [file, set] of sets) {
      const wrong = set.templates
        .flatMap(holes)
        .filter((hole) => !/^\{[a-z-]+(:[1-9])?(#[a-z])?\}$/.test(hole) || !isSlot(hole));
      t.same(wrong, [], file);
    }
  });

  t.test(`${style}: every set is in the list`, async (t) => {
    for (const [file, set] of sets) t.ok(TEMPLATE_SETS.includes(set), file);
  });

  t.test(`${style}: no template stands twice`, async (t) => {
    for (const [file, set] of sets) {
      for (const template of set.templates) {
        const key = gist(template);
        const first = seen.get(key);
        if (first !== undefined) t.fail(`${file}: also in ${first}`, { template });
        seen.set(key, file);
      }
      t.ok(set.templates.length <= 120, `${file} stays small`);
    }
  });

  t.test(`${style}: the tagger also learns what is no entity`, async (t) => {
    const templates = [...sets.values()].flatMap((set) => set.templates);
    const without = templates.filter((template) => !hasEntity(template)).length;
    t.ok(without / templates.length >= 0.15, `${without} of ${templates.length} hold no entity`);
    t.ok(without / templates.length <= 0.4, 'most hold one');
  });
}

function isSlot(hole: string): boolean {
  return Object.hasOwn(SLOT_LABELS, hole.slice(1, -1).split(/[:#]/)[0]!);
}
