"""What all tests share: the checkout is what is tested, from whichever folder pytest was started."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.places import FIXTURES_BESIDE

# A shared machine makes single examples slow; what a property test found must be found again.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_addoption(parser):
    parser.addoption("--runslow", action="store_true", help="run what is left out, and repeat races 20 times")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--runslow"):
        skip = pytest.mark.skip(reason="left out by default; pass --runslow")
        for item in items:
            if "runslow" in item.keywords:
                item.add_marker(skip)


def pytest_generate_tests(metafunc):
    # What hangs on chance is done again: three times as a rule.
    if "round_" in metafunc.fixturenames:
        metafunc.parametrize("round_", range(20 if metafunc.config.getoption("--runslow") else 3))


def pytest_configure(config):
    root = config.rootpath
    sanitize = getattr(config.option, "nbval_sanitize_with", None)
    if sanitize:
        config.option.nbval_sanitize_with = str(root / sanitize)
    # Notebook kernels and subprocesses start in other folders and must import this checkout too.
    known = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    if str(root) not in known:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(root), *known])
    # A person's own IPython start-up files would change what the kernels print.
    own = os.environ.setdefault("IPYTHONDIR", str(Path(config.rootpath, ".pytest_cache", "ipython")))
    # Workers that run side by side inherit that folder and must not write into one history.
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["IPYTHONDIR"] = str(Path(own, worker))


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable():
    # Workers send their reports as plain texts only; what was said is a text that knows more, and would end the run.
    return plain((yield))


def plain(told):
    """A report's data with each text a plain one."""
    if isinstance(told, str):
        return str(told)
    if isinstance(told, dict):
        return {plain(key): plain(value) for key, value in told.items()}
    return type(told)(map(plain, told)) if type(told) in (list, tuple) else told


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Folder of real exports and reference values that are not part of the repository."""
    folder = Path(os.environ.get("CXRESEARCH_FIXTURES") or FIXTURES_BESIDE)
    if not folder.is_dir():
        pytest.skip(f"no fixtures at {folder}; point CXRESEARCH_FIXTURES at the folder")
    return folder


def _in_english():
    from cxresearch.speaking import language

    with language("en"):
        yield


# A study that is opened in a test leaves its language behind; one that is opened in a file's fixture would leave it to
# the fixtures of the files that come after.
_english = pytest.fixture(autouse=True)(_in_english)
_file_in_english = pytest.fixture(autouse=True, scope="module")(_in_english)
