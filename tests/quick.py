"""Settings that make tests quick, for the process of the tests and for servers that they start."""


def quicken(settings):
    """Passwords are hashed in no time, and static files served from where they lie.

    Hashing slowly is the point in production and would be most of the time of a test.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
