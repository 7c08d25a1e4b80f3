"""The draft resolution of the demo."""

from nghisu.demo import documents, drafts, organisation
from nghisu.demo.parts import Stage
from nghisu.documents.models import ConsultationRequest, Document, DraftComment, DraftVersion


def test_the_demo_shows_a_draft_that_61_units_were_asked_about(db: None) -> None:
    stage = Stage(tick=lambda _steps: None)
    for part in (organisation, documents, drafts):
        part.fill(stage)
    stage.play()

    document = Document.objects.get(pk=stage.made["documents"]["draft-resolution"].pk)

    assert ConsultationRequest.objects.count() == 61
    assert DraftVersion.objects.filter(document=document).count() == 2
    assert DraftComment.objects.filter(sent_at__isnull=False).count() >= 20
    assert DraftComment.objects.filter(answer="").count() == 2
    assert "ngày 20" in document.text
