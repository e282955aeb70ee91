"""What the room knows and what only the server knows: the token in the address, and the secret that signs cookies.

Both are made once for a workshop and kept beside its answers in ``phones.json``, which only its owner may read. So a
notebook that was restarted gives the same address, and phones that were scanned in before go on where they were.
"""

import hmac
import json
import os
import secrets
import tempfile
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

from cxresearch.errors import CXResearchError, SurveyWarning
from cxresearch.wording import say

__all__ = ["KEYS_FILE", "Keys", "kept_keys", "same_token", "tidy_token"]

KEYS_FILE = "phones.json"
# Crockford's letters: none that is mistaken for another when an address is typed from a screen. Five bits a letter.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
TOKEN_LETTERS, SHORT_LETTERS, CODE_LETTERS = 20, 8, 6
_MISREAD = str.maketrans("oil", "011", "-")


@dataclass(frozen=True, repr=False)
class Keys:
    """The token of 100 bits, the signing secret of 256 bits, and the port last used (None before the first time).

    It has no repr, so that no error message and no notebook shows what it holds.
    """

    token: str
    secret: str
    port: int | None = None

    @property
    def wall(self) -> str:
        """The token of the wall's page, as long as that of the phones."""
        return _letters(self.secret, "wall", TOKEN_LETTERS)

    @property
    def short(self) -> str:
        """Eight signs that are typed from the wall instead of the whole token."""
        return _letters(self.secret, f"short {self.token}", SHORT_LETTERS)

    def scribe(self, audience: str, table: str) -> str:
        """The token of a table's own page, as long as that of the phones."""
        return _letters(self.secret, f"scribe {self.token} {audience}\x1f{table}", TOKEN_LETTERS)

    def code_of(self, person: str) -> str:
        """Six signs that bring a person's answers back on another phone or at another address."""
        return _letters(self.secret, f"code {person}", CODE_LETTERS).upper()


def new_keys() -> Keys:
    return Keys("".join(secrets.choice(LETTERS) for _ in range(TOKEN_LETTERS)), secrets.token_hex(32))


def _letters(secret: str, what: str, n: int) -> str:
    """Signs that only who knows the secret can tell."""
    made = hmac.new(bytes.fromhex(secret), what.encode(), "sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in made[:n])


def tidy_token(given: str) -> str:
    """A token as it may have been typed, in the form that it is compared in.

    >>> tidy_token("K3F9-O1IL")
    'k3f90111'
    """
    return given.lower().translate(_MISREAD) if len(given) <= 4 * TOKEN_LETTERS else ""


def same_token(given: str, token: str) -> bool:
    """Whether the tidied token is the right one, in a time that does not tell how much of it was right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def kept_keys(folder: Path, *, port: int | None = None, fresh: bool = False) -> Keys:
    """The keys of the workshop in `folder`: those kept there, or new ones, which are then kept.

    Parameters
    ----------
    port : int, optional
        Where the phones are served now, to be remembered; None changes nothing.
    fresh : bool
        Make a new token and secret even where there are some: earlier addresses and cookies end.

    Raises
    ------
    CXResearchError
        The folder cannot be written.
    """
    path = Path(folder) / KEYS_FILE
    keys = _read(path)
    wanted = new_keys() if keys is None or fresh else keys
    wanted = replace(wanted, port=port or (keys.port if keys else None))
    if wanted != keys:
        _write(path, wanted)
    return wanted


def _read(path: Path) -> Keys | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        keys = Keys(kept["token"], kept["secret"], kept["port"])
        sound = (
            isinstance(keys.token, str)
            and len(keys.token) == TOKEN_LETTERS
            and set(keys.token) <= set(LETTERS)
            and len(bytes.fromhex(keys.secret)) == 32
            and (keys.port is None or (type(keys.port) is int and 0 < keys.port < 65536))
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        warnings.warn(
            say(
                "{path} cannot be read as the address of a workshop. A new address was made; phones that "
                "were connected scan the code again. No answer is touched by this.",
                path=path,
            ),
            SurveyWarning,
            stacklevel=5,
        )
        return None
    _only_for_the_owner(path)
    return keys


def _write(path: Path, keys: Keys) -> None:
    text = json.dumps({"token": keys.token, "secret": keys.secret, "port": keys.port})
    try:
        # mkstemp opens with 0600, and replacing is all or nothing.
        handle, made = tempfile.mkstemp(prefix=".phones-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(made, path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise CXResearchError(say(
            "The address of the phones cannot be kept in {parent}: {what}. Put the workshop into a folder that you "
            "may write, on a disk with room.",
            parent=path.parent, what=problem.strerror or problem,
        )) from problem  # fmt: skip


def _only_for_the_owner(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
