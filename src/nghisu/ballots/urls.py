"""Addresses of rounds and of completing a committee."""

from django.urls import include, path

from nghisu.ballots.queries import telling
from nghisu.ballots.views import acts, booth, completing, counting, electronic, polls, regulations, rounds

__all__ = ["telling", "urlpatterns"]  # what rounds tell the screen and the minutes registers itself

# completing a committee (kiện toàn)
completing_patterns = [
    path("", completing.procedure_list, name="procedure_list"),
    path("moi/", completing.procedure_new, name="procedure_new"),
    path("<uuid:pk>/", completing.procedure_detail, name="procedure_detail"),
    path("<uuid:pk>/cam-ket/", completing.procedure_declare, name="procedure_declare"),
    path("<uuid:pk>/nhan-su/", completing.procedure_name, name="procedure_name"),
    path("<uuid:pk>/nhan-su/<uuid:name_pk>/rut/", completing.procedure_withdraw, name="procedure_withdraw"),
    path("<uuid:pk>/buoc/<slug:code>/", completing.procedure_step, name="procedure_step"),
    path(
        "<uuid:pk>/buoc/<slug:code>/van-ban/<slug:paper>/", completing.procedure_paper, name="procedure_paper"
    ),
    path("<uuid:pk>/buoc/<slug:code>/mau/<slug:paper>/", completing.procedure_blank, name="procedure_blank"),
    path("<uuid:pk>/buoc/<slug:code>/luot/", completing.procedure_round, name="procedure_round"),
    path("tin-nhiem/", polls.confidence_list, name="confidence_list"),
    path("tin-nhiem/<uuid:pk>/", polls.confidence_result, name="confidence_result"),
    path("<uuid:pk>/quy-dinh/<slug:subject>/", regulations.regulation_confirm, name="regulation_confirm"),
    path("<uuid:pk>/dung/", completing.procedure_stop, name="procedure_stop"),
]

# rounds (bầu cử, bỏ phiếu)
round_patterns = [
    path("", rounds.round_list, name="round_list"),
    path("hoi-nghi/<uuid:pk>/", rounds.rounds_of_meeting, name="meeting_rounds"),
    path("hoi-nghi/<uuid:pk>/moi/", rounds.round_new, name="round_new"),
    path("<uuid:pk>/", rounds.round_detail, name="round_detail"),
    path("<uuid:pk>/viec/<slug:slug>/", acts.round_act, name="round_act"),
    path("<uuid:pk>/rut/<uuid:candidate_pk>/", rounds.name_withdraw, name="name_withdraw"),
    path("<uuid:pk>/khieu-nai/<uuid:complaint_pk>/", rounds.complaint_settle, name="complaint_settle"),
    path("<uuid:pk>/phieu.pdf", rounds.ballot_pdf, name="ballot_pdf"),
    path("<uuid:pk>/bien-ban.pdf", rounds.minutes_pdf, name="count_minutes_pdf"),
    path("<uuid:pk>/bien-ban.docx", rounds.minutes_docx, name="count_minutes_docx"),
    path("<uuid:pk>/kiem-phieu/", counting.count_page, name="count_page"),
    path("<uuid:pk>/kiem-phieu/nhat-ky/", counting.count_log, name="count_log"),
    path("<uuid:pk>/kiem-phieu/<int:number>/", counting.bundle_enter, name="bundle_enter"),
    path("<uuid:pk>/kiem-phieu/<int:number>/nhan/", counting.bundle_take, name="bundle_take"),
    path("<uuid:pk>/kiem-phieu/<int:number>/phieu/", counting.bundle_paper, name="bundle_paper"),
    path("<uuid:pk>/kiem-phieu/<int:number>/khoa/", counting.bundle_lock, name="bundle_lock"),
    path("<uuid:pk>/kiem-phieu/<int:number>/mo-lai/", counting.bundle_reopen, name="bundle_reopen"),
    path(
        "<uuid:pk>/kiem-phieu/<int:number>/tiep/<uuid:entry_pk>/",
        counting.entry_take_over,
        name="entry_take_over",
    ),
]

# secret electronic polls (phiếu kín điện tử), inside of the house
secret_patterns = [
    path("<uuid:pk>/phieu-kin/", electronic.polls_of_round, name="secret_polls"),
    path("<uuid:pk>/phieu-kin/moi/", electronic.poll_new, name="secret_poll_new"),
    path("<uuid:pk>/noi-dung/", electronic.matter_put, name="matter_put"),
    path("phieu-kin/<uuid:pk>/", electronic.poll_detail, name="secret_poll"),
    path("phieu-kin/<uuid:pk>/viec/<slug:slug>/", electronic.poll_act, name="secret_poll_act"),
    path("phieu-kin/<uuid:pk>/ma-phieu/", electronic.poll_slips, name="secret_poll_slips"),
    path("phieu-kin/<uuid:pk>/phieu-giay/", electronic.poll_papers, name="secret_poll_papers"),
    path("phieu-kin/<uuid:pk>/phat-ma/", electronic.poll_issue, name="secret_poll_issue"),
    path("phieu-kin/<uuid:pk>/khoa/", electronic.poll_key, name="secret_poll_key"),
    path("phieu-kin/<uuid:pk>/ho-so.zip", electronic.poll_package, name="secret_poll_package"),
]

# … and what voters and everybody see, without signing in
booth_patterns = [
    path("<uuid:pk>/", booth.booth, name="booth"),
    path("<uuid:pk>/bo/", booth.cast, name="booth_cast"),
    path("<uuid:pk>/da-nhan/", booth.cast_state, name="booth_cast_state"),
    path("<uuid:pk>/bang/", booth.board, name="booth_board"),
    path("<uuid:pk>/kho-luu-tru.bel", booth.archive, name="booth_archive"),
]

urlpatterns = [
    path("bau-cu/", include(secret_patterns)),
    path("phieu-kin/", include(booth_patterns)),
    path("kien-toan/", include(completing_patterns)),
    path("bau-cu/", include(round_patterns)),
]
