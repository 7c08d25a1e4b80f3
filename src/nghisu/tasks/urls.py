"""Addresses of tasks and programmes."""

from django.urls import path

from nghisu.tasks import api, imports
from nghisu.tasks.api import giving as answers
from nghisu.tasks.views import board, dunning, giving, programmes, proposals, tasks

__all__ = ["api_patterns", "imports", "urlpatterns"]

urlpatterns = [
    path("", tasks.task_list, name="task_list"),
    path("bang/", board.board, name="task_board"),
    path("don-doc/", dunning.dunning, name="task_dunning"),
    path("giao/", giving.assign, name="task_assign"),
    path("chuong-trinh/", programmes.programme_list, name="programme_list"),
    path("chuong-trinh/moi/", programmes.programme_new, name="programme_new"),
    path("chuong-trinh/<uuid:pk>/", programmes.programme_detail, name="programme_detail"),
    path("chuong-trinh/<uuid:pk>/thong-qua/", programmes.programme_adopt, name="programme_adopt"),
    path("chuong-trinh/<uuid:pk>/them/", programmes.item_add, name="programme_item_add"),
    path("chuong-trinh/<uuid:pk>/tien-do/", programmes.programme_timeline, name="programme_timeline"),
    # proposals, followed until they are answered
    path("kien-nghi/", proposals.proposal_list, name="proposal_list"),
    path("kien-nghi/moi/", proposals.proposal_new, name="proposal_new"),
    path("kien-nghi/<uuid:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("kien-nghi/<uuid:pk>/<slug:slug>/", proposals.proposal_step, name="proposal_step"),
    path("dau-viec/<uuid:pk>/thanh/", programmes.item_realise, name="programme_item_realise"),
    path("dau-viec/<uuid:pk>/giao/", programmes.item_give, name="programme_item_give"),
    path("dau-viec/<uuid:pk>/bo/", programmes.item_drop, name="programme_item_drop"),
    path("chi-dao/<uuid:pk>/", giving.coverage, name="directive_coverage"),
    path("<uuid:pk>/", tasks.task_detail, name="task_detail"),
    path("<uuid:pk>/<slug:slug>/", tasks.task_act, name="task_act"),
]
api_patterns = [
    path("tasks/<uuid:pk>/", api.api_task, name="api_task"),
    path("tasks/<uuid:pk>/progress/", api.api_task_progress, name="api_task_progress"),
    path("tasks/<uuid:pk>/product/", api.api_task_product, name="api_task_product"),
    path("tasks/<uuid:pk>/extension/", api.api_task_extension, name="api_task_extension"),
    path("tasks/<uuid:pk>/acceptance/", answers.api_task_accept, name="api_task_accept"),
    path("tasks/<uuid:pk>/partial-acceptance/", answers.api_task_accept_part, name="api_task_accept_part"),
    path("tasks/<uuid:pk>/return/", answers.api_task_return, name="api_task_return"),
    path("tasks/<uuid:pk>/products/", answers.api_task_products, name="api_task_products"),
    path("programmes/", api.api_programmes, name="api_programmes"),
    path("programmes/<uuid:pk>/", api.api_programme, name="api_programme"),
    path("proposals/", api.api_proposals, name="api_proposals"),
    path("proposals/<uuid:pk>/", api.api_proposal, name="api_proposal"),
    path("directives/<uuid:pk>/coverage/", api.api_coverage, name="api_coverage"),
]
