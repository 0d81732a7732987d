// node count-tap.mjs FILE PASSED FAILED    Prints what failed in a raw TAP file, and then `N passed, N failed`: its assertions, plus what is given.
import { readFileSync } from 'node:fs';

const [file, passed, failed] = process.argv.slice(2);
const count = { ok: Number(passed), 'not ok': Number(failed) };
// Per indentation: whether the next test point sums up a subtest, and whether one failed in it.
const subtests = new Map();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [, indent, rest] = /^( *)(.*)$/.exec(line);
  const depth = indent.length;
  if (rest.startsWith('# Subtest: ')) subtests.set(depth, { name: rest.slice(11), failures: 0 });
  const point = /^(ok|not ok)\b(.*)$/.exec(rest);
  if (point === null || depth % 4 !== 0) continue;
  const subtest = subtests.get(depth);
  subtests.delete(depth);
  const skipped = / # (?:skip|todo)\b/i.test(point[2]);
  // A subtest counts by its assertions; by itself only if it failed and none of them did: a crash, a timeout.
  const counts = subtest === undefined ? !skipped : point[1] === 'not ok' && subtest.failures === 0;
  if (counts) count[point[1]] += 1;
  if (point[1] === 'not ok' && !skipped) {
    const above = [...subtests].filter(([level]) => level < depth).sort(([a], [b]) => a - b);
    for (const [, state] of above) state.failures += 1;
    if (counts)
      process.stdout.write(
        `failed: ${[...above.map(([, state]) => state.name), point[2].trim()].join(' > ')}\n`,
      );
  }
}
process.stdout.write(`${count.ok} passed, ${count['not ok']} failed\n`);
