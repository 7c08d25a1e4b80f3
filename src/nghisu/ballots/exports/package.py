"""The package of a counted poll; beside papers, with their count file, the whole count and its hashes."""

from hashlib import sha256

from nghisu.ballots.exports.electronic import form_for, minutes_of, result_sheet
from nghisu.ballots.exports.rounds import minutes_as_docx, minutes_as_pdf
from nghisu.ballots.models import SecretPoll
from nghisu.ballots.queries.electronic import archive_of
from nghisu.ballots.queries.paper_part import count_files
from nghisu.belenios.package import packed
from nghisu.belenios.verify import verify
from nghisu.kit import docx, pdf


def package_of(poll: SecretPoll) -> bytes:
    """Return the package everybody may take home, its archive verified once more on the way."""
    archive = archive_of(poll)
    report = verify(archive)
    minutes, form = minutes_of(poll), form_for(poll)
    papers = {
        "result.xlsx": result_sheet(poll),
        "bien-ban.docx": docx.write(minutes, form),
        "bien-ban.pdf": pdf.write(minutes, form),
    }
    return packed(archive=archive, report=report, papers=papers | _beside(poll))


def _beside(poll: SecretPoll) -> dict[str, bytes]:
    """Return the folder of the papers: count files, the minutes of the whole count, and a hash of each.

    Empty while they are not counted. Where so few came back, or voted on devices, that the one part would
    tell the other's choices, there is no count file but that of the sum.
    """
    found = dict(count_files(poll))
    if not found:
        return {}
    found |= {
        "bien-ban-chung.docx": minutes_as_docx(poll.round),
        "bien-ban-chung.pdf": minutes_as_pdf(poll.round),
    }
    marks = "".join(f"{sha256(found[name]).hexdigest()}  {name}\n" for name in sorted(found))
    return {f"paper/{name}": content for name, content in found.items()} | {
        "paper/SHA256SUMS": marks.encode()
    }
