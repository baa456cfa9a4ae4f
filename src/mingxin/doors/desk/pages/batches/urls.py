from mingxin.access.permits import Act
from mingxin.doors.desk.menu import Entry
from mingxin.doors.desk.pages.batches import (
    acts,
    address,
    files,
    linking,
    lists,
    mending,
    progress,
    questions,
    uploading,
    views,
    zero,
)
from mingxin.doors.desk.pages.batches import (
    tiles as own_tiles,
)
from mingxin.doors.desk.pages.home.tile import Tile
from mingxin.doors.desk.routing import route

address.register()
_SEE, _REPORT, _AMEND = Act.SEE_REPORTS, Act.REPORT, Act.AMEND

routes = [
    route("batches/", lists.batches, "batches", _SEE, purpose="查看批次列表"),
    route("batches/upload/", uploading.upload, "upload", _REPORT, purpose="上传报送文件"),
    route("batches/questioned/", lists.questioned, "questioned", _SEE, purpose="查看疑问数据"),
    route("batches/none/", zero.declare, "zero_declare", _REPORT, purpose="声明本期无"),
    route("batches/none/<int:report_id>/revoke/", zero.revoke, "zero_revoke", _REPORT, purpose="撤销本期无"),
    route("batches/templates/<slug:item>/", files.template, "template", _REPORT, purpose="下载报送模板"),
    route("batches/<batch:number>/", views.batch, "batch", _SEE, purpose="查看批次"),
    route(
        "batches/<batch:number>/progress/",
        progress.progress,
        "batch_progress",
        _SEE,
        purpose="查看处理进度",
        asks_by_itself=True,
    ),
    route("batches/<batch:number>/stop/", progress.stop, "batch_stop", _REPORT, purpose="停止检查"),
    route("batches/<batch:number>/resume/", progress.resume, "batch_resume", _REPORT, purpose="继续处理"),
    route("batches/<batch:number>/rows/", mending.rows, "batch_rows", _SEE, purpose="查看有问题的行"),
    route("batches/<batch:number>/mend/", mending.save, "batch_mend", _REPORT, purpose="在线修改单元格"),
    route("batches/<batch:number>/unmend/", mending.undo, "batch_unmend", _REPORT, purpose="撤销在线修改"),
    route("batches/<batch:number>/item/", acts.item, "batch_item", _REPORT, purpose="选择事项"),
    route("batches/<batch:number>/explain/", acts.explain, "batch_explain", _REPORT, purpose="说明原因"),
    route("batches/<batch:number>/submit/", acts.submit, "batch_submit", _REPORT, purpose="提交批次"),
    route("batches/<batch:number>/withdraw/", acts.withdraw, "batch_withdraw", _AMEND, purpose="撤回批次"),
    route("batches/<batch:number>/supplement/", acts.supplement, "batch_supplement", _AMEND, purpose="在线补报"),
    route("batches/<batch:number>/close/", acts.close, "batch_close", _AMEND, purpose="注明不再补报"),
    route("batches/<batch:number>/reopen/", acts.reopen, "batch_reopen", _AMEND, purpose="恢复待补报"),
    route("batches/<batch:number>/files/<slug:kind>/", files.file, "batch_file", _SEE, purpose="下载批次文件和回执"),
    route("proposals/<int:proposal_id>/adopt/", linking.adopt, "proposal_adopt", _AMEND, purpose="采用建议"),
    route("proposals/<int:proposal_id>/decline/", linking.decline, "proposal_decline", _AMEND, purpose="不采用建议"),
    route("questions/", questions.questions, "publicity_questions", _AMEND, purpose="查看公示依据问题"),
    route("questions/<int:question_id>/", questions.question, "publicity_question", _AMEND, purpose="答复公示依据问题"),
]
menu = [
    Entry("数据报送", "batches", _SEE, lists.waiting_batches, "批"),
    Entry("疑问数据", "questioned", _SEE, lists.questioned_batches, "批"),
    Entry("公示依据", "publicity_questions", _AMEND, questions.waiting_for, "项"),
]
tiles = [Tile(_REPORT, "desk/home/steward.html", own_tiles.due, place=10)]
