"""The draft resolution of the twelfth session: the 61 affiliates were asked, and most of them commented.

Wordings are invented. Two comments wait for an answer, one is put to the session.
"""

from datetime import date, datetime
from functools import partial
from typing import Any

from nghisu.demo.parts import Stage, moment
from nghisu.documents.actions import Signer, draft_outgoing
from nghisu.documents.actions.comments import comment, send_answer
from nghisu.documents.actions.drafts import answer_comment, consult, keep_version, merge
from nghisu.documents.models import ConsultationRequest, Document, DraftParagraph
from nghisu.documents.queries.drafts import comments_on
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.drafting import Act, Answer
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

BEGUN, KEPT, ASKED = "2023-03-27 09:00", "2023-03-28 10:00", "2023-03-28 10:30"
ANSWERING, MERGING = "2023-04-17 14:00", "2023-04-18 16:00"
DUE = date(2023, 4, 14)
TEXT = (
    "Ban Chấp hành Đảng bộ Khối các cơ quan Trung ương quyết nghị:",
    "1. Tiếp tục quán triệt, thực hiện nghiêm nghị quyết của Trung ương về xây dựng, chỉnh đốn Đảng.",
    "2. Các đảng ủy trực thuộc báo cáo kết quả thực hiện trước ngày 15 của tháng cuối mỗi quý.",
    "3. Nâng cao chất lượng sinh hoạt chi bộ, nhất là sinh hoạt chuyên đề.",
    "4. Đẩy mạnh ứng dụng công nghệ thông tin trong hoạt động của cấp ủy.",
    "5. Ủy ban Kiểm tra Đảng ủy Khối giám sát việc thực hiện Nghị quyết này.",
    "6. Văn phòng Đảng ủy Khối theo dõi, đôn đốc, định kỳ báo cáo Ban Thường vụ.",
    "7. Nghị quyết này có hiệu lực kể từ ngày ký.",
)
BETTER = "chuyên đề gắn với nhiệm vụ chính trị."
SAID: tuple[tuple[int, Act, str, str, Answer | None, str], ...] = (
    (3, Act.WORDING, TEXT[2].replace("ngày 15", "ngày 20"), "Để kịp tổng hợp", Answer.ACCEPTED, ""),
    (4, Act.WORDING, TEXT[3].replace("chuyên đề.", BETTER), "", Answer.ACCEPTED, ""),
    (5, Act.REMARK, "", "Đề nghị nêu chỉ tiêu số hóa tài liệu", Answer.EXPLAINED, "Nêu trong kế hoạch"),
    (
        7,
        Act.WORDING,
        TEXT[6].replace("định kỳ", "hằng quý"),
        "",
        Answer.PARTLY,
        "Giữ thẩm quyền",
    ),
    (6, Act.REMARK, "", "Đề nghị bổ sung trách nhiệm của cấp ủy cơ sở", None, ""),
    (2, Act.REMARK, "", "Nhất trí, đề nghị rà soát lỗi chính tả", Answer.ACCEPTED, ""),
)


def fill(stage: Stage) -> None:
    """Put the draft, its consultation and the answers on the timeline."""
    maker = _Maker(stage)
    stage.later(moment(BEGUN), maker.begin)
    stage.later(moment(KEPT), maker.keep)
    stage.later(moment(ASKED), maker.ask)
    stage.later(moment(ANSWERING), maker.answer)
    stage.later(moment(MERGING), maker.merge)


class _Maker:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.document: Document
        self.version: Any = None

    def by(self, key: str, at: datetime) -> Standing:
        """Return a person's standing on the day."""
        return standing_of(self.people[key], at.date())

    def begin(self, at: datetime) -> None:
        """Draft the resolution."""
        signer = self.people["chutri"]
        self.document = draft_outgoing(
            drafter=self.units["VP"],
            unit=self.units["DUK"],
            type_code="resolution",
            organ=Organ.COMMITTEE,
            subject="Về lãnh đạo thực hiện nhiệm vụ năm 2023 (dự thảo minh họa)",
            text="\n".join(TEXT),
            signer=Signer(
                name=signer.full_name,
                title="Phó Bí thư Thường trực",
                in_name_of="Ban Chấp hành",
                person=signer,
            ),
            by=self.by("chanhvanphong", at),
            at=at,
        )
        self.stage.made.setdefault("documents", {})["draft-resolution"] = self.document

    def keep(self, at: datetime) -> None:
        """Keep the first version."""
        self.version = keep_version(
            document=self.document, remark="Bản xin ý kiến", by=self.by("chanhvanphong", at), at=at
        )

    def ask(self, at: datetime) -> None:
        """Ask the 61 affiliates; most of them answer on the days that follow."""
        asked = [unit for code, unit in sorted(self.units.items()) if code.startswith("DU-")]
        made = consult(
            version=self.version,
            units=asked,
            due_on=DUE,
            question="Đề nghị góp ý trực tiếp vào từng mục, nêu rõ câu chữ đề nghị sửa.",
            by=self.by("chanhvanphong", at),
            at=at,
        )
        paragraphs = list(self.version.paragraphs.order_by("order"))
        for number, request in enumerate(made.requests.select_related("unit").order_by("sort_key")):
            if number % 9 == 8:
                continue
            day, hour = 3 + number % 11, 8 + number % 8
            self.stage.later(
                moment(f"2023-04-{day:02} {hour:02}:{number % 60:02}"),
                partial(self.say, number, request, paragraphs),
            )

    def say(
        self, number: int, request: ConsultationRequest, paragraphs: list[DraftParagraph], at: datetime
    ) -> None:
        """Send the answer of an affiliate, every second one with a comment."""
        code = request.unit.code.removeprefix("DU-") if request.unit else ""
        key = next((one for one in (f"chuyenvien_{code}", f"chuyenvien_DU-{code}") if one in self.people), "")
        if not key:
            return
        by = self.by(key, at)
        if number % 2 == 0:
            place, act, wording, text, _answer, _reason = SAID[number // 2 % len(SAID)]
            comment(
                request=request,
                act=act,
                paragraph=paragraphs[place - 1].identity,
                text=text,
                wording=wording,
                by=by,
                at=at,
            )
        send_answer(request=request, by=by, at=at)

    def answer(self, at: datetime) -> None:
        """Answer all comments but two of the hard ones."""
        by = self.by("chanhvanphong", at)
        by_text = {(one[0], one[2], one[3]): one for one in SAID}
        hard = 0
        for one in comments_on(self.document):
            said = by_text[one.number or 0, one.wording, one.text]
            kind = said[4]
            if kind is None:
                hard += 1
                if hard > 2:
                    kind = Answer.EXPLAINED
                else:
                    continue
            adopted = TEXT[6].replace("định kỳ báo cáo", "hằng quý báo cáo") if kind is Answer.PARTLY else ""
            answer_comment(
                comment=one,
                expected_version=one.version,
                answer=kind,
                adopted=adopted,
                reason=said[5] or ("" if kind is Answer.ACCEPTED else "Đã thể hiện ở mục 5"),
                to_decide=kind is Answer.EXPLAINED and hard == 3,
                by=by,
                at=at,
            )

    def merge(self, at: datetime) -> None:
        """Make the second version, which is laid before the session."""
        merge(
            document=self.document,
            remark="Bản trình hội nghị lần thứ 12",
            by=self.by("chanhvanphong", at),
            at=at,
        )
