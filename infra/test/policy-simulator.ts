/**
 * What IAM would answer to one request, for the policies of one principal: an explicit deny, else an allow, else no.
 * As much of IAM's rules as these policies use; anything else throws, so that no test passes for want of understanding.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.length > 0 && matching.every((statement) => statement.Effect === 'Allow');
}

export const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

function matches(statement: Statement, { action, resource, context = {} }: Request): boolean {
  for (const key of Object.keys(statement))
    if (!['Effect', 'Action', 'Resource', 'Condition', 'Sid'].includes(key))
      throw new Error(`${key} is not simulated`);
  return (
    list(statement.Action).some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    list(statement.Resource).some((pattern) => isLike(resource, pattern)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => {
        const value = context[key];
        // A key that the request has not: no match, whatever is asked of it.
        if (value === undefined) return false;
        if (operator === 'StringEquals') return list(values).includes(value);
        if (operator === 'StringLike') return list(values).some((pattern) => isLike(value, pattern));
        throw new Error(`${operator} is not simulated`);
      }),
    )
  );
}

/** `*` any characters, `?` one. */
export function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
