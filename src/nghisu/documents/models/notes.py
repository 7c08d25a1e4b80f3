"""Private notes: one kind, whatever they are written on."""

from django.db import models

from nghisu.kit.stored import Stored


class PrivateNote(Stored):
    """What a reader wrote for nobody else, and which words the reader marked there.

    No office reads it, no line of the record speaks of it, and it stays where it was written. ``marked``
    holds the marked words, a line each, as they stand in the text.
    """

    person = models.ForeignKey("nghisu.Person", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    marked = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def marks(self) -> list[str]:
        """The marked words."""
        return [line for line in self.marked.split("\n") if line]
