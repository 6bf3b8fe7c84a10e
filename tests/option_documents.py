# SPDX-License-Identifier: MIT
"""Makes the completions, and the manual's list of options, from the program's table of options."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
BEGIN = '.\\" The options, as "make documents" writes them from the table in cli/options.\n'
END = '.\\" The end of the options.\n'


class Option(NamedTuple):
    letter: str
    name: str
    argument: Optional[str]
    help: str
    summary: str
    manual: str
    excludes: Optional[str]
    value: str  # free, file or folder
    is_read: bool  # a function reads its value
    words: List[str]  # that the value may be

    @property
    def spellings(self) -> List[str]:
        return [f"-{self.letter}"] * bool(self.letter) + [f"--{self.name}"]

    @property
    def is_optional(self) -> bool:
        return (self.argument or "").startswith("[")

    @property
    def completed(self) -> List[str]:
        """The words, without what only the user knows: what is in capitals."""
        return [re.sub(r"[A-Z[].*", "", word) for word in self.words]


class Table(NamedTuple):
    options: List[Option]
    formats: List[str]
    extensions: List[str]


def read_table(build: Path) -> Table:
    dump = subprocess.run([build / "tests/dump_options"], stdout=subprocess.PIPE, check=True)
    table = json.loads(dump.stdout)
    extensions = [word for words in table["extensions"] for word in words.split()]
    return Table([Option(**option) for option in table["options"]], table["formats"], extensions)


# ---- What an entry lacks -------------------------------------------------------------------------


def lacks(option: Option, table: Table) -> List[str]:
    faults = [
        f"no .{field}" for field in ("help", "summary", "manual") if not getattr(option, field)
    ]
    if set("'\"]\n") & set(option.summary or ""):
        faults.append(".summary has a quotation mark, a ] or a line break")
    if option.argument and not option.is_read:
        faults.append("an .argument, and no function that reads it")
    if option.words and not option.argument:
        faults.append(".words, and no .argument")
    if re.search(r"%[12*]", option.help or "") and not option.words:
        faults.append(".help shows words, and there are no .words")
    paragraph = manual_item(option, table)
    for word in option.words:
        name = word.split(":")[0]
        if not re.search(rf"\bCm {re.escape(name)}\b", paragraph):
            faults.append(f".manual does not say what {name} is (.Cm {name})")
    return faults


def faults_of(table: Table) -> List[str]:
    """What is wrong with the table, a line each."""
    faults = []
    for option in table.options:
        faults += [f"--{option.name}: {text}" for text in lacks(option, table)]
    first: Dict[str, Option] = {}
    for option in table.options:
        for spelling in option.spellings:
            if first.setdefault(spelling, option) is not option:
                faults.append(f"{spelling}: both --{first[spelling].name} and --{option.name}")
    return faults


# ---- The documents -------------------------------------------------------------------------------


def bash_case(option: Option) -> str:
    spellings = " | ".join(option.spellings)
    compgen = "-d" if option.value == "folder" else f"-W '{' '.join(option.completed)}'"
    return f'    {spellings}) mapfile -t COMPREPLY < <(compgen {compgen} -- "$current") ;;\n'


def bash(table: Table) -> str:
    spellings = [f"        {' '.join(option.spellings)}\n" for option in table.options]
    completed = [option for option in table.options if option.words or option.value == "folder"]
    text = BASH.replace("@options@", "".join(spellings))
    return text.replace("@cases@", "".join(map(bash_case, completed)))


BASH = """\
# bash completion for blur(1)                               -*- shell-script -*-
# SPDX-License-Identifier: MIT
# Written by "make documents" from the table of options.

# What is not completed here, readline completes as file names (-o default), with quoting.
_blur() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word
    local options='
