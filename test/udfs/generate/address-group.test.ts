import t from 'tap';
import { groupAddresses } from '../../../udfs/generate/address-group.js';

const LABELS: Readonly<Record<string, string>> = {
  a: 'ADDRESS',
  c: 'CITY',
  s: 'STATE',
  z: 'ZIP',
  n: 'COUNTRY',
};

/** Spans of "c<Dayton>, s<OH>", and each span's neighbours. */
function groups(marked: string): Record<string, string[]> {
  let text = '';
  const spans: { start: number; end: number; label: string; score: number }[] = [];
  let at = 0;
  for (const match of marked.matchAll(/([acszn])<([^>]*)>/g)) {
    text += marked.slice(at, match.index);
    const start = text.length;
    text += match[2]!;
    spans.push({ start, end: text.length, label: `LOCATION_${LABELS[match[1]!]}`, score: 1 });
    at = match.index + match[0].length;
  }
  text += marked.slice(at);
  const found = groupAddresses(text, spans);
  return Object.fromEntries(
    spans.flatMap((span) => {
      const others = found.get(span);
      return others === undefined
        ? []
        : [[`${span.start} ${text.slice(span.start, span.end)}`, others.map(({ value }) => value)]];
    }),
  );
}

t.test('parts of one address, in a line or a form', async (t) => {
  t.strictSame(groups('at a<1 Oak St>, c<Dayton>, s<OH> z<45402>'), {
    '3 1 Oak St': ['Dayton', 'OH', '45402'],
    '13 Dayton': ['1 Oak St', 'OH', '45402'],
    '21 OH': ['1 Oak St', 'Dayton', '45402'],
    '24 45402': ['1 Oak St', 'Dayton', 'OH'],
  });
  t.strictSame(groups('City: c<Dayton>\nState: s<OH>'), { '6 Dayton': ['OH'], '20 OH': ['Dayton'] });
  t.strictSame(groups('c<Dayton> is nice. s<OH>'), {});
});

t.test('a part that the address has already begins another', async (t) => {
  t.strictSame(groups('c<Dayton>, s<OH>, c<Boise>, s<ID>'), {
    '0 Dayton': ['OH'],
    '8 OH': ['Dayton'],
    '12 Boise': ['ID'],
    '19 ID': ['Boise'],
  });
});

t.test('a city that stands alone has the neighbours that it has elsewhere', async (t) => {
  t.strictSame(groups('in c<Salem>. Write to c<Salem>, s<OR>. Not c<Boise>.')['3 Salem'], ['OR']);
  t.equal(groups('in c<Salem>. Write to c<Salem>, s<OR>. Not c<Boise>.')['36 Boise'], undefined);
});

t.test('a hundred thousand parts in a row take linear time and memory', async (t) => {
  const began = performance.now();
  for (const part of ['z<45402> ', 'c<Dayton> s<OH> ', 'a<1 Oak St> ']) groups(part.repeat(30_000));
  t.ok(performance.now() - began < 5000);
});
