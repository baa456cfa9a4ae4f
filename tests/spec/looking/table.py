"""What each address of the desk shows of subjects, and whose look leaves a trace (charter 1.7, ADR 0031).

An address stands under one of the kinds. A new one is missing here until it says which it is.
"""

from dataclasses import dataclass

# what an address shows
NOTHING = "no subject's data: counts, states, names of files, accounts, laws"
ACT = "nothing: it acts, and leads on to a page that has its own row here"
ROWS = "rows of a batch as they were sent"
RECORDS = "records in the archive, or what is on file beside them"

SHOWS: dict[str, str] = {
    NOTHING: """
        sign_in sign_in_code oidc_start oidc_back sign_out mine password second_factor second_factor_qr recovery_codes
        second_factor_off messages message batches questioned upload template batch_progress batch_item
        publicity_questions reviews record_purpose withdrawal_clock
        units unit_add unit unit_rename unit_move unit_end unit_act_for unit_give_power power_end power_imports
        power_template power_import power_questions power_question criteria criteria_of criteria_import
        criteria_template criteria_file office_questioned doubts mergers merger_undo editions edition drafts draft_add
        draft draft_in_force draft_drop draft_reopen draft_card_add draft_card draft_card_preview draft_template
        draft_card_drop calendar calendar_import calendar_file outages outage_announce outage_revoke
        watch watch_cell watch_remind watch_reminders watch_recall watch_paper watch_monthly watch_figures
        handovers handover handover_undo review_switches review_switch unit_review colleague_hand_over colleagues colleague_add
        colleague colleague_password colleague_code colleague_contract colleague_deactivate colleague_reactivate
        colleague_post_give colleague_stand_in colleague_post_end accounts account_add account account_password
        account_code account_contract account_deactivate account_reactivate account_post_give account_stand_in
        account_post_end security_accounts security_account security_unlock security_end security_code
        security_sign_ins security_failures security_places security_place security_permits
        audit audit_entry audit_proof audit_progress audit_start audit_stop audit_seals audit_compare
        batch_withdraw batch_close review_return
    """,
    ACT: """
        zero_declare zero_revoke batch_stop batch_resume batch_mend batch_unmend batch_explain batch_submit
        batch_supplement batch_reopen proposal_adopt review_release unit_stop power_import_apply power_import_undo
        criteria_apply calendar_apply proposals_undo doubts_undo watch_send
    """,
    ROWS: "batch batch_rows batch_file proposal_decline unlinked unlinked_row",
    RECORDS: """
        home publicity_question review review_rows records withdrawals rulings record record_correct record_withdraw
        ruling_register ruling_dismiss merge watch_late watch_monthly_rows watch_monthly_file watch_rows
    """,
}


@dataclass(frozen=True)
class Look:
    """Somebody opens an address of `route`. `leaves`: the action of the entry, "" for none.

    `at` is what is opened, by the name that the test gives it, with what is asked of the address.
    """

    route: str
    who: str
    at: str
    leaves: str
    because: str


STEWARD, CHECKER, ADMINISTRATOR, OFFICER = "steward", "checker", "unit_administrator", "officer"
_OWN, _OTHERS = "the unit's own work on what it sent", "another's work is looked at"
_ARCHIVE, _PUBLIC = "what is on file is a record, also of one's own unit", "everybody may see it"

