"""What the documentation tells somebody to type is there: commands, options, targets, variables."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
# What follows belongs to the shell around it.
END = re.compile(r"\s(?:#|&&|\|\||;|>|\|)\s?")


def told():
    """(page, line) of each command of ours in the fences of all pages."""
    for page in PAGES:
        fences = re.findall(r"^```\w*\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
        for fence in fences:
            for line in fence.replace("\\\n", " ").splitlines():
                for call in re.findall(r"(?:manage\.py|^newsroom) (\w.*)", END.split(line)[0]):
                    yield pytest.param(call.strip(), id=f"{page.name}: {call.strip()}")


@pytest.mark.parametrize("call", list(told()))
def test_a_command_of_the_documentation_takes_what_it_is_given(call):
    name, *words = shlex.split(call)
    command = load_command_class(get_commands()[name], name)

    # Raises CommandError at an option that there is not, or a value that is none.
    command.create_parser("manage.py", name).parse_args([word for word in words if word != "…"])


def test_every_target_that_is_named_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    there = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    told = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"(?:`|^|[A-Z]=\S+ )make ([a-z][a-z0-9-]*)", told, re.MULTILINE))

    assert {"run", "test", "drills", "cluster"} <= named
    assert sorted(named - there) == []
    # A file of such a name would stand in its way.
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert sorted(there - set(phony)) == []


def test_every_variable_that_settings_read_is_explained():
    settings = (ROOT / "newsroom" / "settings.py").read_text()
    read = set(re.findall(r"\"(NEWSROOM_[A-Z0-9_]*[A-Z0-9])\"", settings))
    explained = (ROOT / "docs" / "operators.md").read_text()

    assert len(read) > 20
    assert sorted(name for name in read if name not in explained) == []


def test_the_layers_that_are_described_are_those_that_are_checked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]

    assert "\n".join(layers) in (ROOT / "docs" / "architecture.md").read_text()


def test_every_file_that_the_architecture_names_is_there():
    told = (ROOT / "docs" / "architecture.md").read_text()
    there = {path.name for path in ROOT.iterdir()}
    for top in ("articles", "newsroom", "static", "templates", "tests", "docs"):
        there |= {path.name for path in (ROOT / top).rglob("*.*")}
    named = set(
        re.findall(r"`[\w/.-]*?([\w-]+\.(?:py|js|css|html|vcl|conf|ttf|toml|service))`", told)
    )

    assert len(named) > 100
    assert sorted(named - there) == []
