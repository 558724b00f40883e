"""What only the staff site needs: sessions, people and their messages. Readers have none.

Nor has a reader's page a script of its own to allow: its policy is the same every time.
"""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest


class OnStaffSite:
    """Before a middleware: readers' requests pass it by."""

    def __call__(self, request):
        """Straight on, or through the middleware."""
        if not request.is_staff_site:
            return self.get_response(request)
        return super().__call__(request)


class Policy(CSPMiddleware):
    """What browsers may load: put together once for all pages that ask for nothing of their own."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self._plain = build_policy()

    def process_response(self, request, response):
        """The policy as a header."""
        own = hasattr(request, "_csp_nonce") or any(name[:5] == "_csp_" for name in vars(response))
        if own or getattr(request, "is_staff_site", True):
            return super().process_response(request, response)
        response[HEADER] = self._plain
        return response


class Sessions(OnStaffSite, SessionMiddleware):
    """Sessions; an address with a character that no database can hold is nobody's, with 400."""

    def process_request(self, request):
        """Whoever asks, by the cookie."""
        super().process_request(request)
        if "%00" in request.META["QUERY_STRING"]:
            raise BadRequest


class Authentication(OnStaffSite, AuthenticationMiddleware):
    """Who is signed in."""


class Messages(OnStaffSite, MessageMiddleware):
    """What a page says after the next one came."""
