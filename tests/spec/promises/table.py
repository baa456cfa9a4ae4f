"""What the public pages and the manual promise, sentence by sentence, and the test that proves it.

A sentence stands here as a reader sees it, "…" for what is filled in. `LAW`: it tells what a law or another body does,
and promises nothing of the platform. `ADVICE`: it tells the reader what to do.
"""

LAW, ADVICE = "law", "advice"

_COLUMNS = "mingxin/doors/portal/test_columns.py::"
_FINDING = "mingxin/doors/portal/test_finding.py::"
_PAGES = "mingxin/doors/portal/test_pages.py::"
_REPORTS = "mingxin/doors/portal/test_reports.py::"
_AMENDED = "mingxin/uses/publicity/test_amended.py::"
_SPANS = "mingxin/archive/rules/test_spans.py::"
_PORTAL_BROWSER = "way/test_portal_browser.py::"
_REFUSALS = "mingxin/archive/models/test_refusals.py::"
_DUE = "mingxin/intake/queries/test_duties.py::test_good_and_faulty_rows_are_due_by_their_own_days"
_SAME = "mingxin/uses/test_same_facts.py::"
_SIEVE = "mingxin/intake/test_sieve.py::"
_SOLE_TRADERS = _COLUMNS + "test_the_rules_say_of_sole_traders_what_the_site_does"
_NUMBERS = "way/test_identity_numbers.py::test_no_identity_number_is_kept_or_told"
_WITHDRAWAL_CLOCK = "mingxin/archive/rules/test_withdrawal_clock.py::test_due"
_NINETY = "mingxin/catalogue/rules/test_grace.py::test_ninety_days"
_FIVE_THERE = "mingxin/access/test_tries.py::test_five_close_the_account_for_that_place_alone"
_FROM_MANY_PLACES = "mingxin/access/test_tries.py::test_tried_from_many_places_only_known_ones_lead_to_the_account"
_WRONG_CODES = "mingxin/access/test_signing.py::test_wrong_codes_lock_like_wrong_passwords"
_STEPS = "mingxin/oversight/test_reminders.py::test_day_by_day_each_step_comes_once"