LOOKS: tuple[Look, ...] = (
    # rows of a batch: the unit's stewards and checkers work on them, all others look
    Look("batch", STEWARD, "ready", "", _OWN),
    Look("batch", CHECKER, "ready", "", _OWN),
    Look("batch", ADMINISTRATOR, "ready", "row.read", "accounts are his work, rows are not"),
    Look("batch", OFFICER, "ready", "row.read", _OTHERS),
    Look("batch", STEWARD, "admitted", "row.read", "a mended row that was admitted is a record since"),
    Look("batch", CHECKER, "admitted", "row.read", "a mended row that was admitted is a record since"),
    Look("batch", OFFICER, "admitted", "row.read", _OTHERS),
    Look("batch_rows", STEWARD, "ready rows/", "", _OWN),
    Look("batch_rows", CHECKER, "ready rows/", "", _OWN),
    Look("batch_rows", ADMINISTRATOR, "ready rows/", "row.read", "accounts are his work, rows are not"),
    Look("batch_rows", OFFICER, "ready rows/", "row.read", _OTHERS),
    Look("batch_rows", STEWARD, "ready rows/?hang=2", "", _OWN),
    Look("batch_rows", OFFICER, "ready rows/?hang=2", "row.read", "the office gets the page of the faulty rows"),
    Look("batch_rows", STEWARD, "admitted rows/", "", "what stays behind never became a record"),
    Look("batch_rows", OFFICER, "admitted rows/", "row.read", _OTHERS),
    Look("batch_file", STEWARD, "ready files/marked/", "", _OWN),
    Look("batch_file", CHECKER, "ready files/marked/", "", _OWN),
    Look("batch_file", ADMINISTRATOR, "ready files/marked/", "row.read", "accounts are his work, rows are not"),
    Look("batch_file", OFFICER, "ready files/marked/", "row.read", _OTHERS),
    Look("batch_file", STEWARD, "admitted files/marked/", "row.read", "the workbook holds what became records"),
    Look("batch_file", STEWARD, "admitted files/failed/", "", "what stays behind never became a record"),
    Look("batch_file", OFFICER, "admitted files/failed/", "row.read", _OTHERS),
    Look("batch_file", OFFICER, "admitted files/receipt/", "", "it holds counts alone"),
    Look("proposal_decline", STEWARD, "proposal", "", _OWN),
    Look("unlinked", OFFICER, "/desk/office/unlinked/", "list.read", _OTHERS),
    Look("unlinked", OFFICER, "/desk/office/unlinked/?export=csv", "list.read", _OTHERS),
    Look("unlinked_row", OFFICER, "unlinked", "row.read", _OTHERS),
    # what is on file: a look whoever looks
    Look("review", CHECKER, "review of new rows", "", _OWN),
    Look("review", CHECKER, "review of changed rows", "list.read", _ARCHIVE),
    Look("review_rows", CHECKER, "review of new rows rows/new/", "", _OWN),
    Look("review_rows", CHECKER, "review of changed rows rows/changed/", "list.read", _ARCHIVE),
    Look("review_rows", CHECKER, "review of changed rows rows/new/", "", "none of its rows is new"),
    Look("publicity_question", STEWARD, "question", "list.read", _ARCHIVE),
    Look("records", STEWARD, "/desk/records/?zhuangtai=not_public", "list.read", _ARCHIVE),
    Look("records", CHECKER, "/desk/records/?zhuangtai=not_public", "list.read", _ARCHIVE),
    Look("records", ADMINISTRATOR, "/desk/records/?zhuangtai=not_public", "list.read", _ARCHIVE),
    Look("records", OFFICER, "/desk/records/?zhuangtai=not_public", "list.read", _ARCHIVE),
    Look("records", OFFICER, "/desk/records/?zhuangtai=shown", "", _PUBLIC),
    Look("record", CHECKER, "hidden record", "", "it asks for the purpose first, and shows nothing"),
    Look("record", STEWARD, "hidden record", "record.read", "the purpose was said when something was withdrawn"),
    Look("record", CHECKER, "public record", "", _PUBLIC),
    Look("record", ADMINISTRATOR, "public record", "", _PUBLIC),
    Look("record", OFFICER, "public record", "record.read", "with a purpose the whole of it is shown"),
    Look("record_correct", STEWARD, "hidden record correct/", "record.read", _ARCHIVE),
    Look("record_withdraw", STEWARD, "hidden record withdraw/", "record.read", _ARCHIVE),
    Look("ruling_register", STEWARD, "hidden record rulings/register/", "record.read", _ARCHIVE),
    Look("ruling_register", CHECKER, "hidden record rulings/register/", "record.read", _ARCHIVE),
    Look("ruling_register", OFFICER, "hidden record rulings/register/", "record.read", _ARCHIVE),
    Look("ruling_dismiss", STEWARD, "ruling", "record.read", _ARCHIVE),
    Look("ruling_dismiss", CHECKER, "ruling", "record.read", _ARCHIVE),
    Look("ruling_dismiss", OFFICER, "ruling", "record.read", _ARCHIVE),
    Look("rulings", STEWARD, "/desk/records/rulings/", "list.read", _ARCHIVE),
    Look("rulings", CHECKER, "/desk/records/rulings/", "list.read", _ARCHIVE),
    Look("rulings", ADMINISTRATOR, "/desk/records/rulings/", "list.read", _ARCHIVE),
    Look("rulings", OFFICER, "/desk/records/rulings/", "list.read", _ARCHIVE),
    Look("withdrawals", STEWARD, "/desk/records/withdrawals/", "list.read", _ARCHIVE),
    Look("withdrawals", CHECKER, "/desk/records/withdrawals/", "list.read", _ARCHIVE),
    Look("withdrawals", ADMINISTRATOR, "/desk/records/withdrawals/", "list.read", _ARCHIVE),
    Look("withdrawals", OFFICER, "/desk/records/withdrawals/", "list.read", _ARCHIVE),
    Look("home", STEWARD, "/desk/", "list.read", "a ruling that waits names its record"),
    Look("home", CHECKER, "/desk/", "list.read", "a ruling that waits names its record"),
    Look("home", ADMINISTRATOR, "/desk/", "", "he registers no ruling"),
    Look("home", OFFICER, "/desk/", "list.read", "a ruling that waits names its record"),
    Look("merge", OFFICER, "subject", "subject.read", _ARCHIVE),
    Look("watch_late", STEWARD, "late", "list.read", _ARCHIVE),
    Look("watch_late", CHECKER, "late", "list.read", _ARCHIVE),
    Look("watch_late", ADMINISTRATOR, "late", "list.read", _ARCHIVE),
    Look("watch_late", OFFICER, "late", "list.read", _ARCHIVE),
    Look("watch_rows", STEWARD, "/desk/watch/figures/timely/{span}", "list.read", _ARCHIVE),
    Look("watch_rows", CHECKER, "/desk/watch/figures/timely/{span}", "list.read", _ARCHIVE),
    Look("watch_rows", ADMINISTRATOR, "/desk/watch/figures/timely/{span}", "list.read", _ARCHIVE),
    Look("watch_rows", OFFICER, "/desk/watch/figures/timely/{span}", "list.read", _ARCHIVE),
    Look("watch_rows", OFFICER, "/desk/watch/figures/clean/{span}", "", "its rows are batches"),
    Look("watch_monthly_rows", OFFICER, "/desk/watch/monthly/rows/admin_penalty/{month}", "list.read", _ARCHIVE),
    Look("watch_monthly_file", OFFICER, "/desk/watch/monthly/xlsx/{month}", "list.read", "it names each decision"),
    Look("watch_monthly_file", OFFICER, "/desk/watch/monthly/docx/{month}", "", "it holds counts alone"),
)
