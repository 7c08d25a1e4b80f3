"""Addresses that several pages of tasks lead to."""

import uuid

from django.urls import reverse


def task_url(pk: uuid.UUID) -> str:
    """Return the page of a task."""
    return reverse("task_detail", args=[pk])
