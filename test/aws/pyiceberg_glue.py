"""PyIceberg's GlueCatalog on the stand-in for AWS: answers JSON lines, one a request, in order.

    create {database, table, schema, properties}    set {database, table, properties}
    evolve {database, table, steps: [{do, name, type, doc, to}]}    load {database, table}
"""

import json
import os
import sys

from pydantic import TypeAdapter
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.schema import Schema
from pyiceberg.types import IcebergType

endpoint = os.environ["AWS_ENDPOINT_URL"]
catalog = GlueCatalog(
    "glue",
    **{
        "warehouse": sys.argv[1],
        "glue.endpoint": endpoint,
        "glue.region": "us-east-1",
        "s3.endpoint": endpoint,
        "s3.region": "us-east-1",
        "s3.access-key-id": "test",
        "s3.secret-access-key": "test",
        "s3.path-style-access": "true",
    },
)


def path(name):
    return tuple(name.split(".")) if "." in name else name


def create(request):
    schema = Schema.model_validate(request["schema"])
    catalog.create_namespace_if_not_exists(request["database"])
    catalog.create_table(
        f"{request['database']}.{request['table']}", schema, properties={"format-version": "2", **request.get("properties", {})}
    )


def evolve(table, steps):
    for step in steps:
        with table.update_schema(allow_incompatible_changes=True) as update:
            kind = step["do"]
            if kind == "add":
                parsed = TypeAdapter(IcebergType).validate_python(step["type"])
                update.add_column(path(step["name"]), parsed, doc=step.get("doc"))
            elif kind == "drop":
                update.delete_column(path(step["name"]))
            elif kind == "rename":
                update.rename_column(path(step["name"]), step["to"])
            elif kind == "type":
                update.update_column(path(step["name"]), TypeAdapter(IcebergType).validate_python(step["type"]))
            elif kind == "doc":
                update.update_column(path(step["name"]), doc=step["doc"])
            elif kind == "optional":
                update.make_column_optional(path(step["name"]))
            elif kind == "first":
                update.move_first(path(step["name"]))
            else:
                raise ValueError(kind)


def answer(request):
    if request["op"] == "create":
        create(request)
        return None
    table = catalog.load_table(f"{request['database']}.{request['table']}")
    if request["op"] == "evolve":
        evolve(table, request["steps"])
    elif request["op"] == "set":
        with table.transaction() as transaction:
            transaction.set_properties(request["properties"])
    return {
        "metadata": table.metadata_location,
        "schema": json.loads(table.schema().model_dump_json(by_alias=True)),
        "properties": table.properties,
    }


for line in sys.stdin:
    try:
        result = {"result": answer(json.loads(line))}
    except Exception as error:
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)
