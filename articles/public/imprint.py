"""What holds at a desk of the imprint and of the terms, for readers and for machines.

Pages that show it depend on what every desk from the network down says of itself.
"""

from articles.freshness import keys
from articles.freshness.noting import kept
from newsroom.desks.hosts import host_map
from newsroom.imprint.models import Imprint, Terms

from .asked import Question

IMPRINTS = Question(lambda visible, desk, at: Imprint.objects.filter(desk__in=_branch(desk)))
TERMS = Question(lambda visible, desk, at: Terms.objects.filter(desk__in=_branch(desk)))


def _branch(desk):
    return [each.pk for each in host_map.branch(desk)]


def imprint_of(request):
    """Who answers for the pages of the request's desk; one query."""
    return _holding(request, Imprint, IMPRINTS)


def terms_of(request):
    """What stories of the request's desk may be used for; one query."""
    return _holding(request, Terms, TERMS)


def _holding(request, kind, question):
    branch = host_map.branch(request.desk)
    kept(request, *map(keys.imprint, branch))
    return kind.put_together(branch, question(request, request.desk))
