"""What the tests of the kit share."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

Upload = Callable[..., SimpleUploadedFile]


@pytest.fixture
def upload() -> Upload:
    """Return a function that makes an upload: ``upload("a.docx", content)``."""

    def make(name: str, content: bytes) -> SimpleUploadedFile:
        made = SimpleUploadedFile("x", content)
        vars(made)["_name"] = name  # as it was sent: Django would clean it
        return made

    return make
