"""What a server's /metrics shows, read by Prometheus's own parser."""

import re
from collections import Counter
from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families

PREFIX = "recepcionista_"
Numbers = Mapping[str, float]
"""By name and the values of its labels in the order of their names, as in
`turns_total crear committed`; without the prefix of ours."""


def shown(http: httpx.Client) -> Numbers:
    """Everything that the server shows to a client that may see it."""
    response = http.get("/metrics")
    assert response.status_code == 200, response.text
    return read(response.text)


def read(text: str) -> Numbers:
    """The samples of an exposition."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = [value for _, value in sorted(sample.labels.items())]
            found[" ".join([sample.name.removeprefix(PREFIX), *labels])] = sample.value
    return found


def counted(numbers: Numbers, name: str) -> Counter[str]:
    """The counts of one metric that are not zero, by the values of its labels."""
    pattern = re.compile(rf"{name}( |$)")
    return Counter(
        {
            key.removeprefix(name).strip(): int(value)
            for key, value in numbers.items()
            if pattern.match(key) and value
        }
    )
