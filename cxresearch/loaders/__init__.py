"""A file becomes a Survey. What it is, is known by its content and never by its name.

One room a kind of file (``text_files``, ``workbooks``, ``parquet``, ``spss``) and a room a platform's
layout (``qualtrics``, ``surveymonkey``, ..., ``plain``); ``reading`` leads from one to the other.
"""

from cxresearch.loaders.describing import describe
from cxresearch.loaders.long_files import read_long
from cxresearch.loaders.reading import read_survey
from cxresearch.loaders.samples import load_sample, sample_folder

__all__ = ["describe", "load_sample", "read_long", "read_survey", "sample_folder"]
