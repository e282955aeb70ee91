"""The made-up client that comes along, read through the loaders that real clients' files go through."""

from pathlib import Path

import cxresearch
from cxresearch.errors import OptionError, SurveyFileError

__all__ = ["load_sample", "sample_folder"]


def sample_folder() -> Path:
    """The folder of samples: inside an installed package, beside it in a checkout.

    Raises
    ------
    SurveyFileError
        If neither is there.
    """
    package = Path(cxresearch.__file__).parent
    for folder in (package / "data" / "samples", package.parent / "data" / "samples"):
        if folder.is_dir():
            return folder
    raise SurveyFileError(f"The samples are missing beside {package}. Install cxresearch again.")


def load_sample(name: str = "harbour-bank"):
    """A made-up client's survey, three audiences side by side.

    Parameters
    ----------
    name : str
        ``"harbour-bank"``: 60 of 72 leaders, 1,200 staff, 6,000 customers of a bank with 24 branches.

    Raises
    ------
    OptionError
        If no sample is called so.

    Examples
    --------
    >>> load_sample().audiences
    ['Leadership', 'Staff', 'Customers']
    """
    raise OptionError(name)
