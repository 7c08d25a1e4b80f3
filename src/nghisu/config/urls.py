"""The addresses of the product: each package brings its own."""

from django.urls import include, path

from nghisu.config import errors, training_pages
from nghisu.corner.urls import corner_patterns
from nghisu.documents.urls import api_patterns as documents_api
from nghisu.exchange.urls import api_patterns as exchange_api
from nghisu.figures.urls import api_patterns as figures_api
from nghisu.reporting.urls import api_patterns as reporting_api
from nghisu.tasks.urls import api_patterns as tasks_api

urlpatterns = [
    path("", include("nghisu.home.urls")),
    path("", include("nghisu.kit.urls")),
    path("tai-khoan/", include("nghisu.people.urls")),
    path("to-chuc/", include("nghisu.organisation.urls")),
    path("van-ban/", include("nghisu.documents.urls")),
    path("nhiem-vu/", include("nghisu.tasks.urls")),
    path("thong-bao/", include("nghisu.notices.urls")),
    path("so-lieu/", include("nghisu.figures.urls")),
    path("bao-cao/", include("nghisu.reporting.urls")),
    path("hoi-nghi/", include("nghisu.meetings.urls")),
    path("", include("nghisu.ballots.urls")),
    path("kiem-tra/", include("nghisu.inspection.urls")),
    path("lich/", include("nghisu.corner.urls")),
    path("goc-dai-bieu/", include(corner_patterns)),
    path("tinh-hinh/", include("nghisu.situation.urls")),
    path("chuyen-lam-viec/", include("nghisu.visits.urls")),
    path("cuoc-thi/", include("nghisu.contest.urls")),
    path("tim-kiem/", include("nghisu.search.urls")),
    path("phan-mem/", include("nghisu.exchange.urls")),
    path("tap-huan/", training_pages.training, name="training"),
    path("tap-huan/vao-vai/", training_pages.play, name="training_play"),
    path("tap-huan/lam-lai/", training_pages.begin_anew, name="training_anew"),
    path("tong-duyet/<uuid:pk>/", training_pages.rehearsal, name="meeting_rehearsal"),
    path("tong-duyet/<uuid:pk>/mo/", training_pages.open_rehearsal, name="open_rehearsal"),
    path("tong-duyet/<uuid:pk>/dong/", training_pages.close_rehearsal, name="close_rehearsal"),
    path("api/v1/", include([*exchange_api, *documents_api, *tasks_api, *figures_api, *reporting_api])),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
