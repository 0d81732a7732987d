"""moto's server, with two rules of AWS that it leaves out and that commits and leases rest on:

- Glue's UpdateTable refuses a VersionId that is not the table's current one (ConcurrentModificationException).
- S3's conditional writes (If-None-Match, If-Match) are atomic, of whole objects and of finished multipart uploads.

    python moto_strict.py -H 127.0.0.1 -p PORT
"""

import functools
import threading

from moto.core.exceptions import JsonRESTError
from moto.glue.responses import GlueResponse
from moto.s3.responses import S3Response
from moto.server import main

glue = threading.RLock()
s3 = threading.RLock()


def one_at_a_time(lock, method):
    @functools.wraps(method)
    def call(self, *args, **kwargs):
        with lock:
            return method(self, *args, **kwargs)

    return call


def check_version(update):
    @functools.wraps(update)
    def call(self):
        wanted = self.parameters.get("VersionId")
        if wanted is not None:
            table = self.glue_backend.get_table(self.parameters["DatabaseName"], self.parameters["TableInput"]["Name"])
            if str(wanted) != str(table.as_dict()["VersionId"]):
                raise JsonRESTError("ConcurrentModificationException", "Update table failed due to concurrent modifications.")
        return update(self)

    return call


GlueResponse.update_table = one_at_a_time(glue, check_version(GlueResponse.update_table))
GlueResponse.create_table = one_at_a_time(glue, GlueResponse.create_table)
GlueResponse.delete_table = one_at_a_time(glue, GlueResponse.delete_table)


def conditional(method):
    @functools.wraps(method)
    def call(self, *args, **kwargs):
        if "If-None-Match" in self.headers or "If-Match" in self.headers:
            with s3:
                return method(self, *args, **kwargs)
        return method(self, *args, **kwargs)

    return call


S3Response.put_object = conditional(S3Response.put_object)
S3Response._key_response_post = conditional(S3Response._key_response_post)  # CompleteMultipartUpload

if __name__ == "__main__":
    main()
