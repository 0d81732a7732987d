import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { sqlName, sqlString } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import type { NestedField, Schema } from '../schema.js';
import { icebergToDuckDB } from '../values/duckdb-type.js';
import type { ComparisonOp, Predicate } from './predicate.js';
import { comparisonInColumnType, type SqlLiteral } from './where-literal.js';

export interface ParsedWhere {
  /** For a WHERE over a relation with the needed columns under their Iceberg names. */
  readonly sql: string;
  /** Ids of the top-level columns that it needs, in the schema's order. */
  readonly fieldIds: readonly number[];
  /** What of it prunes files. */
  readonly predicate: Predicate;
}

/** A node of DuckDB's serialised syntax tree. */
type Node = Readonly<Record<string, unknown>>;

/**
 * Parses a DuckDB predicate over a table's columns with DuckDB's own parser, and binds it once, so that what is wrong
 * with it is known before anything is read. It must be one expression that gives the same answer whenever it is asked:
 * no subqueries, windows or aggregates, no random() or now(). Messages never quote it: it may hold personal data.
 *
 * Errors: BAD_WHERE, NO_SUCH_COLUMN (with the nearest name).
 */
export async function parseWhere(
  connection: DuckDBConnection,
  where: string,
  schema: Schema,
): Promise<ParsedWhere> {
  const root = await parse(connection, where);
  const columns = new Set<number>();
  const functions = new Set<string>();
  inspect(root, schema, columns, functions, new Set());
  await refuseUnrepeatable(connection, functions);
  const fields = schema.fields.filter((field) => columns.has(field.id));
  const sql = `(${where}\n)`;
  await bind(connection, sql, fields);
  return { sql, fieldIds: fields.map((field) => field.id), predicate: predicateOf(root, schema) };
}

const badWhere = (why: string): LakeveilError =>
  new LakeveilError(
    'BAD_WHERE',
    `The where predicate ${why}; nothing was read. Write one DuckDB condition over the table's columns, like created_at >= '2026-01-01'.`,
  );

const prefix = 'SELECT 1 FROM t WHERE (';

async function parse(connection: DuckDBConnection, where: string): Promise<Node> {
  if (where.trim() === '') throw badWhere('is empty');
  // The line break ends a comment in the predicate; the brackets make it one expression.
  const statement = `${prefix}${where}\n)`;
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${sqlString(statement)})`);
  const json = String(reader.getRows()[0]![0]);
  // Whole numbers beyond 2^53 would be rounded by JSON.parse.
  const tree = JSON.parse(json.replace(/"value":(-?\d{15,})(?=[,}])/g, '"value":"$1"')) as {
    error: boolean;
    position?: string;
    statements?: { node: Node }[];
  };
  if (tree.error) {
    const position = Number(tree.position ?? Number.NaN) - prefix.length;
    const where = position >= 0 ? ` near its character ${position + 1}` : '';
    throw badWhere(`does not parse${where}`);
  }
  const node = tree.statements?.length === 1 ? tree.statements[0]!.node : undefined;
  const isPlain =
    node !== undefined &&
    node['type'] === 'SELECT_NODE' &&
    (node['from_table'] as Node)['type'] === 'BASE_TABLE' &&
    isEmpty(node['modifiers']) &&
    isEmpty(node['group_expressions']) &&
    isEmpty((node['cte_map'] as Node | undefined)?.['map']) &&
    !node['having'] &&
    !node['qualify'] &&
    !node['sample'] &&
    (node['select_list'] as unknown[]).length === 1;
  const condition = node?.['where_clause'];
  if (!isPlain || !condition) throw badWhere('is not a single condition');
  return condition as Node;
}

const isEmpty = (list: unknown): boolean =>
  list === undefined || list === null || (list as unknown[]).length === 0;

const plainClasses = new Set([
  'CONJUNCTION',
  'COMPARISON',
  'BETWEEN',
  'OPERATOR',
  'CONSTANT',
  'CAST',
  'CASE',
  'COLLATE',
]);

/** Walks the whole tree: only known kinds of expression, only columns that exist. */
function inspect(
  node: Node,
  schema: Schema,
  columns: Set<number>,
  functions: Set<string>,
  variables: ReadonlySet<string>,
): void {
  const kind = String(node['class']);
  if (kind === 'COLUMN_REF') {
    const [name] = node['column_names'] as string[];
    const field = columnNamed(schema, name!);
    if (field) columns.add(field.id);
    else if (!variables.has(name!.toLowerCase())) throw noSuchColumn(schema, name!);
    return;
  }
  let inner = variables;
  if (kind === 'FUNCTION') functions.add(String(node['function_name']).toLowerCase());
  else if (kind === 'LAMBDA') {
    inner = new Set([...variables, ...lambdaVariables(node['lhs'] as Node)]);
  } else if (!plainClasses.has(kind)) {
    const shown = /^[A-Z_]{1,30}$/.test(kind) ? kind.toLowerCase().replaceAll('_', ' ') : 'part';
    throw badWhere(`holds a ${shown}, which is not allowed there`);
  }
  for (const child of children(node)) inspect(child, schema, columns, functions, inner);
}

function lambdaVariables(node: Node): string[] {
  if (node['class'] === 'COLUMN_REF') return [(node['column_names'] as string[])[0]!.toLowerCase()];
  return children(node).flatMap(lambdaVariables);
}

/** Every expression directly below, wherever DuckDB puts it. */
function children(node: Node): Node[] {
  const found: Node[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (value !== null && typeof value === 'object') {
      if (typeof (value as Node)['class'] === 'string') found.push(value as Node);
      else Object.values(value).forEach(look);
    }
  };
  for (const [key, value] of Object.entries(node)) if (key !== 'value') look(value);
  return found;
}

/** DuckDB's names ignore case. */
function columnNamed(schema: Schema, name: string): NestedField | undefined {
  const folded = name.toLowerCase();
  return schema.fields.find((field) => field.name.toLowerCase() === folded);
}

function noSuchColumn(schema: Schema, name: string): LakeveilError {
  const known = schema.fields.map((field) => field.name);
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `Columns: ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
  return new LakeveilError(
    'NO_SUCH_COLUMN',
    // A name that is no column may be a value in the wrong quotes, so it is not repeated.
    `The where predicate names a column that the table does not have; nothing was read. ${hint} Values stand in single quotes.`,
    { details: nearest === undefined ? {} : { nearest } },
  );
}

