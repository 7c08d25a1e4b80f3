"""What tests of the first screen and of the office's pages share."""

from tests.people.conftest import app_of

__all__ = ["app_of"]
