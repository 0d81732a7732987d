"""Spark 3.5 with Iceberg's runtime, local[2]; catalogs are made as they are named: `{name: {"type", "warehouse"}}`."""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

import canonical
from serve import serve


def start(options):
    scratch = options["scratch"]
    os.makedirs(scratch, exist_ok=True)
    builder = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", options["jar"])
        .config("spark.driver.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", f"-Dderby.system.home={scratch} -Djava.io.tmpdir={scratch} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.local.dir", scratch)
        .config("spark.sql.warehouse.dir", f"{scratch}/warehouse")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .config("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
        .config("spark.sql.parquet.inferTimestampNTZ.enabled", "true")
        .config("spark.sql.iceberg.check-nullability", "false")
        .config("spark.sql.mapKeyDedupPolicy", "EXCEPTION")
        # Rows with pathological values (year 9999, NaN) pass untouched: Arrow, not Python objects.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100000")
    )
    for name, catalog in options["catalogs"].items():
        builder = builder.config(f"spark.sql.catalog.{name}", "org.apache.iceberg.spark.SparkCatalog")
        for key, value in {"cache-enabled": "false", **catalog}.items():
            builder = builder.config(f"spark.sql.catalog.{name}.{key}", value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    jvm = spark._jvm
    gateway = spark.sparkContext._gateway
    java = jvm.org.apache.iceberg

    def load(name):
        return java.spark.Spark3Util.loadIcebergTable(spark._jsparkSession, name)

    def done(name):
        table = load(name)
        return {"location": table.location(), "metadata": table.operations().current().metadataFileLocation()}

    def create(request):
        """With the spec's JSON, because SQL has no uuid and no fixed."""
        catalog, namespace, name = request["table"].split(".")
        schema = java.SchemaParser.fromJson(json.dumps(request["schema"]))
        spec = java.PartitionSpecParser.fromJson(schema, json.dumps(request.get("spec") or {"spec-id": 0, "fields": []}))
        identifier = jvm.org.apache.iceberg.catalog.TableIdentifier.parse(f"{namespace}.{name}")
        properties = jvm.java.util.HashMap()
        for key, value in (request.get("properties") or {}).items():
            properties.put(key, value)
        plugin = spark._jsparkSession.sessionState().catalogManager().catalog(catalog)
        plugin.icebergCatalog().createTable(identifier, schema, spec, properties)
        return done(request["table"])

    def append(request):
        table = load(request["table"])
        schema = json.loads(java.SchemaParser.toJson(table.schema()))
        source = f"{scratch}/source.parquet"
        if os.path.exists(source):
            os.remove(source)
        pq.write_table(canonical.arrow_table(schema, request["rows"], uuid_as_text=True, field_ids=False), source)
        frame = spark.read.parquet(source)
        target = request["table"] + (f".branch_{request['branch']}" if request.get("branch") else "")
        writer = frame.writeTo(target)
        for key, value in (request.get("options") or {}).items():
            writer = writer.option(key, value)
        writer.append()
        return done(request["table"])

    def sql(request):
        answer = None
        for statement in request["statements"]:
            answer = spark.sql(statement)
        return answer.count() if answer is not None and request.get("count") else None

    def add_delete_file(request):
        """An equality-delete (or position-delete) file with any columns, registered through Iceberg's own API."""
        table = load(request["table"])
        schema = request["schema"]
        target = f"{table.location()}/data/{request['name']}.parquet"
        local = target[5:] if target.startswith("file:") else target
        local = "/" + local.lstrip("/")
        data = canonical.arrow_table(schema, request["rows"])
        if request.get("uuidStorage"):
            data = data.cast(data.schema)
        pq.write_table(data, local)
        spec = table.specs().get(request["spec"]) if request.get("spec") is not None else table.spec()
        builder = java.FileMetadata.deleteFileBuilder(spec)
        if request.get("equalityIds"):
            ids = gateway.new_array(gateway.jvm.int, len(request["equalityIds"]))
            for index, id in enumerate(request["equalityIds"]):
                ids[index] = id
            builder = builder.ofEqualityDeletes(ids)
        else:
            builder = builder.ofPositionDeletes()
        builder = builder.withPath(target).withFormat("parquet").withFileSizeInBytes(os.path.getsize(local)).withRecordCount(len(request["rows"]))
        if request.get("partitionPath"):
            builder = builder.withPartitionPath(request["partitionPath"])
        table.newRowDelta().addDeletes(builder.build()).commit()
        return done(request["table"])

    def frame_of(request):
        if request.get("sql"):
            return spark.sql(request["sql"])
        reader = spark.read
        for key, value in (request.get("options") or {}).items():
            reader = reader.option(key, value)
        frame = reader.format("iceberg").load(request["table"])
        if request.get("filter"):
            frame = frame.where(request["filter"])
        if request.get("select"):
            frame = frame.select(*request["select"])
        return frame

    def read(request):
        frame = frame_of(request)
        batches = frame._collect_as_arrow()
        if not batches:
            return []
        return canonical.rows(pa.Table.from_batches(batches))

    def stop(_request):
        spark.stop()

    return {
        "create": create,
        "append": append,
        "sql": sql,
        "addDeleteFile": add_delete_file,
        "location": lambda request: done(request["table"]),
        "read": read,
        "stop": stop,
    }


serve(start)
