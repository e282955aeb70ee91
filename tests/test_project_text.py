"""The project's text speaks of the project alone: no package hosts, no folders of one machine."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.places import PACKAGE, ROOT

# Put together here, so that this file does not hold what it looks for.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("registry", "yarnpkg"),
        ("conda", "anaconda", "org"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
    )
]
FOLDERS = ["/" + "/".join(parts) for parts in (("work", ""), ("opt", "cx"), ("farm", ""), ("root", ""))]
FORBIDDEN = re.compile("|".join([re.escape(host) for host in HOSTS] + [rf"(?<![\w.~-]){f}" for f in FOLDERS]))


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def offending_lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8", errors="replace")
    return [
        f"{path.name}:{number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := FORBIDDEN.search(line))
    ]


def test_no_hosts_and_no_folders_of_one_machine():
    text_files = [path for path in tracked_files() if b"\0" not in path.read_bytes()[:4096]]
    assert [line for path in text_files for line in offending_lines(path)] == []


@pytest.mark.parametrize("line", [f"see https://{HOSTS[0]}/project", f"open('{FOLDERS[0]}main/x')"])
def test_a_forbidden_line_is_seen(tmp_path, line):
    path = tmp_path / "page.md"
    path.write_text(f"fine\n{line}\n", encoding="utf-8")
    assert len(offending_lines(path)) == 1


def test_ordinary_folders_are_left_alone(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("our/work/plan and net/work/ and docs/root/ are fine\n", encoding="utf-8")
    assert offending_lines(path) == []


# What stands in a client's folder, or is written by whoever follows a recipe.
_NOT_OURS = re.compile(r"[*<>{}]|xx/|yours\.|study\.toml|TRUTH\.md|\bsurvey\.json")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md"])
def test_a_file_that_a_page_leads_to_is_there(page):
    there = ["/" + path.relative_to(ROOT).as_posix() for path in tracked_files()]
    named = re.findall(r"`([\w./-]+\.(?:py|yaml|toml|md|cff)|[\w./-]+/)`", (ROOT / page).read_text(encoding="utf-8"))
    ours = {name for name in named if not _NOT_OURS.search(name)}
    assert ours
    assert [name for name in sorted(ours) if not any(f"/{name}" in path for path in there)] == []


def test_the_map_names_every_wing():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition("## The map of the house")[2].partition("\n## ")[0]
    wings = {path.parent.relative_to(PACKAGE) for path in PACKAGE.glob("*/*/__init__.py")}
    # Of plots the map says that each has the name of a wing of stats.
    named = [wing for wing in wings if wing.parts[0] != "plots"]
    assert [wing.as_posix() for wing in sorted(named) if f"{wing.name}/" not in shown] == []
