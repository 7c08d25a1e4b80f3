"""Codes of units: the office's own short code, and the charter code of the Party's units.

Source: quy định thi hành Điều lệ Đảng (2026): 14 digits, province 2, above the grassroots 3,
grassroots 3, part 3, branch 3. Written with dots and stored with dots.
"""

import re

from nghisu.kit.refusals import N_, Refusal

CHARTER = re.compile(r"(\d{2})\.?(\d{3})\.?(\d{3})\.?(\d{3})\.?(\d{3})")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class NotACharterCode(Refusal):
    """The code has not the fourteen digits."""

    sentence = N_(
        "%(code)s is not a charter code. It has 14 digits, for example 38.168.053.000.001; "
        "dots may be left out."
    )
    field = "charter_code"


class NotACode(Refusal):
    """The short code holds letters or marks that addresses and tables do not carry."""

    sentence = N_(
        "%(code)s cannot be a code. Use up to 40 letters without marks, digits, dots, hyphens or underscores."
    )
    field = "code"


class CodeTaken(Refusal):
    """Another unit has the code; a code is never given twice, even after its unit has ended."""

    sentence = N_("The code %(code)s already belongs to %(name)s. Choose another.")
    field = "code"


class CharterCodeTaken(CodeTaken):
    """Another unit has the charter code."""

    field = "charter_code"


def charter_code(text: str) -> str:
    """Return the charter code with its dots; empty stays empty.

    :raises NotACharterCode: if it has not 14 digits in groups of 2, 3, 3, 3, 3
    """
    bare = "".join(text.split())
    if not bare:
        return ""
    match = CHARTER.fullmatch(bare)
    if match is None or bare.count(".") not in {0, 4} or not bare.isascii():
        raise NotACharterCode(code=text)
    return ".".join(match.groups())


def unit_code(text: str) -> str:
    """Return a unit's short code.

    :raises NotACode: if an address could not carry it
    """
    bare = text.strip()
    if CODE.fullmatch(bare) is None:
        raise NotACode(code=text)
    return bare
