"""A choice of hundreds says what Django's own says."""

import pytest
from django import forms
from django.test.html import parse_html

from articles.admin.long_select import LongSelect

PEOPLE = [("", "—"), ("Kerinci <1>", [(7, "Sari & Budi"), (8, 'Andi "A"')]), (9, "Rahmat")]


@pytest.mark.parametrize("value", [None, "", 7, "8", 9, 12])
def test_a_choice_of_hundreds_is_the_same_element_as_djangos(value):
    def rendered(widget):
        field = forms.ChoiceField(choices=PEOPLE, widget=widget(attrs={"class": "wide"}))
        form = type("Credit", (forms.Form,), {"who": field})(initial={"who": value})
        return parse_html(str(form["who"]))

    assert rendered(LongSelect) == rendered(forms.Select)
