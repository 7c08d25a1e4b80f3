"""The roster of names, and who of them can sign in. No personal file: a name, a title, nothing else."""

import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from nghisu.kit import language
from nghisu.kit.stored import Versioned


class PersonManager(BaseUserManager["Person"]):
    """Makes persons, with or without a way to sign in."""

    def create_person(
        self,
        *,
        full_name: str,
        username: str | None = None,
        password: str | None = None,
        **rest: Any,
    ) -> "Person":
        """Return a stored person; without a username they stand on rosters but cannot sign in."""
        person = self.model(full_name=full_name, username=username, **rest)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, Versioned):
    """A name on the roster. ``username`` is null for those who never sign in.

    ``sign_outs`` counts how often all sessions were ended at once; each session carries the count it
    began with, so raising it ends them at their next request.
    """

    username = models.CharField(max_length=80, unique=True, null=True, blank=True)
    full_name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    sign_outs = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(max_length=5, default="vi")
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    folded = models.CharField(max_length=200, editable=False, db_index=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def set_password(self, raw_password: str | None) -> None:
        """Set the password; one text is one password, however the keyboard composed its letters."""
        super().set_password(raw_password and unicodedata.normalize("NFKC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether this is the password."""
        return super().check_password(raw_password and unicodedata.normalize("NFKC", raw_password))

    def get_session_auth_hash(self) -> str:
        """Return what a session must still carry to be this person's."""
        return self._mark_of_sessions(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same for older keys of the installation."""
        for older in super().get_session_auth_fallback_hash():
            yield self._mark_of_sessions(older)

    def _mark_of_sessions(self, mark: str) -> str:
        return salted_hmac(
            "nghisu.people.sessions", f"{mark}:{self.sign_outs}", algorithm="sha256"
        ).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_name = language.clean_name(self.full_name)
        self.sort_key = language.person_sort_key(self.full_name)
        self.folded = language.fold(self.full_name)
        super().save(*args, **kwargs)
