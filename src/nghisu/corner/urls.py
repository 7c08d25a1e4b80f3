"""Addresses of the member's corner (góc đại biểu), and of calendar feeds."""

from django.urls import path

from nghisu.corner.views import feeds, home, lists, offline, reading

urlpatterns = [
    path("", feeds.feed_list, name="feed_list"),
    path("tao/", feeds.feed_make, name="feed_make"),
    path("<uuid:pk>/thu-hoi/", feeds.feed_withdraw, name="feed_withdraw"),
    path("<slug:secret>.ics", feeds.feed, name="feed_ics"),
]

corner_patterns = [
    path("", home.corner, name="corner"),
    path("hoi-nghi/<uuid:pk>/", home.corner_meeting, name="corner_meeting"),
    path("hoi-nghi/<uuid:pk>/tra-loi/<uuid:summons_pk>/", home.corner_answer, name="corner_answer"),
    path("hoi-nghi/<uuid:pk>/co-mat/", home.corner_code, name="corner_code"),
    path("hoi-nghi/<uuid:pk>/gop-y/", home.corner_comment, name="corner_comment"),
    path("tai-lieu/<uuid:pk>/", reading.corner_paper, name="corner_paper"),
    path("tai-lieu/<uuid:pk>/ban/<int:number>/", reading.corner_paper, name="corner_paper_version"),
    path("tai-lieu/<uuid:pk>/ban/<int:number>/ghi-chu/", reading.corner_note, name="corner_note"),
    path("co-chu/", reading.corner_size, name="corner_size"),
    path("van-ban/", lists.corner_documents, name="corner_documents"),
    path("da-quyet/", lists.corner_decisions, name="corner_decisions"),
    path("ghi-chu/", lists.corner_notes, name="corner_notes"),
    # kept on the device
    path("ngoai-tuyen/", offline.corner_offline, name="corner_offline"),
    path("ngoai-tuyen/danh-muc.json", offline.corner_catalogue, name="corner_catalogue"),
    path("ngoai-tuyen/khung/", offline.corner_shell, name="corner_shell"),
    path("sw.js", offline.corner_worker, name="corner_worker"),
    path("manifest.webmanifest", offline.corner_manifest, name="corner_manifest"),
]
