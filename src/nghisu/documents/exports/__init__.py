"""What stands in the files of a document; how they are written is known to the kit."""

from nghisu.documents.exports.papers import as_docx, as_pdf, file_name, form_of, paper_of

__all__ = ["as_docx", "as_pdf", "file_name", "form_of", "paper_of"]
