"""Periods of situation reports, what their rows say, and how long raw issues are kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from nghisu.kit.periods import ROMAN
from nghisu.kit.refusals import N_, Refusal


class ReportKind(StrEnum):
    """Which period a report closes; an urgent one is an issue that is read at once."""

    MONTH = "month"
    QUARTER = "quarter"


class ReportState(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    ISSUED = "issued"


PERIOD_WORDS = {ReportKind.MONTH: N_("Month"), ReportKind.QUARTER: N_("Quarter")}
STATE_WORDS = {ReportState.DRAFT: N_("Draft"), ReportState.ISSUED: N_("Issued")}


class NotAPeriod(Refusal):
    """No month or quarter."""

    sentence = N_("Choose a month or a quarter.")
    field = "period"


class PeriodOpen(Refusal):
    """A report of a period that is not over: its counts would still change."""

    sentence = N_("The period ends on %(last)s; its report is issued after that day.")
    field = "period"


class ReportBegun(Refusal):
    """One report a period."""

    sentence = N_("There is a report of this period already.")
    field = "period"


class ReportIssued(Refusal):
    """A report that went out does not change."""

    sentence = N_("The report went out and does not change any more.")


class MonthsFirst(Refusal):
    """A quarter before its months."""

    sentence = N_("Issue the reports of the quarter's months first, so that small counts stay kept back.")


DECLARATION = N_(
    "I declare for the office that what this report says is not on the list of state secrets (Law on the "
    "protection of state secrets, 2018)."
)
DECLARATION_ON_PAPER = (
    "Văn phòng xác nhận: nội dung báo cáo không thuộc danh mục bí mật nhà nước "
    "(Luật Bảo vệ bí mật nhà nước năm 2018)."
)


class ReportNotDeclared(Refusal):
    """The declaration was not ticked."""

    sentence = N_("Tick the declaration; a report with state secrets in it is not made here.")
    field = "declared"


class NoSignatory(Refusal):
    """A report is issued with a signatory."""

    sentence = N_("Name who signs the report, with the title.")
    field = "signer_name"


class NothingWritten(Refusal):
    """A report without a word of assessment."""

    sentence = N_("Write the assessment before the report goes out.")


class ReportNotIssued(Refusal):
    """Feedback on a report that did not go out."""

    sentence = N_("Issue the report first; feedback and focus go down to the units with it.")


class SaySomething(Refusal):
    """Feedback or focus without words."""

    sentence = N_("Write what goes down to the units.")
    field = "words"


class NotAbove(Refusal):
    """A report of a committee that no committee stands under."""

    sentence = N_("Choose a committee that has committees under it; only they raise difficulties with it.")
    field = "unit"


class DatedOutside(Refusal):
    """A report dated before its period was over, or ahead of today."""

    sentence = N_("Date the report after %(last)s, when its period was over, and no later than today.")
    field = "dated_on"


class DutyBackwards(Refusal):
    """A duty that ends before it begins, or is over."""

    sentence = N_("The last day may not lie before the first, nor before today.")
    field = "last"


class NotAReader(Refusal):
    """Who holds no office in the house that reads issues."""

    sentence = N_("On duty is somebody of the committee or its bodies who may read issues.")
    field = "person"


class DutyTwice(Refusal):
    """The same person from the same day."""

    sentence = N_("This person is on duty from that day already.")
    field = "first"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month or a quarter of a year."""

    kind: ReportKind
    year: int
    number: int

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """Return the month a day lies in."""
        return cls(ReportKind.MONTH, day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2023-03`` or ``2023-Q1``.

        :raises NotAPeriod: if it names none
        """
        year, _, rest = text.strip().partition("-")
        is_quarter = rest[:1].upper() == "Q"
        number = rest[1:] if is_quarter else rest
        if not (year.isdecimal() and len(year) == 4 and number.isdecimal() and len(number) <= 2):
            raise NotAPeriod
        if not 1 <= int(number) <= (4 if is_quarter else 12) or not 1900 <= int(year) <= 9998:
            raise NotAPeriod
        return cls(ReportKind.QUARTER if is_quarter else ReportKind.MONTH, int(year), int(number))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number if self.kind is ReportKind.MONTH else 3 * self.number - 2, 1)

    @property
    def until(self) -> date:
        """The first day after."""
        months = 1 if self.kind is ReportKind.MONTH else 3
        month = self.first.month + months
        return date(self.year + month // 13, (month - 1) % 12 + 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - timedelta(days=1)

    @property
    def months(self) -> tuple["Period", ...]:
        """The months in it."""
        count = 1 if self.kind is ReportKind.MONTH else 3
        return tuple(
            Period(ReportKind.MONTH, self.year, self.first.month + number) for number in range(count)
        )

    @property
    def label(self) -> str:
        """As offices write it: ``tháng 3/2023``, ``quý I/2023``."""
        if self.kind is ReportKind.MONTH:
            return f"tháng {self.number}/{self.year}"
        return f"quý {ROMAN[self.number - 1]}/{self.year}"

    def __str__(self) -> str:
        if self.kind is ReportKind.MONTH:
            return f"{self.year}-{self.number:02d}"
        return f"{self.year}-Q{self.number}"


def check_closed(period: Period, today: date) -> None:
    """Refuse a report of a period that is not over (P4).

    :raises PeriodOpen: if it is not
    """
    if today <= period.last:
        raise PeriodOpen(last=period.last)


def raw_kept_until(issued_on: date, months: int) -> date:
    """Return the day from which the raw issues of a report are deleted: n months after it went out."""
    month = issued_on.month - 1 + months
    year, month = issued_on.year + month // 12, month % 12 + 1
    for day in range(issued_on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(issued_on.day, 28))
