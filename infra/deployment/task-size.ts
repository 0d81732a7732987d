/**
 * Memory that Fargate has for each size of CPU, MiB: from, to, step.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 * (The sizes below one vCPU are left out: too little memory for DuckDB and the model.)
 */
const MEMORY: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

export function isTaskSize(size: { readonly cpu: number; readonly memoryMiB: number }): boolean {
  const memory = MEMORY[size.cpu];
  if (memory === undefined) return false;
  const [from, to, step] = memory;
  return size.memoryMiB >= from && size.memoryMiB <= to && (size.memoryMiB - from) % step === 0;
}
