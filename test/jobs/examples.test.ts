import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import ts from 'typescript';
import { command } from './cli/command.js';
import { tempFolder } from './temp-folder.js';

t.setTimeout(180_000);

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

/** Words of a shell line of the kind that the examples have: quotes, and `< file`. */
function words(line: string): { words: string[]; input?: string } {
  const [, before, input] = /^(.*?)(?: < (\S+))?$/.exec(line)!;
  const found = [...before!.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3]!,
  );
  return input === undefined ? { words: found } : { words: found, input };
}

t.test('the commands of every example do what they say', async (t) => {
  const root = await tempFolder(t);
  await cp(examples, root, { recursive: true });
  const outputs = new Map<string, string>();
  for (const example of (await readdir(examples, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  )) {
    const folder = join(root, example.name);
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const lines = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) =>
      match[1]!.trim().split('\n'),
    );
    t.ok(lines.length > 0, `${example.name} has commands`);
    for (const line of lines) {
      const {
        words: [program, ...argv],
        input,
      } = words(line);
      const stdin = input === undefined ? '' : await readFile(join(folder, input));
      const { code, stdout, stderr } = await command(program as 'lakeveil', argv, { folder, stdin });
      t.equal(code, 0, `${example.name}: ${line}\n${code === 0 ? '' : stderr}`);
      outputs.set(`${example.name}: ${line}`, stdout);
    }
  }
  const output = (start: string): string =>
    [...outputs]
      .filter(([line]) => line.startsWith(start))
      .map(([, text]) => text)
      .join('\n');
  t.match(output('csv-to-table: lakeveil query'), /Portland +1\nSpringfield +2\n/);
  t.match(output('own-udf: lakeveil query'), / 1 {2}A\.E\n 2 {2}B\.S\n 3 {2}C\.S\n/);
  t.match(output('own-job: lakeveil query'), /\[EMAIL_ADDRESS_\w+\]/);
  t.notMatch(output('own-job: lakeveil query'), /\bAda\b|555-0100|\bada@|\b01101\b/);
  t.notMatch(output('json-documents: lakeveil query'), /\bJane\b|\bRoe\b|\bjane\b|3125550134|\bK-88\b/);
  t.match(output('json-documents: lakeveil query'), /Priya's team.*\n.*"first_name"/);
  t.notMatch(output('policy-file'), /\bJane\b|\bRoe\b|415-555-0134|CASE-20114/);
  t.match(output('configuration: run-job'), /safe\.call_transcripts, mode replace/);
});

t.test('the examples type-check against the package', async (t) => {
  const entries = await readdir(examples, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  t.ok(files.length >= 2);
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
  t.same(problems, []);
});