PORTAL: dict[str, dict[str, str]] = {
    "catalogue.html": {
        "本平台只收目录内的信息。": _REFUSALS + "test_no_record_without_basis_power_or_end",
        "目录以外的信息一律不收。": _REFUSALS + "test_no_record_without_basis_power_or_end",
        " 份只核对了一部分条款，核对过的写到条款；": "mingxin/catalogue/test_public.py::test_the_edition_counts_as_the_pages_of_its_items_cite",
        "其余只写文件名称，核对以后再写条款。": "mingxin/catalogue/test_public.py::test_an_article_is_named_only_where_its_text_was_read",
    },
    "column.html": {
        "保存或者转载的，请以本网站当前的内容为准，并定期对照“停止公示清单”（最近 90 天，只有信息编号和日期），把停止公示的一并删除。": "mingxin/uses/publicity/test_removals.py::test_the_feed_forgets_after_ninety_days",
    },
    "columns.html": {
        "行政许可和行政处罚合称“双公示”，应当自作出决定之日起七个工作日内公示；": "mingxin/rulebook/test_data.py::test_licences_and_penalties_are_due_in_seven_working_days",
    },
    "help.html": {
        "页面只列出今天仍在公示的信息，分类列出，每条都写明由谁决定、文号、日期和公示依据；": _PAGES
        + "test_a_firms_page_says_what_a_reader_needs",
        "登记信息未归集，是指本平台只从有关决定中知道该单位的代码和名称，常见于在外地登记的单位。": _PAGES
        + "test_known_only_by_its_code",
        "报送晚了，公示期不会因此延长。": "mingxin/catalogue/rules/test_publicity.py::test_a_later_report_never_ends_later",
        "期限在信息入库时就已确定，到期当天自动停止公示，不需要申请。": _SPANS
        + "test_spans_and_edges_agree_with_every_single_day",
        "自动停止公示": "mingxin/uses/publicity/test_words.py::test_the_help_page_tells_the_terms_of_the_rulebook",
        "信息与事实不符、不是本单位的、超过公示期限、或者不应当公示的，当事人可以提出异议，不收费。": LAW,
        "满最短公示期、已纠正违法行为并履行全部义务的，当事人可以申请提前停止公示，不收费。": LAW,
        "在任何一个单位的页面，都可以当场下载它的信用报告，不收费、不用登录。": _REPORTS + "test_a_genuine_report",
        "报告只含该单位当天公示中的信息，印有编号、核验码和二维码，并经电子签名。": "mingxin/uses/reports/test_actions.py::test_the_pdf_says_what_shows_and_nothing_else",
        "本网站的全部内容只用键盘就能读到、办到；": _PORTAL_BROWSER + "test_by_keyboard_alone_to_a_subject",
        "颜色只作提示，意思都写成文字；": _PORTAL_BROWSER + "test_no_page_has_a_violation",
        "文字放大到 200%，或者在手机上看，都不会缺字，整页也不会横着滚动；": _PORTAL_BROWSER
        + "test_text_may_be_twice_as_large",
        "较宽的表格只在自己的框里左右滚动，用键盘也能移到框里看全。": _PORTAL_BROWSER
        + "test_wide_tables_scroll_in_boxes_that_the_keyboard_reaches",
        "不公示、一般不公示，是指个体工商户和以个人姓名命名的单位的这类信息，不公示，或者由作出决定的机关写明理由才公示。": _SAME
        + "test_a_sole_trader_is_not_told_none_of_what_is_never_collected_of_one",
    },
    "home.html": {
        "行政许可、行政处罚决定依法应当公开的，自作出之日起七个工作日内公示；": LAW,
        "失信信息期满自动停止公示。": _SPANS + "test_spans_and_edges_agree_with_every_single_day",
        "公示期怎么计算从决定之日起算，期满自动停止": "spec/publicity/test_penalties.py::test_terms",
        "有据　没有法律依据的信息不收、不用": _REFUSALS + "test_no_record_without_basis_power_or_end",
        "有期　失信信息公示期满自动停止公示": _REFUSALS + "test_no_record_without_basis_power_or_end",
        "可辩　有异议的，可以提出，不收费": LAW,
    },
    "item.html": {
        "…不保存，收到即删除…公示…不公示…": _SIEVE
        + "test_fields_that_are_never_kept_are_emptied_with_one_note_a_column",
    },
    "rules.html": {
        "没有依据，不收。": _REFUSALS + "test_no_record_without_basis_power_or_end",
        "只记录决定，不作决定。": "mingxin/intake/actions/test_rulings.py::test_registering_opens_a_clock_and_changes_nothing_public",
        "每条失信信息入库时就定好停止公示和停止使用的日期，到期自动退出所有公示页面和报告。": _REFUSALS
        + "test_no_record_without_basis_power_or_end",
        "公众不能用“回到某一天”的办法查看已经停止公示的信息。": _PAGES + "test_no_parameter_names_another_day",
        "信息被更正、撤回、修复或者期满，从本平台取得它的单位都应得到通知（核验报告时会提示其中的信息有无变化；": _REPORTS
        + "test_what_changed_since_is_said",
        "不提供自然人信息。": _REFUSALS + "test_the_library_of_natural_persons_is_closed",
        "本网站不公示自然人的信用信息，也查不到。": _REFUSALS + "test_the_library_of_natural_persons_is_closed",
        "不收未成年人的信息，不收治安管理处罚。": _SIEVE + "test_rows_that_may_not_enter",
        "不存身份证号。": _NUMBERS,
        "永远不收宗教信仰、基因、指纹等生物识别信息、血型、疾病和病史、民族、政治观点、信访、网上言行、生育、婚恋、社会关系，以及没有立法的事情，如闯红灯、欠物业费、垃圾分类。": "mingxin/catalogue/test_models.py::test_a_field_with_a_forbidden_word_is_refused",
        "个体工商户只公示经营行为，不显示经营者姓名和住所。": _SOLE_TRADERS,
        "处罚一般不公示，作出处罚的机关写明理由决定公示的除外。": "mingxin/rulebook/test_data.py::test_every_negative_record_of_a_sole_trader_is_closed_by_default",
        "但是查询时只能用完整名称或者完整代码，不能用名称的一部分查询、筛选，也不进入批量下载。": _SOLE_TRADERS,
        "法定代表人姓名是登记信息，只在本单位页面上显示。": _PAGES + "test_a_representative_is_not_on_a_record_page",
        "不能按人查单位，不因职务给个人记失信。": _FINDING + "test_what_finds_a_firm",
        "每个公示栏目都可以下载全部公示中的信息，处罚信息只含公示期内的，个体工商户除外。": _COLUMNS
        + "test_exported_penalties_are_those_in_term",
        "本网站不供搜索引擎收录，免得信息停止公示后还在别处留存。": _PAGES + "test_robots",
    },
    "search.html": {
        "个体工商户，以及以投资人姓名命名的个人独资企业、家庭农场，不能按名称的一部分查询，请输入完整名称或者 18 位代码。": _FINDING
        + "test_of_a_part_of_a_traders_name_no_more_is_said_than_was_looked_for",
        "用完整名称或者代码仍未查到的，只说明本平台没有它的公开信息：它可能在别处登记，也可能没有任何行政决定报送到本平台。": _FINDING
        + "test_nothing_found_is_neither_good_nor_bad",
        "个体工商户，以及以投资人姓名命名的个人独资企业、家庭农场，只能用完整名称或完整代码查询。": _FINDING
        + "test_who_bears_a_persons_name",
        "本平台不提供自然人信息。": _REFUSALS + "test_the_library_of_natural_persons_is_closed",
    },
    "subject.html": {
        "这里只列出法律允许公开、并且仍在公示期内的决定。": _PAGES + "test_nothing_unpublic_on_a_subject_page",
        "期满的、已修复的、已撤回的，不在这里；": _PAGES + "test_nothing_unpublic_on_a_subject_page",
    },
    "verify.html": {
        "文件只用来核验，不保存。": _REPORTS + "test_a_file_that_is_checked_is_kept_nowhere",
        "扫描件、截图不能这样核验，请用编号和核验码。": _REPORTS + "test_not_a_pdf",
    },
}

