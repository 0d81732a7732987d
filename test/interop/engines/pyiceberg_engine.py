"""PyIceberg: a SQLite catalog for the tables it writes, or with the option `glue` (an endpoint that answers for S3 and
Glue) a Glue catalog; StaticTable for the tables it is shown."""

import json
import os
import uuid

import pyarrow.parquet as pq
from pydantic import TypeAdapter
from pyiceberg import expressions
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.expressions.literals import DateLiteral, DoubleLiteral, FloatLiteral, TimeLiteral, TimestampLiteral, literal
from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import StaticTable
from pyiceberg.types import IcebergType

import canonical
from serve import serve
from verify_table import verify_table


def glue_catalog(endpoint, warehouse):
    from pyiceberg.catalog.glue import GlueCatalog

    keys = {"region": "us-east-1", "access-key-id": "test", "secret-access-key": "test", "endpoint": endpoint}
    both = {f"{service}.{key}": value for service in ("glue", "s3") for key, value in keys.items()}
    return GlueCatalog("glue", **both, **{"warehouse": warehouse, "py-io-impl": "pyiceberg.io.pyarrow.PyArrowFileIO"})


def start(options):
    warehouse = options["warehouse"]
    glue = options.get("glue")
    if glue:
        catalog = glue_catalog(glue, warehouse)
    else:
        os.makedirs(warehouse, exist_ok=True)
        catalog = SqlCatalog("interop", uri=f"sqlite:///{warehouse}/catalog.db", warehouse=f"file://{warehouse}")
    catalog.create_namespace_if_not_exists("ns", {"location": f"{warehouse}/ns.db"} if glue else {})

    def load(request):
        return catalog.load_table(f"{request.get('namespace', 'ns')}.{request['table']}")

    def done(table):
        return {"location": table.location(), "metadata": table.metadata_location}

    def create(request):
        schema = Schema.model_validate(request["schema"])
        spec = PartitionSpec.model_validate(request.get("spec") or {"spec-id": 0, "fields": []})
        properties = {"format-version": "2", **(request.get("properties") or {})}
        return done(catalog.create_table(f"{request.get('namespace', 'ns')}.{request['table']}", schema, partition_spec=spec, properties=properties))

    def current_schema(table):
        return json.loads(table.schema().model_dump_json(by_alias=True))

    def append(request):
        table = load(request)
        table.append(canonical.arrow_table(current_schema(table), request["rows"], field_ids=False), branch=request.get("branch") or "main")
        return done(table)

    def delete(request):
        table = load(request)
        table.delete(request["filter"])
        return done(table)

    def overwrite(request):
        table = load(request)
        rows = canonical.arrow_table(current_schema(table), request["rows"], field_ids=False)
        table.overwrite(rows, overwrite_filter=request["filter"])
        return done(table)

    def parse_type(kind):
        return TypeAdapter(IcebergType).validate_python(kind)

    def path(name):
        return tuple(name.split(".")) if "." in name else name

    def evolve(request):
        table = load(request)
        with table.update_schema(allow_incompatible_changes=bool(request.get("incompatible"))) as update:
            for step in request["steps"]:
                kind = step["do"]
                if kind == "add":
                    update.add_column(path(step["name"]), parse_type(step["type"]))
                elif kind == "drop":
                    update.delete_column(path(step["name"]))
                elif kind == "rename":
                    update.rename_column(path(step["name"]), step["to"])
                elif kind == "promote":
                    update.update_column(path(step["name"]), parse_type(step["type"]))
                elif kind == "first":
                    update.move_first(path(step["name"]))
                else:
                    raise ValueError(kind)
        return done(load(request))

    def evolve_spec(request):
        table = load(request)
        with table.update_spec() as update:
            for name in request.get("remove") or []:
                update.remove_field(name)
            for source, transform, name in request.get("add") or []:
                update.add_field(source, transform, name)
        return done(load(request))

    def tag(request):
        table = load(request)
        table.manage_snapshots().create_tag(table.current_snapshot().snapshot_id, request["name"]).commit()
        return done(load(request))

    def branch(request):
        table = load(request)
        table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, request["name"]).commit()
        return done(load(request))

    def add_files(request):
        """Writes Parquet files as a foreign writer would (no field ids, or other encodings) and imports them."""
        table = load(request)
        schema = request.get("schema") or current_schema(table)
        paths = []
        for index, rows in enumerate(request["files"]):
            target = f"{warehouse}/import-{request['table']}-{index}.parquet"
            data = canonical.arrow_table(schema, rows, field_ids=False)
            pq.write_table(data, target, **(request.get("options") or {}))
            paths.append(f"file://{target}")
        table.add_files(paths)
        return done(load(request))

    def resolve(request):
        return StaticTable.from_metadata(request["metadata"]) if request.get("metadata") else load(request)

    def scan(request):
        table = resolve(request)
        options = {}
        if request.get("filter"):
            options["row_filter"] = request["filter"]
        if request.get("where"):
            options["row_filter"] = predicate(table.schema(), **request["where"])
        if request.get("select"):
            options["selected_fields"] = tuple(request["select"])
        snapshot = request.get("snapshot")
        if isinstance(snapshot, str) and not snapshot.lstrip("-").isdigit():
            snapshot = table.snapshot_by_name(snapshot).snapshot_id
        if snapshot is not None:
            options["snapshot_id"] = int(snapshot)
        return table.scan(**options)

    def read(request):
        return canonical.rows(scan(request).to_arrow())

    def planned(request):
        return [task.file.file_path for task in scan(request).plan_files()]

    def snapshots(request):
        table = resolve(request)
        current = table.current_snapshot()
        return {
            "current": None if current is None else str(current.snapshot_id),
            "all": [
                {"id": str(s.snapshot_id), "operation": s.summary.operation.value, "summary": s.summary.additional_properties}
                for s in table.snapshots()
            ],
        }

    def verify(request):
        """What readers are silent about, checked against the files themselves; the list of what is wrong."""
        return verify_table(resolve(request))

    return {
        "create": create,
        "append": append,
        "delete": delete,
        "overwrite": overwrite,
        "evolve": evolve,
        "evolveSpec": evolve_spec,
        "tag": tag,
        "branch": branch,
        "addFiles": add_files,
        "location": lambda request: done(load(request)),
        "schema": lambda request: current_schema(load(request)),
        "read": read,
        "planned": planned,
        "snapshots": snapshots,
        "verify": verify,
    }


def predicate(schema, column, op, value=None):
    """A filter from a canonical value."""
    if op == "null":
        return expressions.IsNull(column)
    kind = schema.find_field(column).field_type
    text = str(kind)
    python = canonical.python_value(value, text)
    if text == "uuid":
        python = uuid.UUID(value)
    made = LITERALS[text](python) if text in LITERALS else literal(python).to(kind)
    return {"=": expressions.EqualTo, "<=": expressions.LessThanOrEqual, ">": expressions.GreaterThan}[op](column, made)


# Made directly where conversion from the general literal goes astray (an infinite float becomes "below the minimum").
LITERALS = {"float": FloatLiteral, "double": DoubleLiteral, "date": DateLiteral, "time": TimeLiteral, "timestamp": TimestampLiteral, "timestamptz": TimestampLiteral}

serve(start)
