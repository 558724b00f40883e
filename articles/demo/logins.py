"""Who can sign in to the demo newsroom: read by the loader, `make run` and the screenshots."""

DOMAIN = "kabartepian.example"
PASSWORD = "kabar-tepian"
# What a person who tries the newsroom signs in as: name, role, desk.
LOGINS = [
    ("reporter", "reporter", "kerinci"),
    ("editor", "editor", "jambi"),
    ("chief", "chief", "nusantara"),
]
ADMINISTRATOR = "admin"
