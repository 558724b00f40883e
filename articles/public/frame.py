"""What surrounds every page: masthead, menus and footer of the request's desk."""

from django.shortcuts import render

from articles.models.section import Section
from newsroom.desks.hosts import address, host_map

from .look import stylesheet_path

# A menu of more desks than this lists the desks right below the network and the desk's own branch.
WHOLE_TREE = 60


def page(request, template, context, *, status=200):
    """Render `template` inside the frame of `request.desk`; one query, whatever the archive."""
    frame = {
        "desk": request.desk,
        "at": request.at,
        "network": host_map.root(),
        "network_address": address(host_map.root(), request=request),
        "branch": [
            {"desk": desk, "address": address(desk, request=request)}
            for desk in host_map.branch(request.desk)
        ],
        "desk_stylesheet": stylesheet_path(request.desk),
        "regions": regions(request),
        "sections": list(Section.objects.order_by("position", "pk")),
    }
    return render(request, template, frame | context, status=status)


def regions(request, *, whole=False):
    """The menu of desks: a list of {desk, address, depth, here} in the order of the tree."""
    known = host_map.desks()
    whole = whole or len(known) <= WHOLE_TREE
    branch = {desk.pk for desk in host_map.branch(request.desk)}
    found = []

    def add(desk, depth):
        found.append(
            {
                "desk": desk,
                "address": address(desk, request=request),
                "depth": depth,
                "here": desk.pk == request.desk.pk,
            }
        )
        if whole or desk.pk in branch:
            for daughter in host_map.daughters(desk):
                add(daughter, depth + 1)

    if host_map.root():
        add(host_map.root(), 0)
    return found
