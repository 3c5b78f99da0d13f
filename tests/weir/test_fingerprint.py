"""Fingerprints: meaning counts, layout does not."""

from pathlib import Path

from weir.fingerprint import of_python, of_yaml


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_comments_and_docstrings_do_not_count(tmp_path: Path) -> None:
    root = tmp_path / "location"
    module = write(root / "a.py", "def f():\n    return 1\n")
    before = of_python(module, root)
    write(module, '"""What it is."""\n\n\ndef f():\n    """Doc."""\n    return 1  # one\n')
    assert of_python(module, root) == before
    write(module, "def f():\n    return 2\n")
    assert of_python(module, root) != before


def test_what_a_module_imports_from_its_location_counts(tmp_path: Path) -> None:
    root = tmp_path / "location"
    write(root / "__init__.py", "")
    helper = write(root / "lib" / "helper.py", "X = 1\n")
    other = write(root / "lib" / "other.py", "Y = 1\n")
    write(root / "lib" / "__init__.py", "")
    absolute = write(root / "a.py", "import json\nfrom location.lib.helper import X\n")
    relative = write(root / "defs" / "b.py", "from ..lib import helper\n")
    before = of_python(absolute, root), of_python(relative, root)
    write(other, "Y = 2\n")
    assert (of_python(absolute, root), of_python(relative, root)) == before
    write(helper, "X = 2\n")
    assert of_python(absolute, root) != before[0]
    assert of_python(relative, root) != before[1]


def test_layout_of_yaml_does_not_count(tmp_path: Path) -> None:
    one = write(tmp_path / "one.yaml", "a: 1 # first\nb: {c: [1, 2]}\n")
    two = write(tmp_path / "two.yaml", "b:\n  c:\n    - 1\n    - 2\na: 1\n")
    other = write(tmp_path / "other.yaml", "a: 1\nb: {c: [2, 1]}\n")
    assert of_yaml(one) == of_yaml(two)
    assert of_yaml(one) != of_yaml(other)
