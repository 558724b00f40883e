"""The admin speaks the language of the person who is signed in."""

from django.utils import translation


class UserLanguageMiddleware:
    """Activates the signed-in user's language on staff pages; public pages keep their desk's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if getattr(request, "is_staff_site", False) and request.user.is_authenticated:
            with translation.override(request.user.language):
                return self.get_response(request)
        return self.get_response(request)
