"""Fields for texts that people write elsewhere and paste."""

from django import forms


class LongText(forms.CharField):
    """Text over several lines that may be too long, and is refused with how much it is then.

    A field that says its limit to the browser takes no more than that: of what is pasted the end
    is cut off, and nobody is told.
    """

    widget = forms.Textarea

    def widget_attrs(self, widget):
        """What Django gives the field, without the limit."""
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes
