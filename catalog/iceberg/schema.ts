/** Iceberg schemas, as in the spec's JSON (https://iceberg.apache.org/spec/#schemas). Plain data. */
export interface Schema {
  readonly type: 'struct';
  readonly 'schema-id': number;
  readonly fields: readonly NestedField[];
  readonly 'identifier-field-ids'?: readonly number[];
}

export interface NestedField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: Type;
  readonly doc?: string;
  readonly 'initial-default'?: unknown;
  readonly 'write-default'?: unknown;
}

/** `boolean int long float double date time timestamp timestamptz timestamp_ns timestamptz_ns string uuid binary`, `fixed[L]`, `decimal(P, S)`; v3's others are refused by name. */
export type PrimitiveType = string;
export interface StructType {
  readonly type: 'struct';
  readonly fields: readonly NestedField[];
}
export interface ListType {
  readonly type: 'list';
  readonly 'element-id': number;
  readonly element: Type;
  readonly 'element-required': boolean;
}
export interface MapType {
  readonly type: 'map';
  readonly 'key-id': number;
  readonly key: Type;
  readonly 'value-id': number;
  readonly value: Type;
  readonly 'value-required': boolean;
}
export type Type = PrimitiveType | StructType | ListType | MapType;
