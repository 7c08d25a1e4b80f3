"""Addresses of rounds and of completing a committee."""

from django.urls import path

from nghisu.ballots.views import completing, polls

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
    path("<uuid:pk>/dung/", completing.procedure_stop, name="procedure_stop"),
]

urlpatterns = completing_patterns
