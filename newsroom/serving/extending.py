"""`{% extends %}`, for which a template's blocks are looked up once.

Django walks through every node of the base template for each page that extends it: a twentieth of
what a front costs. A loaded template never changes.
"""

from django import template
from django.template.base import NodeList
from django.template.loader_tags import ExtendsNode, do_extends

register = template.Library()


class Searched(NodeList):
    """The nodes of a loaded template, which knows where those of each type are."""

    def __init__(self, nodes):
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._found = {}

    def get_nodes_by_type(self, nodetype):
        """All nodes of a type, also those within others; not to be changed."""
        found = self._found.get(nodetype)
        if found is None:
            found = self._found[nodetype] = super().get_nodes_by_type(nodetype)
        return found


class Extending(ExtendsNode):
    """Django's node, whose parent is searched once."""

    def get_parent(self, context):
        """The template that is extended."""
        parent = super().get_parent(context)
        if not isinstance(parent.nodelist, Searched):
            parent.nodelist = Searched(parent.nodelist)
        return parent


@register.tag
def extends(parser, token):
    """`{% extends "template" %}`, as in Django."""
    node = do_extends(parser, token)
    return Extending(node.nodelist, node.parent_name)
