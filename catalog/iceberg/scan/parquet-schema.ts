import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbError, sqlName, sqlPath } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { NameMapping } from '../file-scan.js';

/** A column, or a part of one, as a Parquet file holds it. Names are the file's own. */
export interface PhysicalField {
  readonly name: string;
  /** Iceberg field id, if the file has it or a name mapping gave it. */
  readonly id?: number;
  readonly type: PhysicalType;
}
export type PhysicalType =
  | { readonly kind: 'scalar'; readonly duckdb: string }
  | { readonly kind: 'struct'; readonly fields: readonly PhysicalField[] }
  | { readonly kind: 'list'; readonly element: PhysicalField }
  | { readonly kind: 'map'; readonly key: PhysicalField; readonly value: PhysicalField };

export interface PhysicalSchema {
  readonly fields: readonly PhysicalField[];
  /** Whether any field of the file has an id of its own. */
  readonly hasIds: boolean;
  /** Equal for files whose schemas are equal. */
  readonly signature: string;
}

/** One file, where it is for messages and where DuckDB finds it. */
export interface LocatedFile {
  readonly location: string;
  readonly path: string;
}

interface SchemaElement {
  readonly name: string;
  readonly children: number;
  readonly repeated: boolean;
  readonly annotation: string;
  readonly id: number | undefined;
  readonly duckdb: string | undefined;
}

/**
 * The schemas of Parquet files, in the files' order. Throws FILE_NOT_FOUND or CORRUPT_FILE naming the first file that
 * can't be read.
 */
export async function readParquetSchemas(
  connection: DuckDBConnection,
  files: readonly LocatedFile[],
): Promise<PhysicalSchema[]> {
  if (files.length === 0) return [];
  let elements: Map<string, SchemaElement[]>;
  try {
    elements = await readElements(connection, files);
  } catch (error) {
    // The message does not say reliably which file it was: ask one by one.
    for (const file of files.length > 1 ? files : []) {
      try {
        await readElements(connection, [file]);
      } catch (one) {
        throw duckdbError(one, `The data file ${shownLocation(file.location)} was not read`);
      }
    }
    throw duckdbError(error, `The data file ${shownLocation(files[0]!.location)} was not read`);
  }
  const bySignature = new Map<string, PhysicalSchema>();
  return files.map((file) => {
    const list = elements.get(file.path);
    if (!list)
      throw duckdbError(
        new Error('no footer: corrupt'),
        `The data file ${shownLocation(file.location)} was not read`,
      );
    const signature = JSON.stringify(list.map((element) => Object.values(element)));
    let schema = bySignature.get(signature);
    if (!schema) {
      schema = {
        fields: buildFields(list),
        hasIds: list.some((element) => element.id !== undefined),
        signature,
      };
      bySignature.set(signature, schema);
    }
    return schema;
  });
}

async function readElements(
  connection: DuckDBConnection,
  files: readonly LocatedFile[],
): Promise<Map<string, SchemaElement[]>> {
  // A file named twice would give each of its elements twice.
  const paths = `[${[...new Set(files.map((file) => sqlPath(file.path)))].join(', ')}]`;
  const reader = await connection.runAndReadAll(loadQuery('parquet-schema').replace('$files', () => paths));
  const byFile = new Map<string, SchemaElement[]>();
  for (const row of reader.getRows()) {
    const [file, name, children, repeated, annotation, id, duckdb] = row as [
      string,
      string,
      number,
      boolean,
      string,
      number | null,
      string | null,
    ];
    let list = byFile.get(file);
    if (!list) {
      list = [];
      byFile.set(file, list);
    }
    list.push({ name, children, repeated, annotation, id: id ?? undefined, duckdb: duckdb ?? undefined });
  }
  return byFile;
}

/** The tree of columns from Parquet's flattened list (depth first, each element with its number of children). */
function buildFields(elements: readonly SchemaElement[]): PhysicalField[] {
  let at = 0;
  const node = (): PhysicalField => {
    const element = elements[at]!;
    at += 1;
    const children: PhysicalField[] = [];
    const elementsOfChildren: SchemaElement[] = [];
    for (let i = 0; i < element.children; i += 1) {
      elementsOfChildren.push(elements[at]!);
      children.push(node());
    }
    const type = typeOf(element, children, elementsOfChildren);
    const field = { name: element.name, type, ...(element.id === undefined ? {} : { id: element.id }) };
    return field;
  };
  const root = elements[0]!;
  at = 1;
  const fields: PhysicalField[] = [];
  for (let i = 0; i < root.children; i += 1) {
    const start = elements[at]!;
    const field = node();
    // A repeated field outside a LIST is a list of required elements.
    fields.push(start.repeated ? { ...field, type: { kind: 'list', element: field } } : field);
  }
  return fields;
}

function typeOf(
  element: SchemaElement,
  children: readonly PhysicalField[],
  childElements: readonly SchemaElement[],
): PhysicalType {
  if (element.children === 0) return { kind: 'scalar', duckdb: element.duckdb ?? 'BLOB' };
  const only = children.length === 1 ? children[0]! : undefined;
  if (element.annotation === 'LIST' && only && childElements[0]!.repeated) {
    // Three levels: list → repeated group → element. Two levels, as old writers did: the repeated node is the element.
    const repeatedGroup = only.type.kind === 'struct' ? only.type.fields : [];
    const isThreeLevels =
      repeatedGroup.length === 1 && only.name !== 'array' && only.name !== `${element.name}_tuple`;
    return { kind: 'list', element: isThreeLevels ? repeatedGroup[0]! : only };
  }
  if (element.annotation === 'MAP' && only?.type.kind === 'struct' && only.type.fields.length === 2) {
    return { kind: 'map', key: only.type.fields[0]!, value: only.type.fields[1]! };
  }
  return { kind: 'struct', fields: children };
}

/** The DuckDB type that `read_parquet` gives a physical type. */
export function physicalDuckDBType(type: PhysicalType): string {
  switch (type.kind) {
    case 'scalar':
      return type.duckdb;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${sqlName(field.name)} ${physicalDuckDBType(field.type)}`).join(', ')})`;
    case 'list':
      return `${physicalDuckDBType(type.element.type)}[]`;
    case 'map':
      return `MAP(${physicalDuckDBType(type.key.type)}, ${physicalDuckDBType(type.value.type)})`;
  }
}

/** Fields of a file without ids, with those that the table's name mapping gives (spec: column projection by name mapping). */
export function applyNameMapping(
  fields: readonly PhysicalField[],
  mapping: readonly NameMapping[],
): PhysicalField[] {
  const mapped = (field: PhysicalField, among: readonly NameMapping[]): PhysicalField => {
    const entry = among.find((candidate) => candidate.names.includes(field.name));
    return withEntry(field, entry);
  };
  const partOf = (field: PhysicalField, entry: NameMapping | undefined, name: string): PhysicalField =>
    withEntry(
      field,
      entry?.fields?.find((candidate) => candidate.names.includes(name)),
    );
  const withEntry = (field: PhysicalField, entry: NameMapping | undefined): PhysicalField => {
    const id = entry?.['field-id'];
    const { type } = field;
    let inner: PhysicalType = type;
    if (type.kind === 'struct') {
      inner = { kind: 'struct', fields: type.fields.map((child) => mapped(child, entry?.fields ?? [])) };
    } else if (type.kind === 'list') {
      inner = { kind: 'list', element: partOf(type.element, entry, 'element') };
    } else if (type.kind === 'map') {
      inner = { kind: 'map', key: partOf(type.key, entry, 'key'), value: partOf(type.value, entry, 'value') };
    }
    return { name: field.name, type: inner, ...(id === undefined ? {} : { id }) };
  };
  return fields.map((field) => mapped(field, mapping));
}
