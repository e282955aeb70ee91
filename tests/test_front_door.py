"""The front door: public names only, each typed, and a stub that tells editors where each lives.

``python -m tests.test_front_door`` writes the stub anew after a name was added.
"""

import inspect

import pytest

import cxresearch as cx
from tests.places import PACKAGE

STUB = PACKAGE / "__init__.pyi"


def stub() -> str:
    """What ``__init__.pyi`` has to say: every public name, re-exported from its room."""
    lines = ['"""Public names of cxresearch, for editors and type checkers; made from the table of rooms."""', ""]
    for room, names in sorted(cx._ROOMS.items()):
        lines += [f"from {room} import {name} as {name}" for name in sorted(names)]
    return "\n".join([*lines, "", "__version__: str", ""])


def typed_things() -> list[tuple[str, object]]:
    """Public functions, and the public methods and properties of public classes."""
    found = []
    for name in cx.__all__:
        thing = getattr(cx, name)
        if inspect.isfunction(thing):
            found.append((name, thing))
        elif inspect.isclass(thing):
            for part, value in vars(thing).items():
                function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                if inspect.isfunction(function) and (not part.startswith("_") or part == "__init__"):
                    found.append((f"{name}.{part}", function))
    return found


def test_the_stub_names_every_public_name():
    assert STUB.read_text(encoding="utf-8") == stub(), "python -m tests.test_front_door writes it anew"


def test_tab_shows_public_names_only():
    assert set(dir(cx)) == set(cx.__all__)
    assert not [name for name in dir(cx) if inspect.ismodule(getattr(cx, name))]


@pytest.mark.parametrize(("name", "function"), [pytest.param(*thing, id=thing[0]) for thing in typed_things()])
def test_every_public_name_is_annotated(name, function):
    signature = inspect.signature(function)
    bare = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.annotation is parameter.empty
        and parameter.name not in ("self", "cls")
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    assert bare == []
    assert name.endswith("__init__") or signature.return_annotation is not signature.empty


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8", newline="\n")