@options@    '
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == -- ]] && return
    done
    # --border=re comes as the three words --border, = and re.
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
@cases@    *)
        if [[ $current == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        fi
        ;;
    esac
}

complete -o default -F _blur blur
"""


def zsh_value(option: Option) -> str:
    action = {"free": " ", "file": "_files", "folder": "_files -/"}[option.value]
    if option.completed:
        action = "(" + re.sub(r"[:#]", r"\\\g<0>", " ".join(option.completed)) + ")"
    argument = (option.argument or "").replace(":", r"\:")
    return f":{argument}:{action}"


def zsh_option(option: Option) -> str:
    text = f"[{option.summary}]"
    if option.is_optional:
        words = re.sub(r"[=\[\]]", "", option.argument or "")
        return f"    '--{option.name}{text}' \\\n    '--{option.name}=-{text}:what:({words})' \\\n"
    takes = bool(option.argument)
    text += zsh_value(option) if takes else ""
    long = f"--{option.name}{'=' * takes}"
    if not option.letter:
        return f"    '{long}{text}' \\\n"
    excludes = option.excludes or " ".join(option.spellings)
    before = "*" if excludes == "*" else f"({excludes})"
    return f"    '{before}'{{-{option.letter}{'+' * takes},{long}}}'{text}' \\\n"


def zsh(table: Table) -> str:
    options = "".join(map(zsh_option, table.options))
    return f"""\
#compdef blur
# zsh completion for blur(1)
# SPDX-License-Identifier: MIT
# Written by "make documents" from the table of options.

_arguments -s -S \\
{options}    '*:image:_files -g "*.(#i)({"|".join(table.extensions)})"'
"""


def fish_option(option: Option) -> str:
    letter = f" -s {option.letter}" if option.letter else ""
    value = ""
    if option.argument and not option.is_optional:
        value = " -r -F" if option.value == "file" else " -x"
    words = " ".join(option.completed)
    if option.value == "folder":
        words = "(__fish_complete_directories)"
    words = f" -a '{words}'" if words else ""
    return f"complete -c blur{letter} -l {option.name}{value}{words} -d '{option.summary}'\n"


def fish(table: Table) -> str:
    return f"""\
# fish completion for blur(1)
# SPDX-License-Identifier: MIT
# Written by "make documents" from the table of options.

{"".join(map(fish_option, table.options))}"""


def mdoc_argument(argument: str) -> str:
    """N[xM] as n Ns Oo x Ns Ar m Oc."""
    words = {"[": "Oo", "]": "Oc"}
    parts = [
        words.get(part) or (f"Ar {part.lower()}" if part[0].isupper() else part)
        for part in re.findall(r"[A-Z/]+|[][]|[^A-Z/[\]]+", argument)
    ]
    text = " Ns ".join(parts).replace("Oo Ns ", "Oo ").replace(" Ns Oc", " Oc")
    return " Ns " + text.replace("Oo =", "Oo Cm =") if argument.startswith("[") else " " + text


def with_or(words: List[str], between: str, last: str) -> str:
    return between.join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def manual_item(option: Option, table: Table) -> str:
    argument = mdoc_argument(option.argument) if option.argument else ""
    spellings = [f"{spelling[1:]}{argument}" for spelling in option.spellings]
    words = with_or([f".Cm {word}" for word in option.words], " ,\n", "\nor\n")
    extensions = with_or([f".{word}" for word in table.extensions], " , ", " No or Pa ")
    text = re.sub(r"^%\*", lambda _: words, option.manual or "", flags=re.MULTILINE)
    text = text.replace("%extensions", f"Pa {extensions}")
    return f".It Fl {' , Fl '.join(spellings)}\n{text}"


def manual(table: Table) -> str:
    """The whole page, with another list of options."""
    before, rest = (ROOT / "man/blur.1").read_text().split(BEGIN)
    items = "".join(manual_item(option, table) for option in table.options)
    return f"{before}{BEGIN}{items}{END}{rest.split(END)[1]}"


DOCUMENTS: Dict[str, Callable[[Table], str]] = {
    "cli/completions/blur.bash": bash,
    "cli/completions/_blur": zsh,
    "cli/completions/blur.fish": fish,
    "man/blur.1": manual,
}


def main() -> None:
    table = read_table(Path(sys.argv[1]))
    faults = faults_of(table)
    if faults:
        sys.exit("\n".join(faults))
    for name, make in DOCUMENTS.items():
        (ROOT / name).write_text(make(table))


if __name__ == "__main__":
    main()
