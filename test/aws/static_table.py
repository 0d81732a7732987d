"""PyIceberg's StaticTable of the folder argv[1], found by its version hint: prints the count of rows as it scans them."""

import os
import sys

from pyiceberg.table import StaticTable

endpoint = os.environ["AWS_ENDPOINT_URL"]
table = StaticTable.from_metadata(
    sys.argv[1],
    {
        "s3.endpoint": endpoint,
        "s3.region": "us-east-1",
        "s3.access-key-id": "test",
        "s3.secret-access-key": "test",
        "s3.path-style-access": "true",
    },
)
print(table.scan().to_arrow().num_rows)
