"""Fixtures for every test."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _hosts_of_desks(django_test_environment):
    """Django's test set-up freezes ALLOWED_HOSTS; the desks decide, as in production."""
    from django.conf import settings

    from newsroom.desks.hosts import DeskHosts

    settings.ALLOWED_HOSTS = DeskHosts()


@pytest.fixture(autouse=True)
def _fresh_host_map():
    """No test sees the desks of another."""
    from newsroom.desks.hosts import host_map

    host_map.forget()
    yield
    host_map.forget()
