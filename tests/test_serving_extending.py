"""Pages that extend others: as in Django, and their parent is searched once."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import NodeList

TEMPLATES = {
    "base": (
        "<{% if wide %}{% block head %}base{% endblock %}{% endif %}"
        "|{% block text %}{% endblock %}>"
    ),
    "middle": (
        '{% extends "base" %}{% block text %}middle {% block inner %}{% endblock %}{% endblock %}'
    ),
    "page": (
        '{% extends "middle" %}{% block head %}{{ block.super }}+{% endblock %}'
        "{% block inner %}{{ word }}{% endblock %}"
    ),
    "twice": '{% extends "base" %}{% extends "middle" %}',
}


def engine(*builtins):
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES)]
    cached = [("django.template.loaders.cached.Loader", loaders)]
    return Engine(loaders=cached, builtins=list(builtins))


OURS = "newsroom.serving.extending"


@pytest.mark.parametrize("name", ["base", "middle", "page"])
def test_a_page_that_extends_another_says_what_it_says_in_django(name):
    ours, theirs = engine(OURS), engine()

    for word in ("satu", "dua"):
        context = {"wide": True, "word": word}
        said = ours.get_template(name).render(Context(context))
        assert said == theirs.get_template(name).render(Context(context))
    assert word in said or name != "page"


def test_a_parent_is_searched_for_its_blocks_once(monkeypatch):
    searched, plain = [], NodeList.get_nodes_by_type

    def search(nodes, kind):
        searched.append(kind)
        return plain(nodes, kind)

    page = engine(OURS).get_template("page")
    page.render(Context({"wide": True, "word": "satu"}))
    monkeypatch.setattr(NodeList, "get_nodes_by_type", search)

    assert page.render(Context({"wide": True, "word": "dua"})) == "<base+|middle dua>"
    assert not searched


def test_a_page_that_extends_two_is_refused():
    with pytest.raises(TemplateSyntaxError, match="more than once"):
        engine(OURS).get_template("twice")
