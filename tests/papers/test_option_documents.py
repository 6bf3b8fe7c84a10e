# SPDX-License-Identifier: MIT
"""The table of options, and what is made of it."""

import difflib
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import List, Set

import pytest

import option_documents
from conftest import ROOT, Program
from option_documents import DOCUMENTS, Option, Table

# How an option is spelled in the documents: by fish, in mdoc(7), and by the others.
SPELLING = re.compile(r"(?: -l |Fl -|--)([a-z][\w-]*)")


@pytest.fixture(scope="module")
def table(build: Path) -> Table:
    return option_documents.read_table(build)


def test_entries_are_complete(table: Table) -> None:
    faults = option_documents.faults_of(table)
    assert not faults, "\n".join(["", *faults])


def changed_options(kept: str, made: str) -> List[str]:
    """Those on the lines that differ; where a line has none, by the last one before it."""
    names: Set[str] = set()
    last = "nothing"
    for line in difflib.ndiff(kept.splitlines(), made.splitlines()):
        found = SPELLING.findall(line[2:])
        last = found[0] if found else last
        if line[0] in "+-":
            names.update(found or [last])
    return sorted(names)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_are_what_the_table_makes(table: Table, name: str) -> None:
    kept, made = (ROOT / name).read_text(), DOCUMENTS[name](table)
    if kept == made:
        return
    only_one = set(SPELLING.findall(kept)) ^ set(SPELLING.findall(made))
    options = ", ".join(sorted(only_one) or changed_options(kept, made))
    pytest.fail(f'{name} is out of date on {options}: run "make documents", and commit it')


def usage(option: Option, between: str) -> str:
    space = " " if option.argument and not option.is_optional else ""
    return f"{between.join(option.spellings)}{space}{option.argument or ''}"


def test_help_has_every_option(blur: Program, table: Table) -> None:
    text = blur.works("--help").decode()
    lines = re.findall(r"^(?:  -| {6}--).*$", text, re.MULTILINE)
    for option, line in zip(table.options, lines):
        assert f"{line.strip()}  ".startswith(f"{usage(option, ', ')} "), option.name
    assert len(lines) == len(table.options)
    words = " ".join(text.split())
    for option in table.options:
        for word in option.words:
            assert word in words, f"--{option.name}: {word}"


def test_bash_completes(root: Path, table: Table) -> None:
    def complete(*words: str) -> Set[str]:
        script = f"""source {shlex.quote(str(root / "cli/completions/blur.bash"))}
            COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}
            _blur; printf '%s\\n' "${{COMPREPLY[@]}}" """
        result = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, text=True)
        return set(result.stdout.split())

    spellings = {spelling for option in table.options for spelling in option.spellings}
    assert complete("blur", "-") == spellings
    for option in table.options:
        for spelling in option.spellings if option.words else []:
            assert complete("blur", spelling, "") == set(option.completed), spelling
    assert complete("blur", "-b", "rep") == {"replicate"}
    assert complete("blur", "-b", "co") == {"constant:#"}
    assert complete("blur", "--border", "=", "w") == {"wrap"}
    assert complete("blur", "--format", "=") == set(table.formats)
    assert complete("blur", "--", "-") == set()


@pytest.mark.parametrize(
    ("shell", "path"), [("bash", "blur.bash"), ("zsh", "_blur"), ("fish", "blur.fish")]
)
def test_shells_read_the_completions(root: Path, shell: str, path: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    subprocess.run([shell, "-n", root / "cli/completions" / path], check=True)


def test_fish_completes(root: Path, table: Table) -> None:
    if not shutil.which("fish"):
        pytest.skip("no fish")

    def complete(text: str) -> Set[str]:
        script = f"source {root}/cli/completions/blur.fish; complete -C {shlex.quote(text)}"
        command = ["fish", "--no-config", "-c", script]
        lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        return {line.split("\t")[0] for line in lines.splitlines()}

    assert complete("blur --") == {f"--{option.name}" for option in table.options}
    for option in table.options:
        if option.words:
            assert complete(f"blur --{option.name} ") == set(option.completed), option.name


def test_zsh_keeps_every_word(root: Path, table: Table) -> None:
    """_arguments evaluates a list of words where # and other characters are patterns."""
    if not shutil.which("zsh"):
        pytest.skip("no zsh")
    text = (root / "cli/completions/_blur").read_text()
    for option in table.options:
        if option.words:
            found = re.search(rf"--{option.name}=.*:\((.*)\)'", text)
            assert found, option.name
            words = found[1].replace(r"\:", ":")
            script = f"setopt extendedglob nullglob; words=( {words} ); print -l $words"
            printed = subprocess.run(["zsh", "-fc", script], stdout=subprocess.PIPE, text=True)
            assert printed.stdout.split() == option.completed, option.name


def test_every_option_has_a_test(root: Path, table: Table) -> None:
    """By either spelling as an argument, or the start of one."""
    tests = "".join(path.read_text() for path in sorted((root / "tests/cli").glob("*.py")))
    without = [
        option.name
        for option in table.options
        if not any(re.search(rf'["\s]{spelling}(?![a-z-])', tests) for spelling in option.spellings)
    ]
    assert not without, f"no test in tests/cli gives {', '.join(without)}"


def test_readme_names_options_that_are_there(root: Path, table: Table) -> None:
    rows = re.findall(r"^\| `(-.*?)` \|", (root / "README.md").read_text(), re.MULTILINE)
    known = {usage(option, "`, `") for option in table.options}
    assert rows
    assert set(rows) <= known
