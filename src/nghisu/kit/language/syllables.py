"""Tell Vietnamese syllables from other strings; that is how an old encoding is known."""

import unicodedata
from functools import lru_cache

from nghisu.kit.language.folding import TONE_MARKS, nfc

ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h",
          "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "")  # fmt: skip
RIMES = frozenset(
    word
    for line in """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on
    ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêt ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych
    uyên uyêt uynh uyt uyu uyn uyp uê
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yên yêt yêu yêm yêng ynh
    """.splitlines()
    for word in line.split()
)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelt like a Vietnamese syllable, in small letters, capitals or capitalised."""
    word = nfc(word)
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(part in TONE_MARKS for part in parts) > 1:
        return False
    bare = nfc("".join(part for part in parts if part not in TONE_MARKS))
    return any(bare.startswith(onset) and bare[len(onset) :] in RIMES for onset in ONSETS) or bare == "gi"
