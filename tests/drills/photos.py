"""Photos as editors send them to the library, over HTTP."""

import http.client
import json
import os
from io import BytesIO

from .people import TOKEN


def send(login, port, **said):
    """Send a photo that nobody has yet, with what is `said` of it: what the library tells of it.

    Where it tells nothing: the status, or the name of what broke.
    """
    said = {"csrfmiddlewaretoken": TOKEN, "desk": "kerinci"} | said
    boundary = "drill"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in said.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="drill.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
    )
    body = b"".join(parts) + _picture() + f"\r\n--{boundary}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            "POST",
            "/admin/photos/upload/",
            body,
            {
                "Host": f"localhost:{port}",
                "Cookie": f"newsroom_session={login.session}; newsroom_csrf={TOKEN}",
                "Accept": "application/json",
                "Content-Type": f"multipart/form-data; boundary={boundary}",
            },
        )
        answer = connection.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    if answer.status != 200:
        return answer.status
    (told,) = json.loads(text)["photos"]
    return told


def _picture():
    """Bytes that no other picture has, and that do not get small."""
    from PIL import Image

    picture = BytesIO()
    Image.frombytes("RGB", (640, 400), os.urandom(640 * 400 * 3)).save(picture, "JPEG", quality=60)
    return picture.getvalue()
