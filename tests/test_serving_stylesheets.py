"""Stylesheets as browsers get them."""

from django.core.files.storage import FileSystemStorage

from newsroom.serving.stylesheets import Collected


def test_a_stylesheet_goes_out_without_comments_and_with_names_that_change(tmp_path):
    source, collected = FileSystemStorage(tmp_path / "source"), tmp_path / "collected"
    (tmp_path / "source").mkdir()
    (tmp_path / "source/mark.svg").write_text("<svg/>")
    (tmp_path / "source/news.css").write_text(
        "/* Why\n   it is so. */\na { color: red; /* too */ }\nb { background: url(mark.svg) }\n"
    )
    storage = Collected(location=collected, base_url="/static/")
    names = {name: (source, name) for name in ("mark.svg", "news.css")}

    assert not [error for *_, error in storage.post_process(names) if isinstance(error, Exception)]

    sent = (collected / storage.stored_name("news.css")).read_text()
    mark = storage.stored_name("mark.svg")
    assert sent == f'a {{ color: red;  }}\nb {{ background: url("{mark}") }}\n'
    assert mark != "mark.svg"
