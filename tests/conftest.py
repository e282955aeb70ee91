"""What all tests share: the checkout is what is tested, from whichever folder pytest was started."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.places import FIXTURES_BESIDE

# A shared machine makes single examples slow; what a property test found must be found again.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


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
    os.environ.setdefault("IPYTHONDIR", str(Path(config.rootpath, ".pytest_cache", "ipython")))


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Folder of real exports and reference values that are not part of the repository."""
    folder = Path(os.environ.get("CXRESEARCH_FIXTURES") or FIXTURES_BESIDE)
    if not folder.is_dir():
        pytest.skip(f"no fixtures at {folder}; point CXRESEARCH_FIXTURES at the folder")
    return folder
