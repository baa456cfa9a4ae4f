"""Every column of every table: what proves it, or why nothing need prove it, or that nothing does yet.

The check-up takes from here which tables it holds against the ledger row by row; a test holds this table against the
models, and forges every column that is said to be proved.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from django.apps import apps

from mingxin.kernel.told_row import ToldRow


class ProvedBy(StrEnum):
    CHAIN = "账本：摘要、印记、封印及其签名"
    CHANGE = "变更的摘要，载于账本"
    AGAIN = "由信息、标注和名称重新推算"
    CLOCK = "由信息、变更和日历重新推算（有过几版日历的，在各版之间）"
    CATALOGUE = "由目录或日历的版本重新推算，版本的摘要载于账本"
    ROW = "账本最后一次记载的行摘要"
    FILES = "由批次所写的文件名和文件库里的文件推算"
    KEY = "行的编号，本身不说明什么"
    NEEDLESS = "不必证明"
    NOTHING = "未证明"


class Column(NamedTuple):
    by: ProvedBy
    why: str = ""


WORK: Final = "工作队列，重新安排即可"
SIGNING_IN: Final = "登录的状态和用过的口令，随登录改写；谁登录过见账本"
SESSIONS: Final = "会话：各行只对持有它的浏览器成立，抄走或改写都进不去；备份时删去"
FRAMEWORK: Final = "程序框架自带的表，本平台不用来判断任何事"

Columns = tuple[ProvedBy | tuple[ProvedBy, str], str]  # what holds for these columns, and the columns

TABLES: Final[Mapping[str, tuple[Columns, ...]]] = {
    "access_actsfor": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "unit_id principal_id")),
    "access_failedtries": (
        (
            (ProvedBy.NOTHING, SIGNING_IN),
            "id place login person_id in_a_row locked_until in_the_hour hour_since last_at",
        ),
    ),
    "access_formerpassword": (((ProvedBy.NOTHING, SIGNING_IN), "id person_id encoded until_at"),),
    "access_person": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "login name unit_id is_contract_staff is_active"),
        (ProvedBy.ROW, "password must_change_password password_changed_at"),
        ((ProvedBy.NOTHING, SIGNING_IN), "failed_sign_ins locked_until guarded_until"),
    ),
    "access_post": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "person_id role unit_id items stands_in_for_id from_on until_on given_by given_at"),
    ),
    "access_power": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "unit_id item held_from held_until ground")),
    "access_powerimport": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "file_name digest at actor_login actor_name undone_at undone_by"),
    ),
    "access_powerimportline": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "power_import_id row power_id is_new before_until before_ground after_until after_ground"),
    ),
    "access_recoverycode": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "person_id digest used_at")),
    "access_region": ((ProvedBy.KEY, "code"), (ProvedBy.ROW, "name parent_id")),
    "access_secondfactor": (
        (ProvedBy.KEY, "person_id"),
        (ProvedBy.ROW, "sealed_secret begun_at confirmed_at"),
        ((ProvedBy.NOTHING, SIGNING_IN), "last_step"),
    ),
    "access_signin": (
        ((ProvedBy.NOTHING, SIGNING_IN), "id person_id session_digest at seen_at ended_at end_reason address method"),
    ),
    "access_unit": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "uscc name region_id valid_from valid_until successor_id")),
    "archive_change": (
        (ProvedBy.CHANGE, "number at kind item unit_id power_id edition_id actor_login actor_name reason batch digest"),
        (ProvedBy.CHANGE, "said_at"),
    ),
    "archive_edge": ((ProvedBy.KEY, "id"), (ProvedBy.AGAIN, "item unit_id is_sole_trader day delta")),
    "archive_identifier": ((ProvedBy.CHANGE, "id subject_id scheme value known_from_id known_until_id"),),
    "archive_mark": (
        (
            ProvedBy.CHANGE,
            "id thread subject_id item unit_id kind from_on until_on reason_type case note_until ruled_on",
        ),
        (ProvedBy.CHANGE, "known_from_id known_until_id"),
    ),
    "archive_merger": ((ProvedBy.CHANGE, "id gone_id into_id code last known_from_id known_until_id"),),
    "archive_name": (
        (ProvedBy.CHANGE, "id subject_id name normal initials registered valid_from valid_until"),
        (ProvedBy.CHANGE, "known_from_id known_until_id"),
    ),
    "archive_record": (
        (
            ProvedBy.CHANGE,
            "id thread item unit_id subject_id subject_kind change_id known_until_id payload content_digest",
        ),
        (ProvedBy.CHANGE, "document_number decided_on negative severity region filter_1 filter_2 filter_3 publicity"),
        (
            ProvedBy.CHANGE,
            "publicity_ground publicity_reason held_group shown_from hidden_from repairable_from use_until",
        ),
        (ProvedBy.CHANGE, "erased_by_id"),
    ),
    "archive_shown": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.AGAIN, "record_id thread subject_id item unit_id region is_sole_trader decided_on"),
        (ProvedBy.AGAIN, "filter_1 filter_2 filter_3 shown_from hidden_from"),
    ),
    "archive_subject": (
        (ProvedBy.CHANGE, "id public_id kind region change_id"),
        (ProvedBy.AGAIN, "is_named_after_person"),
    ),
    "archive_timeliness": (
        (ProvedBy.CLOCK, "thread item unit_id decided_on reported_on due_on is_provisional workdays"),
    ),
    "auth_group": (((ProvedBy.NEEDLESS, FRAMEWORK), "id name"),),
    "auth_group_permissions": (((ProvedBy.NEEDLESS, FRAMEWORK), "id group_id permission_id"),),
    "auth_permission": (((ProvedBy.NEEDLESS, FRAMEWORK), "id name content_type_id codename"),),
    "catalogue_cataloguedraft": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "name state created_at created_by in_force_on edition_id closed_at closed_by problem"),
    ),
    "catalogue_draftcard": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "draft_id item text faults based_on_id put_at put_by"),
    ),
    "catalogue_edition": ((ProvedBy.CATALOGUE, "number digest content in_force_on loaded_at loaded_by"),),
    "catalogue_field": ((ProvedBy.KEY, "id"), (ProvedBy.CATALOGUE, "item_id position code name element cut public")),
    "catalogue_item": (
        (ProvedBy.KEY, "id"),
        (
            ProvedBy.CATALOGUE,
            "edition_id code name class_name level source_row basis_source_id basis_grounds basis_article",
        ),
        (ProvedBy.CATALOGUE, "nature disclosure publicity effect in_force_from in_force_until card from_desk"),
    ),
    "catalogue_itemkind": ((ProvedBy.KEY, "id"), (ProvedBy.CATALOGUE, "item_id code kind kind_open")),
    "catalogue_source": ((ProvedBy.CATALOGUE, "key title number level standing grounds"),),
    "catalogue_subjectkind": ((ProvedBy.CATALOGUE, "kind is_open"),),
    "django_content_type": (((ProvedBy.NEEDLESS, FRAMEWORK), "id app_label model"),),
    "django_session": (((ProvedBy.NEEDLESS, SESSIONS), "session_key session_data expire_date"),),
    "intake_batch": (
        (ProvedBy.KEY, "number"),
        (ProvedBy.ROW, "item unit_id edition_id channel state received_at checked_at released_at admitted_at"),
        (ProvedBy.ROW, "actor_login actor_name handler_login handler_name change_id supplement_to_id rows_of_id"),
        (ProvedBy.ROW, "secrecy_reviewed_by reported questioned updated admitted unlinked unchanged"),
        (ProvedBy.ROW, "closed_at closed_by closed_reason"),
        (ProvedBy.ROW, "file_name original_id ready_file rows_file findings_file sieved_file marked_file"),
        (ProvedBy.ROW, "refusal_code refusal_message refusal_remedy guesses clocks dues oldest_decided_on"),
    ),
    "intake_batchstep": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "batch_id state at actor_login actor_name note")),
    "intake_criterion": (
        (ProvedBy.KEY, "id"),
        (
            ProvedBy.ROW,
            "unit_id item edition in_force_from position category at_least_wan below_wan severity is_public",
        ),
        (ProvedBy.ROW, "ground confirmed_by confirmed_at"),
    ),
    "intake_doubt": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "batch_id kind sentence asked_at reason answered_by answered_at repeats seen_by seen_at"),
    ),
    "intake_handedbatch": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "handover_id batch_id before_login before_name")),
    "intake_handover": (
        (ProvedBy.KEY, "id"),
        (
            ProvedBy.ROW,
            "unit_id from_login from_name to_login to_name reason at actor_name notices undone_at undone_by",
        ),
    ),
    "intake_linkproposal": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "batch_id row kind uscc name reason proposed_at proposed_by undone_at undone_by"),
        (ProvedBy.ROW, "adopted_at adopted_by mended_in_id declined_at declined_by declined_reason"),
    ),
    "intake_powerquestion": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "unit_id item batch_id asked_at answered_at answered_by is_granted ground"),
    ),
    "intake_publicityquestion": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "batch_id group sentence rows asked_at answered_at answered_by answer"),
    ),
    "intake_reviewrule": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "unit_id item is_on set_at set_by reason")),
    "intake_rowmend": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "batch_id row field before value ground thread at actor_login actor_name"),
    ),
    "intake_ruling": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "thread unit_id item reason_type case ruled_on side registered_by registered_at"),
        (ProvedBy.ROW, "ended_at ended_by ended_how end_note"),
    ),
    "intake_settledrow": ((ProvedBy.KEY, "id"), (ProvedBy.ROW, "batch_id row by_batch_id")),
    "intake_zeroreport": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "unit_id item month declared_at actor_login actor_name revoked_at revoked_by"),
    ),
    "jobs_job": (
        (
            (ProvedBy.NEEDLESS, WORK),
            "id kind key state detail asked_at actor_login actor_name actor_unit actor_unit_name",
        ),
        (
            (ProvedBy.NEEDLESS, WORK),
            "not_before attempts worker started_at ended_at heartbeat_at lease_until stop_asked",
        ),
        ((ProvedBy.NEEDLESS, WORK), "step done_count total_count message remedy"),
    ),
    "ledger_entry": (
        (ProvedBy.KEY, "id"),
        (
            ProvedBy.CHAIN,
            "at actor_login actor_name actor_unit actor_unit_name action object_type object_key matter detail",
        ),
        (ProvedBy.CHAIN, "digest stamp"),
    ),
    "ledger_seal": ((ProvedBy.CHAIN, "number at previous digest count key signature"),),
    "ledger_sealedentry": ((ProvedBy.KEY, "id"), (ProvedBy.CHAIN, "seal_id position entry_id")),
    "ledger_unsealed": ((ProvedBy.CHAIN, "entry_id"),),
    "notices_notice": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "to_unit_id for_role to_person_id kind key subject text link paper"),
        (ProvedBy.ROW, "sent_at sent_by_name read_at read_by_name"),
    ),
    "oversight_reminder": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "number year sequence unit_id office_id month answer_by contact sent_at sent_on sent_by_login"),
        (ProvedBy.ROW, "sent_by_name file size recalled_at recalled_by recall_reason"),
    ),
    "oversight_reminderline": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "reminder_id unit_id item month sent_on said is_recalled"),
    ),
    "rulebook_calendarday": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.CATALOGUE, "day edition_id is_workday"),
        ((ProvedBy.NOTHING, "附注，例如“春节调休上班”，不影响推算"), "note"),
    ),
    "rulebook_calendaredition": (
        (ProvedBy.CATALOGUE, "number name source first_year last_year digest provisional loaded_at loaded_by"),
    ),
    "rulebook_outage": (
        (ProvedBy.KEY, "id"),
        (
            ProvedBy.ROW,
            "first_on last_on ground late_reason announced_at announced_by revoked_at revoked_by revoked_reason",
        ),
    ),
    "uses_report": (
        (ProvedBy.KEY, "number"),
        (
            ProvedBy.ROW,
            "verification_code subject_id as_of made_at change_number state_digest threads file size seal_number",
        ),
        (ProvedBy.ROW, "requested_by destroyed_at"),
    ),
    "uses_reportnumbers": (((ProvedBy.NOTHING, "取号用，只防重号；签发过的编号见信用报告"), "prefix last"),),
    "vault_bootreference": (
        ((ProvedBy.NOTHING, "各机器每次开机时的时钟，与本机运行时间对照用"), "boot at ran_seconds"),
    ),
    "vault_keptfile": ((ProvedBy.KEY, "id"), (ProvedBy.FILES, "digest owner kind size")),
    "vault_original": (
        (ProvedBy.KEY, "id"),
        (ProvedBy.ROW, "file digest is_cut wrapped_key kept_until received_at destroyed_at size due_at due_seal"),
    ),
    "vault_trustedclock": (((ProvedBy.NOTHING, "时钟信到哪一号封印；由谁确认过时间，见账本"), "id seal at"),),
}


_NOTED: Final = "执行过的升级步骤，由程序框架登记；执行的结果，表的定义一项另行比对"
_BY_SQLITE: Final = "SQLite 自用的编号和统计，只影响快慢"

# Tables that no model has, for each kind of database; SQLite's words of the search index lie in tables of its own.
WITHOUT_MODEL: Final[Mapping[str, Mapping[str, tuple[Columns, ...]]]] = {
    "postgresql": {
        "archive_name_search": ((ProvedBy.AGAIN, "name_id grams initials"),),
        "django_migrations": (((ProvedBy.NEEDLESS, _NOTED), "id app name applied"),),
    },
    "sqlite": {
        "archive_name_search": ((ProvedBy.AGAIN, "grams initials"),),
        "archive_name_search_config": ((ProvedBy.AGAIN, "k v"),),
        "archive_name_search_data": ((ProvedBy.AGAIN, "id block"),),
        "archive_name_search_docsize": ((ProvedBy.AGAIN, "id sz"),),
        "archive_name_search_idx": ((ProvedBy.AGAIN, "segid term pgno"),),
        "django_migrations": (((ProvedBy.NEEDLESS, _NOTED), "id app name applied"),),
        "sqlite_sequence": (((ProvedBy.NEEDLESS, _BY_SQLITE), "name seq"),),
        "sqlite_stat1": (((ProvedBy.NEEDLESS, _BY_SQLITE), "tbl idx stat"),),
        "sqlite_stat4": (((ProvedBy.NEEDLESS, _BY_SQLITE), "tbl idx neq nlt ndlt sample"),),
    },
}


def columns(table: str) -> dict[str, Column]:
    """Each column of a model's table with what holds for it."""
    return columns_of(TABLES[table])


def columns_of(table: tuple[Columns, ...]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for how, names in table:
        by, why = (how, "") if isinstance(how, ProvedBy) else how
        found |= dict.fromkeys(names.split(), Column(by, why))
    return found


def by_rows() -> tuple[type[ToldRow], ...]:
    """The models whose rows are held against the ledger's entries one by one."""
    models = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, ToldRow)}
    return tuple(models[t] for t in TABLES if any(column.by == ProvedBy.ROW for column in columns(t).values()))