function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.ceil(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/** Functions that look at the session or the machine though DuckDB calls them consistent. */
const sessionFunctions =
  /^(?:age|current_|session_|getvariable|getenv|get_current|localtime|pg_|has_|version|user$|read_|getsetting)/;

async function refuseUnrepeatable(
  connection: DuckDBConnection,
  functions: ReadonlySet<string>,
): Promise<void> {
  if (functions.size === 0) return;
  for (const name of functions) {
    if (sessionFunctions.test(name)) throw unrepeatable(name);
  }
  const names = [...functions].map(sqlString).join(', ');
  const reader = await connection.runAndReadAll(
    loadQuery('unrepeatable-functions').replace('$names', () => names),
  );
  const found = reader.getRows()[0];
  if (found) throw unrepeatable(String(found[0]));
}

const unrepeatable = (name: string): LakeveilError =>
  badWhere(
    `calls ${name}(), whose answer changes from one reading to the next, so a resumed run would differ (write a literal instead)`,
  );

async function bind(
  connection: DuckDBConnection,
  sql: string,
  fields: readonly NestedField[],
): Promise<void> {
  const columns = fields.map(
    (field) => `CAST(NULL AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`,
  );
  const relation = `SELECT ${columns.length === 0 ? '1 AS one' : columns.join(', ')}`;
  try {
    // Run, not only bound: DuckDB converts literals late, and `id = 'abc'` would fail in a worker.
    await connection.run(`SELECT 1 FROM (${relation}) WHERE ${sql}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/^Catalog Error/.test(message)) throw badWhere('calls a function that DuckDB does not have');
    throw badWhere('does not fit the types of its columns');
  }
}

const comparisons: Readonly<Record<string, ComparisonOp>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
};
const flipped: Readonly<Record<ComparisonOp, ComparisonOp>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
const unknown: Predicate = { kind: 'unknown' };

function predicateOf(node: Node, schema: Schema): Predicate {
  const type = String(node['type']);
  const parts = (node['children'] as Node[] | undefined) ?? [];
  switch (type) {
    case 'CONJUNCTION_AND':
    case 'CONJUNCTION_OR':
      return {
        kind: type === 'CONJUNCTION_AND' ? 'and' : 'or',
        children: parts.map((part) => predicateOf(part, schema)),
      };
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL': {
      const field = prunableColumn(parts[0]!, schema);
      if (!field) return unknown;
      return { kind: type === 'OPERATOR_IS_NULL' ? 'isNull' : 'notNull', column: columnOf(field) };
    }
    case 'COMPARE_IN': {
      const field = prunableColumn(parts[0]!, schema);
      if (!field) return unknown;
      const values = parts.slice(1).map((part) => compared(field, '=', part));
      const known = values.flatMap((value) => (value?.kind === 'compare' ? [value.value] : []));
      return known.length === values.length
        ? { kind: 'in', column: columnOf(field), values: known }
        : unknown;
    }
    case 'COMPARE_BETWEEN': {
      const field = prunableColumn(node['input'] as Node, schema);
      if (!field) return unknown;
      return {
        kind: 'and',
        children: [
          compared(field, '>=', node['lower'] as Node) ?? unknown,
          compared(field, '<=', node['upper'] as Node) ?? unknown,
        ],
      };
    }
    case 'COLUMN_REF': {
      const field = prunableColumn(node, schema);
      if (field?.type !== 'boolean') return unknown;
      return { kind: 'compare', op: '=', column: columnOf(field), value: true };
    }
  }
  const op = comparisons[type];
  if (op === undefined) return unknown;
  const [left, right] = [node['left'] as Node, node['right'] as Node];
  const leftField = prunableColumn(left, schema);
  if (leftField) return compared(leftField, op, right) ?? unknown;
  const rightField = prunableColumn(right, schema);
  return (rightField && compared(rightField, flipped[op], left)) ?? unknown;
}

const columnOf = (field: NestedField): { fieldId: number; type: NestedField['type'] } => ({
  fieldId: field.id,
  type: field.type,
});

function prunableColumn(node: Node, schema: Schema): NestedField | undefined {
  if (node['class'] !== 'COLUMN_REF') return undefined;
  const names = node['column_names'] as string[];
  const field = names.length === 1 ? columnNamed(schema, names[0]!) : undefined;
  return field && typeof field.type === 'string' ? field : undefined;
}

function compared(field: NestedField, op: ComparisonOp, node: Node): Predicate | undefined {
  const literal = literalOf(node);
  const comparison = literal && comparisonInColumnType(field.type, op, literal);
  return (
    comparison && { kind: 'compare', op: comparison.op, column: columnOf(field), value: comparison.value }
  );
}

function literalOf(node: Node): SqlLiteral | undefined {
  if (node['class'] === 'CAST') {
    const inner = literalOf(node['child'] as Node);
    const type = String((node['cast_type'] as Node)['id']);
    if (inner?.type !== 'VARCHAR' || node['try_cast'] === true) return undefined;
    if (type === 'BOOLEAN') {
      // `true` and `false` are casts of 't' and 'f'.
      return inner.value === 't' || inner.value === 'f'
        ? { type, value: inner.value === 't', scale: 0 }
        : undefined;
    }
    const known = ['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR'];
    return known.includes(type) ? { ...inner, type } : undefined;
  }
  if (node['class'] !== 'CONSTANT') return undefined;
  const constant = node['value'] as { type: Node; is_null: boolean; value: unknown };
  if (constant.is_null) return undefined;
  const type = String(constant.type['id']);
  const { value } = constant;
  switch (type) {
    case 'VARCHAR':
      return typeof value === 'string' ? { type, value, scale: 0 } : undefined;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? { type, value, scale: 0 } : undefined;
    case 'INTEGER':
    case 'BIGINT':
      return wholeLiteral(type, value, 0);
    case 'DECIMAL':
      return wholeLiteral(
        type,
        value,
        Number((constant.type['type_info'] as Node | null)?.['scale'] ?? Number.NaN),
      );
    case 'DOUBLE':
      return typeof value === 'number' ? { type, value, scale: 0 } : undefined;
    default:
      return undefined;
  }
}

function wholeLiteral(type: string, value: unknown, scale: number): SqlLiteral | undefined {
  if (!Number.isInteger(scale)) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { type, value: BigInt(value), scale };
  return typeof value === 'string' && /^-?\d+$/.test(value)
    ? { type, value: BigInt(value), scale }
    : undefined;
}
