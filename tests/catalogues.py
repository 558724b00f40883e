"""Are both language catalogues complete? `python -m tests.catalogues`; `--write` brings them up.

The strings of the code are in English. The English catalogue repeats them, so that both can be
checked alike; the Indonesian one is written by people.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "newsroom" / "locale"
FOLDERS = ["newsroom", "articles", "templates"]


def strings():
    """Every string that the code marks for translation, as a polib.POFile."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "django.pot"
        sources = []
        for path in sorted(p for name in FOLDERS for p in (ROOT / name).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                sources.append(path)
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                sources.append(_as_python(path, Path(folder)))
        command = [
            "xgettext", "--from-code=UTF-8", "--language=Python", "--no-location", "--no-wrap",
            "--keyword=gettext_noop", "--keyword=gettext_lazy", "--keyword=ngettext_lazy:1,2",
            "--keyword=pgettext:1c,2", "--keyword=npgettext:1c,2,3", "--keyword=pgettext_lazy:1c,2",
            "--keyword=npgettext_lazy:1c,2,3", "--output", str(pot), "--files-from=-",
        ]  # fmt: skip
        subprocess.run(command, input="\n".join(map(str, sources)), text=True, check=True)
        return polib.pofile(str(pot)) if pot.exists() else polib.POFile()


def _as_python(path, folder):
    """A template as the Python that xgettext reads, the way `makemessages` does it."""
    from django.utils.translation.template import templatize

    target = folder / (str(path.relative_to(ROOT)).replace("/", "__") + ".py")
    target.write_text(templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    return target


def key(entry):
    """What tells one string from another."""
    return (entry.msgctxt, entry.msgid)


def missing(language, wanted):
    """The strings without a translation in `language`, and the translations nobody uses."""
    have = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    done = {
        key(entry)
        for entry in have
        if not entry.obsolete
        and "fuzzy" not in entry.flags
        and (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    }
    wanted_keys = {key(entry) for entry in wanted}
    return sorted(wanted_keys - done, key=str), sorted(
        {key(entry) for entry in have if not entry.obsolete} - wanted_keys, key=str
    )


def is_compiled(language):
    """Whether what people get (django.mo) says what django.po says."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    written, compiled = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    return _said(written.translated_entries()) == _said(compiled)


def _said(entries):
    return {key(entry): entry.msgstr or entry.msgstr_plural for entry in entries}


def write(language, wanted):
    """Bring the catalogue up to the code: new strings in, unused ones out, compiled."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    old = {key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=98)
    plural = "nplurals=1; plural=0;" if language == "id" else "nplurals=2; plural=(n != 1);"
    new.metadata = {
        "Project-Id-Version": "Newsroom",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural,
    }
    for entry in sorted(wanted, key=lambda e: (str(e.msgctxt), e.msgid)):
        before = old.get(key(entry))
        fresh = polib.POEntry(
            msgctxt=entry.msgctxt,
            msgid=entry.msgid,
            msgid_plural=entry.msgid_plural,
            flags=[flag for flag in entry.flags if flag.endswith("-format")],
        )
        if entry.msgid_plural:
            count = 1 if language == "id" else 2
            fresh.msgstr_plural = dict.fromkeys(range(count), "")
            if before and before.msgid_plural:
                fresh.msgstr_plural.update(
                    {i: t for i, t in before.msgstr_plural.items() if i < count}
                )
            if language == "en":
                fresh.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            fresh.msgstr = entry.msgid if language == "en" else (before.msgstr if before else "")
        new.append(fresh)
    new.save(str(path))
    new.save_as_mofile(str(path.with_suffix(".mo")))


def main(arguments):
    """Check, or with `--write` bring up; the exit status says whether both are complete."""
    wanted = strings()
    bad = 0
    for language in ("id", "en"):
        if "--write" in arguments:
            write(language, wanted)
        lacking, unused = missing(language, wanted)
        for context, text in lacking:
            print(f"{language}: not translated: {text!r}" + (f" ({context})" if context else ""))
        for _, text in unused:
            print(f"{language}: no longer in the code: {text!r}")
        bad += len(lacking) + len(unused)
        if not is_compiled(language):
            print(f"{language}: django.mo is older than django.po: run this with --write")
            bad += 1
        print(f"{language}: {len(wanted) - len(lacking)} of {len(wanted)} strings translated")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
