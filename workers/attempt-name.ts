/** Start of the names of all files of one attempt at a task; safe in a file name. */
export function attemptName(runId: string, taskId: string, attempt: string): string {
  return [runId.slice(0, 12), taskId, attempt].map((part) => part.replace(/[^A-Za-z0-9_]/g, '_')).join('-');
}
