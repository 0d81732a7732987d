/** What the commands' exit codes mean: the one list, printed by `--help`. */
export const EXIT = {
  done: 0,
  failed: 1,
  badUsage: 2,
  quarantined: 3,
  stateUnknown: 4,
  belowGate: 5,
  active: 6,
  interrupted: 130,
  terminated: 143,
} as const;

export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.done, 'done, or up to date'],
  [EXIT.failed, 'failed; nothing was committed'],
  [EXIT.badUsage, 'bad usage: a flag, an option, a job or a configuration; nothing was started'],
  [EXIT.quarantined, 'done, and some rows were quarantined'],
  [EXIT.stateUnknown, 'the commit was sent and its outcome is not known; look before starting again'],
  [EXIT.belowGate, 'scored, and below the leak recall that was asked for'],
  [EXIT.active, 'another process is at work on this very run; this one committed nothing'],
  [EXIT.interrupted, 'interrupted (Ctrl-C); nothing was committed, the same command resumes'],
  [EXIT.terminated, 'terminated (SIGTERM); as interrupted'],
];

const BAD_USAGE_CODES = new Set([
  'BAD_USAGE',
  'UNKNOWN_OPTION',
  'INVALID_OPTION',
  'UNKNOWN_ENGINE',
  'NOT_AVAILABLE',
  'TARGET_IS_SOURCE',
  'NO_SUCH_JOB',
  'NO_SUCH_QUERY',
  'JOB_AMBIGUOUS',
  'JOB_FILE_SYNTAX',
  'JOB_FILE_THREW',
  'JOB_FILE_WRONG_EXPORT',
  'BAD_TABLE_NAME',
  'API_KEYS_NEEDED',
  'LABEL_MAP',
  'POLICY_FILE',
  'POLICY_FILE_SYNTAX',
  'POLICY_FILE_THREW',
  'CONFIG_AMBIGUOUS',
  'CONFIG_FILE_SYNTAX',
  'CONFIG_FILE_THREW',
  'CONFIG_WRONG_EXPORT',
]);

/** The exit code of a command that ended with this error code. */
export function exitCodeOf(errorCode: string): number {
  if (BAD_USAGE_CODES.has(errorCode)) return EXIT.badUsage;
  if (errorCode === 'COMMIT_STATE_UNKNOWN') return EXIT.stateUnknown;
  if (errorCode === 'RUN_ACTIVE' || errorCode === 'LEASE_LOST') return EXIT.active;
  if (errorCode === 'INTERRUPTED') return EXIT.interrupted;
  return EXIT.failed;
}
