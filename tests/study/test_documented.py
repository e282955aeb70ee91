"""The worked example in docs/study.md is read as it stands, and names every key there is."""

import re

from cxresearch.study.settings import _PARTS, _TOP, read_settings
from tests.places import ROOT


def test_the_documented_definition_is_read_and_names_every_key(tmp_path):
    text = (ROOT / "docs" / "study.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.S)[1].replace("../from-client/", "")
    for name in [*re.findall(r'"([\w-]+\.[a-z]{3,4})"', example), "workshop"]:
        (tmp_path / name).touch()
    (tmp_path / "study.toml").write_text(example, encoding="utf-8")
    settings = read_settings(tmp_path)
    assert settings.units == "all" and settings.targets["Region"]["North"] == 0.4
    assert settings.hypotheses[0].between == ("Leadership", "Customers") and len(settings.files) == 3
    keys = {*_TOP, *(key for part in _PARTS.values() if part for key in part)}
    assert {key for key in keys if not re.search(rf"\b{key}\b", text)} == set()
