"""What holds for the project as a whole: its wheel works elsewhere, and it names nothing of where it was made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("tagwerk-*.whl"))


def test_the_wheel_holds_the_default_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for file in (ROOT / "templates").rglob("*"):
        if file.is_file():
            assert f"generator/templates/{file.relative_to(ROOT / 'templates').as_posix()}" in names


def test_an_installed_tagwerk_begins_and_builds_a_journal_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}

    def tagwerk(*words: str) -> None:
        # -P: the folder we stand in is not searched, so that the checkout cannot lend its code.
        command = [sys.executable, "-P", "-m", "generator", *words]
        subprocess.run(command, check=True, cwd=tmp_path, env=environment)

    tagwerk("init", "tage")
    tagwerk("--root", "tage", "build")
    assert "Der erste Tag" in (tmp_path / "tage/output/index.html").read_text("utf-8")


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_no_file_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile(
        "|".join(("/" + "root/", "/" + "work/", "pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs"))
    )
    found = []
    for file in _tracked():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {file.name: len(file.read_text("utf-8").splitlines()) for file in (ROOT / "generator").rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 400} == {}
