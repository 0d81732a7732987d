import t from 'tap';
import { JsonPathMatcher, parseJsonPath } from '../../../udfs/json/json-path.js';

const valueAt = (paths: readonly string[], ...steps: (string | number)[]): number | undefined => {
  const matcher = new JsonPathMatcher(paths.map((path, value) => ({ path: parseJsonPath(path)!, value })));
  return steps.reduce((state, step) => matcher.step(state, step), matcher.root).value;
};
const fits = (path: string, ...steps: (string | number)[]): boolean => valueAt([path], ...steps) === 0;

t.test('names, indexes, wildcards, descendants', async (t) => {
  for (const [path, yes, no] of [
    ['$', [[], ['a'], ['a', 0]], []],
    ['$.a', [['a'], ['a', 'b']], [[], ['b'], ['b', 'a']]],
    ['$.a.b', [['a', 'b']], [['a'], ['b'], ['a', 'c', 'b']]],
    ["$['a b'][\"c'd\"]", [['a b', "c'd"]], [['a b'], ["c'd"]]],
    ["$['it\\'s']", [["it's"]], [['it']]],
    ['$.a[0]', [['a', 0]], [['a', 1], ['a', '0'], ['a']]],
    [
      '$.a[*]',
      [
        ['a', 0],
        ['a', 7, 'x'],
        ['a', 'b'],
      ],
      [['a'], ['b', 0]],
    ],
    ['$.*', [['a'], [0]], [[]]],
    ['$..name', [['name'], ['a', 'name'], ['a', 0, 'name', 'first']], [['a'], ['names'], []]],
    [
      '$..a.b',
      [
        ['a', 'b'],
        ['x', 'a', 'a', 'b'],
      ],
      [['a', 'x', 'b'], ['b']],
    ],
    [
      '$.a..b',
      [
        ['a', 'b'],
        ['a', 1, 'b'],
      ],
      [['b'], ['x', 'b']],
    ],
    ['$..*', [['a'], ['a', 'b']], [[]]],
    ['$..[0]', [[0], ['a', 0]], [['a']]],
    ['$.été-1_$', [['été-1_$']], [['été']]],
  ] as const) {
    for (const steps of yes) t.ok(fits(path, ...steps), `${path} ${steps.join('/')}`);
    for (const steps of no) t.notOk(fits(path, ...steps), `${path} not ${steps.join('/')}`);
  }
});

t.test('what is not understood is refused', async (t) => {
  for (const path of [
    ...[
      '',
      'a',
      'a.b',
      '$.',
      '$..',
      '$a',
      '$[',
      '$[]',
      '$.a[',
      '$.a[-1]',
      '$.a[1:2]',
      '$.a[0,1]',
      '$.a[?(@.b)]',
    ],
    ...[
      '$.a b',
      '$.a.',
      '$[a]',
      "$['a]",
      '$.["a"]',
      '$...a',
      '$ .a',
      '$.a ',
      '@.a',
      '$.a[01]',
      `$${'.a'.repeat(600)}`,
    ],
  ])
    t.equal(parseJsonPath(path), undefined, path);
});

t.test('the nearest path holds; of paths that fit the same place, the first', async (t) => {
  t.equal(valueAt(['$.a', '$.a.b'], 'a', 'b', 'c'), 1);
  t.equal(valueAt(['$.a', '$.a.b'], 'a', 'c'), 0);
  t.equal(valueAt(['$..x', '$.a.x'], 'a', 'x'), 0);
});
