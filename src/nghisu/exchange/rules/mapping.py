"""How a task of ours answers to what 08-QC/TW (5/11/2025) wants to be followed of each task.

The regulation names what is held of a task given by the Centre; the names of the fields on the right are
ours, as the address ``/api/v1/tasks/`` gives them. Top-secret tasks are outside it and outside the product.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mapped:
    """One thing the regulation wants, our field, and the key under which it is exported."""

    key: str
    wanted: str
    field: str


MAPPING: tuple[Mapped, ...] = (
    Mapped("ma_nhiem_vu", "Mã nhiệm vụ", "code"),
    Mapped("noi_dung", "Nội dung nhiệm vụ", "title"),
    Mapped("van_ban_giao", "Văn bản giao nhiệm vụ", "directive"),
    Mapped("co_quan_giao", "Cơ quan giao", "giver"),
    Mapped("co_quan_chu_tri", "Cơ quan chủ trì", "lead"),
    Mapped("nguon", "Theo chương trình hay phát sinh", "origin"),
    Mapped("ngay_giao", "Ngày giao", "given_on"),
    Mapped("thoi_han", "Thời hạn", "due_on"),
    Mapped("tien_do", "Tiến độ, trạng thái", "status"),
    Mapped("ngay_bao_cao", "Ngày gửi sản phẩm", "submitted_on"),
    Mapped("ngay_nghiem_thu", "Ngày nghiệm thu", "accepted_on"),
    Mapped("san_pham", "Sản phẩm", "product"),
    Mapped("san_pham_chi_tiet", "Sản phẩm: loại, số lượng, hình thức, đã nghiệm thu", "products"),
    Mapped("danh_gia", "Đánh giá chất lượng", "quality"),
    Mapped("muc_dat", "Mức đạt tiêu chí định lượng (%)", "reached"),
    Mapped("tieu_chi", "Tiêu chí định tính, định lượng", "criteria"),
    Mapped("so_lan_tra_lai", "Số lần trả lại", "returns"),
    Mapped("so_lan_gia_han", "Số lần gia hạn", "extensions"),
)