SITE_MANUAL: dict[str, str] = {
    "不公示、一般不公示：个体工商户和以个人姓名命名的单位的这类信息，不公示，或者由作出决定的机关写明理由才公示。": _SAME
    + "test_a_sole_trader_is_not_told_none_of_what_is_never_collected_of_one",
    "不用登录，不收费。": _PAGES + "test_status",
    "个体工商户，以及以投资人姓名命名的个人独资企业、家庭农场，查询时只能用完整名称或者完整代码；": _FINDING
    + "test_who_bears_a_persons_name",
    "请不要输入身份证号：网站不据此查询，也不保存。": _FINDING + "test_an_identity_number_goes_nowhere",
    "网站不提供自然人信息，不能按法定代表人的姓名查单位。": _FINDING + "test_what_finds_a_firm",
    "登记信息未归集：本平台只从有关决定中知道该单位的代码和名称，常见于在外地登记的单位。": _PAGES
    + "test_known_only_by_its_code",
    "撤回说明：公示期内撤回的决定，只留原因，不留内容，保留三个月，原来的公示期先满的，同时消失。": _PAGES
    + "test_a_withdrawn_records_address_has_the_note_and_no_fact",
    "期满以后才撤回的不留说明，原来的网址只说这条信息已不再公示。": "mingxin/uses/publicity/test_removals.py::test_what_happens_to_it_after_its_end_changes_no_day",
    "打开原来的网址，也只看到这条说明。": _AMENDED + "test_an_address_that_ended_says_why_where_it_was_withdrawn",
    "失信信息公示期满，当天自动从所有页面、下载和新出具的报告中消失，不需要申请。": "mingxin/uses/reports/test_content.py::test_a_record_leaves_by_itself",
    "网站只答今天，不能查看过去某一天公示过什么。": _PAGES + "test_no_parameter_names_another_day",
    "处罚只含公示期内的，个体工商户的信息不提供批量下载。": _COLUMNS + "test_exported_penalties_are_those_in_term",
    "在任何一个单位的页面都可以当场下载它的报告：PDF 文件，有编号、核验码、二维码和电子签名，只含当天公示中的信息。": "mingxin/uses/reports/test_actions.py::test_the_pdf_says_what_shows_and_nothing_else",
    "只有纸的，填写印在上面的编号和核验码。": _REPORTS + "test_by_number_and_code",
    "上传的文件不保存。": _REPORTS + "test_a_file_that_is_checked_is_kept_nowhere",
    "请记下该条信息的文号和报送单位，按网站“帮助”页写的材料和方式，向运行单位或者作出决定的机关书面提出，不收费。": ADVICE,
}

