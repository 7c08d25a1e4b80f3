"""The roster of names, and who of them can sign in. No personal file: a name, a title, nothing else."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

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
    """A name on the roster. ``username`` is null for those who never sign in."""

    username = models.CharField(max_length=80, unique=True, null=True, blank=True)
    full_name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_name = language.clean_name(self.full_name)
        self.sort_key = language.person_sort_key(self.full_name)
        self.folded = language.fold(self.full_name)
        super().save(*args, **kwargs)
