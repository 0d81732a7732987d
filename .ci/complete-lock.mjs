// node .ci/complete-lock.mjs    After `npm install`: puts back into package-lock.json the platform packages that it lacks.
//
// When npm can't fetch the manifest of an optional dependency (a registry mirror that only has this platform's), it leaves
// it out of the lock without a word. `npm ci` then refuses the lock here, and on another platform would not install the
// package that this one lacks. Such packages are pinned to one version by the package that wants them, and their names
// say the platform, so the entries can be written without the registry (but for their integrity).
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const added = [];

for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (packages[nested] !== undefined || packages[hoisted] !== undefined) continue;
    if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) throw new Error(`${name} is not pinned: ${version}`);
    const words = name.split('/').pop().split('-');
    const [os, cpu] = [words.find((w) => systems.includes(w)), words.find((w) => processors.includes(w))];
    const libc = words.includes('musl') ? 'musl' : undefined;
    packages[hoisted] = {
      version,
      ...(cpu !== undefined && { cpu: [cpu] }),
      ...(entry.dev === true && { dev: true }),
      ...(libc !== undefined && { libc: [libc] }),
      optional: true,
      ...(os !== undefined && { os: [os] }),
    };
    if (os === undefined && cpu === undefined) throw new Error(`${name} names no platform`);
    added.push(name);
  }
}

const [root, ...rest] = Object.keys(packages);
const sorted = [root, ...rest.sort((a, b) => (a < b ? -1 : 1))];
lock.packages = Object.fromEntries(sorted.map((path) => [path, packages[path]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} platform packages were put back\n`);
