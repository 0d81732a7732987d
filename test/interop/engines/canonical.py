"""The canonical form in which two engines' answers are compared: JSON that keeps every bit.

null, true/false; int and long as decimal text; float and double as their bits in hex ("nan" for every NaN); decimal as
text with the type's scale; date as days, time, timestamp and timestamptz as microseconds since the epoch, in decimal
text (timestamp_ns: nanoseconds); string as it is; uuid in lower case; fixed and binary in hex; struct as an object, its
names in order; list as an array; map as an array of pairs, sorted by the key's JSON.
"""

import json
import struct
import uuid
from decimal import Decimal

import pyarrow as pa

FIELD_ID = b"PARQUET:field_id"


def dumps(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sort_pairs(pairs):
    return sorted(pairs, key=lambda pair: dumps(pair[0]).encode("utf-16-be"))


def float_bits(value, code):
    return "nan" if value != value else struct.pack(">" + code, value).hex()


def decimal_text(value):
    return format(value, "f")


def column(array):
    """An Arrow array (or chunked array) as a list of canonical values."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in column(chunk)]
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        if str(kind) != "extension<arrow.uuid>":
            raise TypeError(f"no canonical form for {kind}")
        return [None if v is None else str(uuid.UUID(bytes=v)) for v in array.storage.to_pylist()]
    valid = array.is_valid().to_pylist()
    if pa.types.is_dictionary(kind):
        return column(array.dictionary_decode())
    if pa.types.is_boolean(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return array.to_pylist()
    if pa.types.is_integer(kind):
        return [None if v is None else str(v) for v in array.to_pylist()]
    if pa.types.is_float32(kind) or pa.types.is_float64(kind):
        code = "f" if pa.types.is_float32(kind) else "d"
        return [None if v is None else float_bits(v, code) for v in array.to_pylist()]
    if pa.types.is_decimal(kind):
        return [None if v is None else decimal_text(v) for v in array.to_pylist()]
    if pa.types.is_date32(kind):
        return column(array.view(pa.int32()))
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind):
        if kind.unit not in ("us", "ns"):
            raise TypeError(f"no canonical form for {kind}")
        return column(array.view(pa.int64()))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return [None if v is None else v.hex() for v in array.to_pylist()]
    if pa.types.is_struct(kind):
        names = [kind.field(i).name for i in range(kind.num_fields)]
        columns = [column(child) for child in array.flatten()]
        return [
            {name: values[row] for name, values in zip(names, columns)} if valid[row] else None
            for row in range(len(array))
        ]
    if pa.types.is_map(kind):
        offsets = array.offsets.to_pylist()
        keys, items = column(array.keys), column(array.items)
        return [
            sort_pairs([[keys[i], items[i]] for i in range(offsets[row], offsets[row + 1])]) if valid[row] else None
            for row in range(len(array))
        ]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        offsets = array.offsets.to_pylist()
        values = column(array.values)
        return [values[offsets[row] : offsets[row + 1]] if valid[row] else None for row in range(len(array))]
    raise TypeError(f"no canonical form for {kind}")


def rows(table):
    """An Arrow table as a list of JSON texts, one a row."""
    columns = [column(table.column(i)) for i in range(table.num_columns)]
    names = table.column_names
    return [dumps({name: values[row] for name, values in zip(names, columns)}) for row in range(table.num_rows)]


def arrow_type(kind, uuid_as_text=False, field_ids=True):
    """The Arrow type of an Iceberg type (spec JSON)."""

    def member(name, id, kind, required):
        metadata = {FIELD_ID: str(id).encode()} if field_ids else None
        return pa.field(name, arrow_type(kind, uuid_as_text, field_ids), not required, metadata)

    if isinstance(kind, dict):
        if kind["type"] == "struct":
            return pa.struct([member(f["name"], f["id"], f["type"], f["required"]) for f in kind["fields"]])
        if kind["type"] == "list":
            return pa.list_(member("element", kind["element-id"], kind["element"], kind["element-required"]))
        key = member("key", kind["key-id"], kind["key"], True)
        return pa.map_(key, member("value", kind["value-id"], kind["value"], kind["value-required"]))
    if kind.startswith("decimal("):
        precision, scale = kind[8:-1].split(",")
        return pa.decimal128(int(precision), int(scale))
    if kind.startswith("fixed["):
        return pa.binary(int(kind[6:-1]))
    if kind == "uuid":
        return pa.string() if uuid_as_text else pa.uuid()
    return {
        "boolean": pa.bool_(),
        "int": pa.int32(),
        "long": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "timestamp": pa.timestamp("us"),
        "timestamptz": pa.timestamp("us", "UTC"),
        "string": pa.string(),
        "binary": pa.binary(),
    }[kind]


def python_value(value, kind, uuid_as_text=False):
    """A canonical value as what `pyarrow.array` takes for `arrow_type(kind)`."""
    if value is None:
        return None
    if isinstance(kind, dict):
        if kind["type"] == "struct":
            return {f["name"]: python_value(value[f["name"]], f["type"], uuid_as_text) for f in kind["fields"]}
        if kind["type"] == "list":
            return [python_value(v, kind["element"], uuid_as_text) for v in value]
        return [
            (python_value(k, kind["key"], uuid_as_text), python_value(v, kind["value"], uuid_as_text)) for k, v in value
        ]
    if kind.startswith("decimal("):
        return Decimal(value)
    if kind in ("int", "long", "date", "time", "timestamp", "timestamptz"):
        return int(value)
    if kind in ("float", "double"):
        code = "f" if kind == "float" else "d"
        return float("nan") if value == "nan" else struct.unpack(">" + code, bytes.fromhex(value))[0]
    if kind == "binary" or kind.startswith("fixed["):
        return bytes.fromhex(value)
    if kind == "uuid" and not uuid_as_text:
        return uuid.UUID(value).bytes
    return value


def arrow_table(schema, canonical_rows, uuid_as_text=False, field_ids=True):
    """Rows (JSON texts) as an Arrow table for an Iceberg schema (spec JSON)."""
    parsed = [json.loads(row) for row in canonical_rows]
    arrays, fields = [], []
    for field in schema["fields"]:
        kind = arrow_type(field["type"], uuid_as_text, field_ids)
        values = [python_value(row.get(field["name"]), field["type"], uuid_as_text) for row in parsed]
        arrays.append(pa.array(values, kind))
        metadata = {FIELD_ID: str(field["id"]).encode()} if field_ids else None
        fields.append(pa.field(field["name"], kind, not field["required"], metadata))
    return pa.table(arrays, schema=pa.schema(fields))
