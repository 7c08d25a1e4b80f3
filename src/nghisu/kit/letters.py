"""A mail handed to the office's own mail host, and what became of it: taken, refused, or nobody knows."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr
from enum import StrEnum

from django.core.mail import EmailMultiAlternatives, get_connection

SECONDS = 15


class Fate(StrEnum):
    """What became of a message. What is ``unsure`` may have arrived and is not sent again."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class MailHost:
    """Where mail is handed over. ``security``: none, starttls or tls."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


def hand_over(
    host: MailHost,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    unsubscribe: str,
) -> tuple[Fate, str]:
    """Hand one mail over; return its fate and, unless it was taken, why.

    :param unsubscribe: address where the reader stops them
    """
    line = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=host.host,
        port=host.port,
        username=host.user,
        password=host.password,
        use_tls=host.security == "starttls",
        use_ssl=host.security == "tls",
        timeout=SECONDS,
    )
    mail = EmailMultiAlternatives(
        subject,
        text,
        formataddr(("Nghị Sự", host.sender)),
        [to],
        connection=line,
        headers={"List-Unsubscribe": f"<{unsubscribe}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    try:
        line.open()
    except (smtplib.SMTPException, OSError) as error:
        return Fate.REFUSED, _why(error)
    try:
        mail.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        return Fate.REFUSED, _why(error)
    except (smtplib.SMTPException, OSError) as error:
        return Fate.UNSURE, _why(error)
    finally:
        line.close()
    return Fate.TAKEN, ""


def _why(error: Exception) -> str:
    """Return the kind of failure and the host's number for it; its words may name the receiver."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
