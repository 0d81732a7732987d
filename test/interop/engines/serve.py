"""One engine process: requests as JSON lines on stdin, `{"id", "op", ...}`; answers on the original stdout."""

import json
import os
import sys
import traceback


def serve(start):
    """`start(options) -> {op: function}`, called for the first request; the functions take the request, return JSON."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever an engine prints goes to stderr, not between the answers
    operations = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if operations is None:
                operations = start(request)
                result = "started"
            else:
                result = operations[request["op"]](request)
            answer = {"id": request["id"], "result": result}
        except Exception as error:
            lines = f"{type(error).__name__}: {error}".splitlines()
            causes = [line.strip() for line in lines if line.startswith("Caused by")]
            answer = {"id": request["id"], "error": " ".join(lines[:3] + causes)}
            traceback.print_exc()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    if operations and "stop" in operations:
        operations["stop"]({})