# numbers of days, minutes and times in the other manuals
DAYS: dict[str, dict[str, str]] = {
    "anquan-shenji.md": {
        "| 90 天没有登录 | 与单位管理员核实，不用的停用 |": "mingxin/doors/desk/test_accounts_security.py::test_accounts_that_nobody_uses_and_old_passwords_are_found",
        "| 多处试登录 | 一小时内有人从多个地址试这个账户 50 次以上：此后一小时只能从近 90 天登录过的地址或者凭动态验证码登录。": _FROM_MANY_PLACES,
        "| 已锁定 | 动态验证码或者本人口令连续 5 次不正确：对方已经知道口令。": _WRONG_CODES,
        "| 部分地址暂停登录 | 有人在某个网络地址连续 5 次输错口令，只在那里暂停 15 分钟，本人在别处不受影响，到时自动恢复。": _FIVE_THERE,
    },
    "baosong.md": {
        "`--ruled-on` 写单位作出决定、收到裁决或者判决的日期，三个工作日的撤回时限从次日起算；": _WITHDRAWAL_CLOCK
    },
    "jingban.md": {
        "拒收的文件，同一事项重新报送以后，或者过了 7 天，不再列出。": "mingxin/intake/queries/test_duties.py::test_what_came_back",
        "口令 90 天换一次，最近用过的 5 个不能再用。": "mingxin/access/test_signing.py::test_none_of_the_last_comes_back",
        "口令连续 5 次不正确，在您所在的网络地址暂停登录这个账户 15 分钟，别处不受影响；": _FIVE_THERE,
        "动态验证码连续 5 次不正确，账户锁定 15 分钟。": _WRONG_CODES,
        "30 分钟没有操作，自动退出；": "mingxin/doors/desk/test_signing.py::test_an_idle_sign_in_ends",
        "「到期提醒」：哪些行已超期、今天到期或者 3 个工作日内到期，职权还在核实的也算在内，点「去办理」或者“去补报”，直接打开有这些行的批次。": _DUE,
        "“1 个工作日内到期”等按国务院公布的工作日历计算：作出决定的当日不计，最后一日仍算按时；": "mingxin/intake/rules/test_due_spans.py::test_span",
        "撤回有三个工作日的时限（《行政处罚法》第四十八条、第八十五条），从本单位作出决定、收到裁决的次日起算，第三个工作日当天仍算按期。": _WITHDRAWAL_CLOCK,
        "| 没有登记报送此事项的职权 | 目录施行的前 90 天：已请信用办核实，核实前不能提交，时限照常计算，请同时打电话；": _NINETY,
        "90 天以后不收，请先请信用办登记职权 |": "mingxin/intake/actions/test_power_questions.py::test_the_first_ninety_days",
    },
    "shenhe.md": {"第 3、5、6 个工作日，平台各提醒一次，在「消息」里。": _STEPS},
    "xinyongban.md": {
        "目录新版本施行后的前 90 天，单位报送没有登记职权的事项，不会被拒收，先在「职权疑问」里问您。": _NINETY,
        "| 「未报」 | 到了本月最后三个工作日，仍没有放行任何批次，也没有声明「本期无」 |": "mingxin/oversight/rules/test_month_state.py::test_states",
        "发出前先核对，写明「请于何日前办理」（明天起 60 天内）和「联系人和电话」（姓名、电话都要写）。": "mingxin/oversight/rules/test_letters.py::test_answer_by",
        "平台同时通知该单位的经办人和审核人，三个工作日的时限开始显示；": "mingxin/intake/actions/test_rulings.py::test_an_office_tells_the_unit",
    },
}

# the same, and what is kept of mends, on the desk's own pages
DESK: dict[str, dict[str, str]] = {
    "accounts/security.html": {
        "90 天没有登录的账户，请与其单位管理员核实，不再使用的由其停用。": "mingxin/doors/desk/test_accounts_security.py::test_accounts_that_nobody_uses_and_old_passwords_are_found",
    },
    "accounts/shut.html": {"到 … 为止，只能从近 90 天登录过的网络地址或者凭动态验证码登录；": _FROM_MANY_PLACES},
    "batches/row.html": {
        "改前和改后的内容连同您的姓名、时间随本批留存，审核人看得到。": "mingxin/intake/actions/test_mending.py::test_old_and_new_values_stay_with_the_batch_after_admission",
    },
    "home/steward.html": {"已超期的和 3 个工作日内到期的。": _DUE},
    "office/power_questions.html": {
        "目录版本施行后的前 90 天，单位报送没有登记职权的事项时不会被拒收，先在这里提出疑问，这一批在答复以前不能提交。": _NINETY,
    },
    "records/record.html": {
        "得知决定被变更、撤销、确认违法或者无效，还不能马上撤回的，先登记：三个工作日的时限从此显示在本单位和信用办的待办里。": "mingxin/doors/desk/test_records_rulings_due.py::test_the_first_page_names_what_is_due",
    },
    "records/records.html": {"应当自作出决定或者收到裁决、判决之日起三个工作日内撤回。": LAW},
    "records/ruling_register.html": {
        "登记后开始显示三个工作日的时限；": "mingxin/intake/actions/test_rulings.py::test_registering_opens_a_clock_and_changes_nothing_public",
    },
    "records/rulings.html": {
        "时限为三个工作日（《行政处罚法》第四十八条、第八十五条），从单位作出决定、收到裁决的次日起算，节假日和公告的停机日不计。": _WITHDRAWAL_CLOCK,
    },
    "records/withdraw.html": {"为什么是三个工作日": LAW},
    "records/withdrawals.html": {
        "从本单位作出决定、收到裁决或者判决的次日起算，第三个工作日当天撤回仍属按期。": _WITHDRAWAL_CLOCK
    },
    "review/tile.html": {"第 3、5、6 个工作日会提醒。": _STEPS},
    "watch/board.html": {
        "“未报”：到了本月最后三个工作日仍没有放行任何批次，也没有声明“本期无”；": "mingxin/oversight/rules/test_month_state.py::test_states",
    },
}
