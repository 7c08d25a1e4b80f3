"""Invented names of persons; none of them is anybody, and none is twice."""

import random

FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Đinh", "Trịnh", "Đoàn", "Mai", "Tạ", "Lương", "Cao", "Chu", "Quách", "Kiều",
)  # fmt: skip
MIDDLES = (
    "Văn", "Thị", "Minh", "Đức", "Hữu", "Ngọc", "Thanh", "Xuân", "Quốc", "Thu", "Hải", "Anh", "Bá", "Công",
    "Khánh", "Như", "Tuấn", "Phương",
)  # fmt: skip
GIVEN = (
    "An", "Ánh", "Bình", "Châu", "Cường", "Diệp", "Dũng", "Đạt", "Đông", "Giang", "Hà", "Hạnh", "Hiền", "Hòa",
    "Hùng", "Hương", "Khoa", "Kiên", "Lan", "Lâm", "Linh", "Long", "Mai", "Nam", "Nga", "Ngân", "Nhung",
    "Oanh", "Phong", "Phúc", "Quang", "Quyên", "Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Toàn", "Trang", "Trí",
    "Tùng", "Uyên", "Vân", "Vinh", "Yến",
)  # fmt: skip
# Persons the source names; nobody in the demo bears their names.
NAMED_IN_THE_SOURCE = {"Nguyễn Văn Thể", "Lại Xuân Lâm", "Đỗ Việt Hà", "Nguyễn Quang Trường"}


class NameGiver:
    """Gives a new name each time, the same ones for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.given = set(NAMED_IN_THE_SOURCE)

    def next(self) -> str:
        """Return a name that nobody in the demo bears yet."""
        while True:
            parts = (self.chance.choice(FAMILIES), self.chance.choice(MIDDLES), self.chance.choice(GIVEN))
            name = " ".join(parts)
            if name not in self.given:
                self.given.add(name)
                return name
