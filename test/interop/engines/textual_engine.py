"""Tonic Textual's official SDK as it comes from PyPI, driven from the tests."""

import importlib

from tonic_textual.classes.record_api_request_options import RecordApiRequestOptions
from tonic_textual.enums.pii_type import PiiType
from tonic_textual.generator_utils import make_utf_compatible_entities
from tonic_textual.redact_api import TextualNer

from serve import serve

METADATA = "tonic_textual.classes.generator_metadata"
MODULES = {
    "NameGeneratorMetadata": "name_generator_metadata",
    "EmailGeneratorMetadata": "email_generator_metadata",
    "PhoneNumberGeneratorMetadata": "phone_number_generator_metadata",
    "HipaaAddressGeneratorMetadata": "hipaa_address_generator_metadata",
    "DateTimeGeneratorMetadata": "date_time_generator_metadata",
    "TimestampShiftMetadata": "timestamp_shift_metadata",
    "PersonAgeGeneratorMetadata": "person_age_generator_metadata",
    "AgeShiftMetadata": "age_shift_metadata",
    "NumericValueGeneratorMetadata": "numeric_value_generator_metadata",
    "BaseMetadata": "base_metadata",
}


def made(value):
    """`{"class": NAME, ...}` as an object of the SDK's class; anything else as it is."""
    if not isinstance(value, dict):
        return value
    arguments = {key: made(inner) for key, inner in value.items() if key != "class"}
    if "class" not in value:
        return arguments
    module = importlib.import_module(f"{METADATA}.{MODULES[value['class']]}")
    return getattr(module, value["class"])(**arguments)


def start(options):
    clients = {"": TextualNer(options["url"], options["apiKey"])}

    def call(request):
        arguments = dict(request.get("kwargs", {}))
        if "generator_metadata" in arguments:
            arguments["generator_metadata"] = made(arguments["generator_metadata"])
        if "record_options" in arguments:
            arguments["record_options"] = RecordApiRequestOptions(**arguments["record_options"])
        client = TextualNer(options["url"], request["apiKey"]) if "apiKey" in request else clients[""]
        try:
            answer = getattr(client, request["method"])(*request["args"], **arguments)
        except Exception as error:
            response = getattr(error, "response", None)
            status = None if response is None else response.status_code
            return {"error": type(error).__name__, "message": str(error), "status": status}
        described = answer.describe() if hasattr(answer, "describe") else None
        return {"answer": answer, "described": described}

    def utf16(request):
        """What the SDK's own helper makes of Python's offsets of a value."""
        from tonic_textual.classes.common_api_responses.single_detection_result import SingleDetectionResult

        text, value = request["text"], request["value"]
        at = text.index(value)
        entity = SingleDetectionResult(at, at + len(value), "NAME_GIVEN", value, 1.0)
        return make_utf_compatible_entities(text, [entity])[0]

    return {"call": call, "utf16": utf16, "labels": lambda _: list(PiiType._member_names_)}


serve(start)
