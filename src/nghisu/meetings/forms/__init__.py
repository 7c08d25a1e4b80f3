"""Forms of calling a meeting."""

from nghisu.meetings.forms.calling import AnswerForm, ItemForm, MeetingForm, PaperForm, SummonForm
from nghisu.meetings.forms.points import HeadsForm

__all__ = ["AnswerForm", "HeadsForm", "ItemForm", "MeetingForm", "PaperForm", "SummonForm"]
