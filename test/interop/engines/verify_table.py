"""Manifests against the files that they describe: what a reader trusts and never checks."""

import os
import tempfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyiceberg.conversions import from_bytes
from pyiceberg.manifest import DataFileContent, ManifestEntryStatus
from pyiceberg.types import DoubleType, FloatType

import canonical


def verify_table(table):
    with tempfile.TemporaryDirectory() as copies:
        return verify(table, lambda path: local(path, table.io, copies))


def local(path, io, copies):
    """A path of the file, or, if it is on S3, of a copy of it."""
    if not path.startswith("s3:"):
        return "/" + path.removeprefix("file:").lstrip("/")
    copy = os.path.join(copies, os.path.basename(path))
    if not os.path.exists(copy):
        with io.new_input(path).open() as source, open(copy, "wb") as target:
            target.write(source.read())
    return copy


def verify(table, local):
    wrong = []

    def check(what, actual, expected):
        if actual != expected:
            wrong.append(f"{what}: {actual} instead of {expected}")

    metadata = table.metadata
    snapshot = table.current_snapshot()
    if snapshot is None:
        return wrong
    check("refs.main", metadata.refs["main"].snapshot_id, metadata.current_snapshot_id)
    check("last entry of snapshot-log", metadata.snapshot_log[-1].snapshot_id, metadata.current_snapshot_id)
    check("last-sequence-number", metadata.last_sequence_number, max(s.sequence_number for s in metadata.snapshots))
    totals = {"files": 0, "rows": 0}
    manifest_paths = set()
    for manifest in snapshot.manifests(table.io):
        where = f"manifest {os.path.basename(manifest.manifest_path)}"
        if manifest.manifest_path in manifest_paths:
            wrong.append(f"{where}: listed twice")
        manifest_paths.add(manifest.manifest_path)
        check(f"{where}: length", manifest.manifest_length, os.path.getsize(local(manifest.manifest_path)))
        counted = {status: [0, 0] for status in ManifestEntryStatus}
        sequence_numbers = []
        spec = table.specs()[manifest.partition_spec_id]
        partitions = []
        for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False):
            file = entry.data_file
            counted[entry.status][0] += 1
            counted[entry.status][1] += file.record_count
            if entry.status == ManifestEntryStatus.DELETED:
                continue
            sequence_numbers.append(entry.sequence_number)
            partitions.append([file.partition[i] for i in range(len(spec.fields))])
            if file.content == DataFileContent.DATA:
                totals["files"] += 1
                totals["rows"] += file.record_count
                verify_file(file, table, local, check, wrong)
        for status, files, rows in [
            (ManifestEntryStatus.ADDED, manifest.added_files_count, manifest.added_rows_count),
            (ManifestEntryStatus.EXISTING, manifest.existing_files_count, manifest.existing_rows_count),
            (ManifestEntryStatus.DELETED, manifest.deleted_files_count, manifest.deleted_rows_count),
        ]:
            check(f"{where}: {status.name} files and rows", [files, rows], counted[status])
        if sequence_numbers:
            check(f"{where}: min_sequence_number", manifest.min_sequence_number, min(sequence_numbers))
        verify_summaries(where, manifest, spec, table, partitions, check, wrong)
    summary = snapshot.summary.additional_properties
    check("summary: total-data-files", summary.get("total-data-files"), str(totals["files"]))
    check("summary: total-records", summary.get("total-records"), str(totals["rows"]))
    return wrong


def is_nan(value):
    return isinstance(value, float) and value != value


