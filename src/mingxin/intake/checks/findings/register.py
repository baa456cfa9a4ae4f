"""Findings of comparing rows with each other and with what is already on file."""

from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, WARNING, FindingType

REGISTER: Final = (
    FindingType(
        "duplicate.in_file",
        ERROR,
        "与前面的行完全相同",
        message="这一行与第 {first} 行完全相同，只处理第 {first} 行。",
        remedy="请删去这一行；如果是另一份决定，请改正文号。",
        example="每份决定对每个当事人只填一行",
        explanation="同一份决定涉及多个当事人的，每个当事人一行，不算重复。",
    ),
    FindingType(
        "duplicate.differs_in_file",
        ERROR,
        "同一决定填了不同的内容",
        message="这一行与第 {others} 行是同一份决定、同一个当事人，内容却不同。",
        remedy="请只保留正确的一行；如果是两份决定，请改正文号。不同之处：{fields}。",
        example="每份决定对每个当事人只填一行",
        explanation="平台无法判断哪一行正确，所以都退回，由报送单位确定。",
    ),
    FindingType(
        "name.differs_from_register",
        ERROR,
        "名称与登记名称不同",
        message="“{name}”与该代码的登记名称不同：{detail}。",
        remedy="请对照登记证照核对名称和代码；名称已经变更的，请先报送变更后的登记信息。",
        example="云泽市宏业建材有限公司",
        explanation="名称和代码指向不同的主体时，记录可能记到别人名下，须由人来确认。",
    ),
    FindingType(
        "name.is_former",
        NOTE,
        "填写的是曾用名",
        message="“{name}”填写的是曾用名，现在的登记名称是“{filed}”。",
        remedy="不需要改正；记录会归到同一主体名下。",
        example="云泽市宏业建材有限公司",
        explanation="决定书上写的是当时的名称，照决定书填写即可。",
    ),
    FindingType(
        "record.other_unit",
        ERROR,
        "这条记录由其他单位报送",
        message="同一份决定的记录已由“{unit}”报送，本单位不能更改。",
        remedy="请核对文号；内容有误的，请与该单位联系，由其更正。",
        example="只报送本单位作出的决定",
        explanation="谁报送谁负责，任何单位都不能更改其他单位报送的记录。",
    ),
    FindingType(
        "record.withdrawn",
        ERROR,
        "这条记录已经撤回",
        message="这份决定的记录已于 {day} 撤回，不能再次入库。",
        remedy="请从系统导出数据时排除已撤回的决定；撤回有误的，请联系信用工作主管部门核实。",
        example="撤回后重新作出决定的，使用新的文号",
        explanation="决定被撤销、变更、确认违法或无效后，不因重复报送而重新公示。",
    ),
    FindingType(
        "record.outdated",
        ERROR,
        "这是更早的内容",
        message="这份决定的记录后来已更新或者更正，这一行是更早的内容，没有覆盖现有内容。",
        remedy="请报送最新的内容；确需恢复为更早内容的，请提出更正并写明理由。",
        example="以最近一次报送或者更正的内容为准",
        explanation="旧文件晚到，或者没有改过的文件再次报送，都不会悄悄改回已经更正的内容。",
    ),
    FindingType(
        "record.erased",
        ERROR,
        "这条记录已依法删除",
        message="这份决定的记录已依法删除，不能再次入库。",
        remedy="请从系统导出数据时排除这份决定；认为删除有误的，请联系信用工作主管部门。",
        example="删除依据见信用工作主管部门的通知",
        explanation="依法删除的内容不因重复报送而恢复。",
    ),
    FindingType(
        "subject.unlinked",
        WARNING,
        "找不到对应的主体",
        message="这一行没有可用的统一社会信用代码，暂时归不到任何主体名下。",
        remedy="请补填 18 位统一社会信用代码后补报；负面信息不能只凭名称归档。",
        example="91429913MA00A00013",
        explanation="这一行留在“未关联”中，补齐代码后即可入库。",
    ),
)
