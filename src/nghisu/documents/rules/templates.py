"""The placeholders of an office's own Word templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name in double braces, and what stands there.

    :param is_many: whether it is a line each; its paragraph is repeated
    :param is_needed: whether a template without it is refused
    """

    name: str
    meaning: str
    sample: str
    is_many: bool = False
    is_needed: bool = False

    @property
    def written(self) -> str:
        """As it stands in the file."""
        return f"{{{{{self.name}}}}}"


PLACEHOLDERS = (
    Placeholder("co_quan_cap_tren", N_("Superior body"), "BAN CHẤP HÀNH TRUNG ƯƠNG"),
    Placeholder("co_quan_ban_hanh", N_("Issuer"), "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG"),
    Placeholder("so_ky_hieu", N_("Number and symbol"), "Số 05-BC/ĐUK", is_needed=True),
    Placeholder(
        "dia_danh_ngay_thang", N_("Place and date"), "Hà Nội, ngày 21 tháng 4 năm 2023", is_needed=True
    ),
    Placeholder("do_khan", N_("Urgency"), "HỎA TỐC"),
    Placeholder("ten_loai", N_("Type of document"), "BÁO CÁO"),
    Placeholder("trich_yeu", N_("Subject"), "Kết quả công tác quý I năm 2023", is_needed=True),
    Placeholder("kinh_gui", N_("Addressed to"), "Ban Bí thư", is_many=True),
    Placeholder("can_cu", N_("Bases, a paragraph each"), "- Căn cứ Quy chế làm việc;", is_many=True),
    Placeholder(
        "noi_dung",
        N_("Text, a paragraph each"),
        "I. Kết quả\nĐảng ủy Khối.",
        is_many=True,
        is_needed=True,
    ),
    Placeholder("quyen_han_ky", N_("Right of signing"), "T/M BAN THƯỜNG VỤ"),
    Placeholder("chuc_vu_ky", N_("Title of the signatory"), "PHÓ BÍ THƯ THƯỜNG TRỰC"),
    Placeholder("nguoi_ky", N_("Name of the signatory"), "Lê Thị Lan", is_needed=True),
    Placeholder("noi_nhan", N_("Recipients, a line each"), "- Các đảng ủy trực thuộc,", is_many=True),
)
BY_NAME = {one.name: one for one in PLACEHOLDERS}


class UnknownPlaceholder(Refusal):
    """A placeholder that nothing fills would stay on the paper."""

    sentence = N_("Nothing fills %(names)s. Write the placeholders as the list on this page does.")
    field = "file"


class PlaceholderLacks(Refusal):
    """Without number, date, subject, text and signatory it is no template of a document."""

    sentence = N_("The template lacks %(names)s. A document cannot go out without them.")
    field = "file"


def check_placeholders(found: Sequence[str]) -> None:
    """Refuse a template with names that nothing fills, or without those no document lacks.

    :raises UnknownPlaceholder: for the first
    :raises PlaceholderLacks: for the second
    """
    unknown = [f"{{{{{name}}}}}" for name in found if name not in BY_NAME]
    if unknown:
        raise UnknownPlaceholder(names=", ".join(unknown))
    lacking = [one.written for one in PLACEHOLDERS if one.is_needed and one.name not in found]
    if lacking:
        raise PlaceholderLacks(names=", ".join(lacking))


def sample_values() -> dict[str, str | list[str]]:
    """Return values to look at a template with."""
    return {one.name: one.sample.splitlines() if one.is_many else one.sample for one in PLACEHOLDERS}