def verify_summaries(where, manifest, spec, table, partitions, check, wrong):
    check(f"{where}: number of partition summaries", len(manifest.partitions or []), len(spec.fields))
    schema = table.schema()
    for index, (field, summary) in enumerate(zip(spec.fields, manifest.partitions or [])):
        try:
            source = schema.find_type(field.source_id)
        except ValueError:
            continue  # an old spec, of a column that is gone
        kind = field.transform.result_type(source)
        values = [comparable(row[index]) for row in partitions]
        name = f"{where}: partition field {field.name}"
        check(f"{name}: contains_null", summary.contains_null, any(v is None for v in values))
        if summary.contains_nan is not None and isinstance(kind, (FloatType, DoubleType)):
            check(f"{name}: contains_nan", summary.contains_nan, any(is_nan(v) for v in values))
        present = [v for v in values if v is not None and not is_nan(v)]
        if present and (summary.lower_bound is None or summary.upper_bound is None):
            wrong.append(f"{name}: no bounds")
        elif present:
            low, high = (comparable(from_bytes(kind, b)) for b in (summary.lower_bound, summary.upper_bound))
            if not str(kind).startswith(("date", "time")) and (low > min(present) or high < max(present)):
                wrong.append(f"{name}: values outside of its bounds")


def verify_file(file, table, local, check, wrong):
    where = f"file {os.path.basename(file.file_path)}"
    path = local(file.file_path)
    footer = pq.read_metadata(path)
    check(f"{where}: file_size_in_bytes", file.file_size_in_bytes, os.path.getsize(path))
    check(f"{where}: record_count", file.record_count, footer.num_rows)
    groups = [footer.row_group(i).column(0) for i in range(footer.num_row_groups)]
    offsets = [g.dictionary_page_offset if g.has_dictionary_page and g.dictionary_page_offset else g.data_page_offset for g in groups]
    if file.split_offsets is not None and file.record_count:
        check(f"{where}: split_offsets", list(file.split_offsets), offsets)
    data = pq.read_table(path)
    schema = table.schemas()[table.metadata.current_schema_id]
    for name, field in zip(data.column_names, data.schema):
        id = int(field.metadata[canonical.FIELD_ID])
        verify_column(f"{where}: {name}", id, data.column(name).combine_chunks(), file, schema, check, wrong)


def verify_column(where, id, array, file, schema, check, wrong):
    kind = array.type
    if pa.types.is_struct(kind):
        for i, child in enumerate(array.flatten()):
            member = kind.field(i)
            verify_column(f"{where}.{member.name}", int(member.metadata[canonical.FIELD_ID]), child, file, schema, check, wrong)
        return
    if pa.types.is_list(kind) or pa.types.is_map(kind):
        return  # counts of repeated columns differ by writer; the values are compared elsewhere
    counts = file.value_counts or {}
    nulls = file.null_value_counts or {}
    if id in counts:
        check(f"{where}: value count", counts[id], len(array))
    if id in nulls:
        check(f"{where}: null count", nulls[id], array.null_count)
    present = array.drop_null()
    if pa.types.is_floating(kind):
        nans = pc.sum(pc.is_nan(present)).as_py() or 0
        if id in (file.nan_value_counts or {}):
            check(f"{where}: NaN count", file.nan_value_counts[id], nans)
        present = present.filter(pc.invert(pc.is_nan(present)))
    try:
        field_type = schema.find_type(id)
    except ValueError:
        return
    values = canonical_values(present)
    for bounds, outside in ((file.lower_bounds, lambda b: [v for v in values if v < b]), (file.upper_bounds, lambda b: [v for v in values if v > b])):
        if bounds and id in bounds:
            bound = comparable(from_bytes(field_type, bounds[id]))
            if outside(bound):
                wrong.append(f"{where}: a value outside of the bound {bound!r}")
            if isinstance(bound, float) and bound != bound:
                wrong.append(f"{where}: NaN as bound")


def comparable(value):
    return value.bytes if hasattr(value, "bytes") else value


def canonical_values(array):
    kind = array.type
    if isinstance(array, pa.ExtensionArray):
        return array.storage.to_pylist()
    if pa.types.is_date32(kind):
        return array.view(pa.int32()).to_pylist()
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind):
        return array.view(pa.int64()).to_pylist()
    return array.to_pylist()
