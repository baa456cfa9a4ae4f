"""Findings about how a single cell is filled in."""

from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, WARNING, FindingType

CELLS: Final = (
    FindingType(
        "required.empty",
        ERROR,
        "必填项没有填写",
        message="“{name}”必须填写{condition}，{state}。",
        remedy="请按决定书或登记证照补填；“无”“/”“-”都视为没有填写。",
        example="",
        explanation="必填项见目录。有的数据项只在一定条件下必填，例如处罚类别有“罚款”时必须填罚款金额。",
    ),
    FindingType(
        "length.exceeded",
        ERROR,
        "文字过长",
        message="“{name}”共 {length} 个字，超过了 {limit} 个字的上限。",
        remedy="请概括到 {limit} 个字以内；完整内容以决定书为准。",
        example="",
        explanation="长度上限来自国家数据标准，超长的内容上级平台不接收。",
    ),
    FindingType(
        "text.unreadable",
        ERROR,
        "有无法显示的字符",
        message="“{name}”中有无法显示的字符或乱码。",
        remedy="请重新输入这一格；生僻字请用国家标准字库（GB 18030）中的字。",
        example="",
        explanation="自造字和转换编码时损坏的字，别人的电脑上显示不出来，不能公开，也无法比对。",
    ),
    FindingType(
        "text.direction",
        ERROR,
        "有改变文字方向的隐藏符号",
        message="“{name}”中有改变文字方向的隐藏符号，屏幕上看到的顺序与实际内容可能不同。",
        remedy="请清空这一格，对照原件用键盘重新输入，不要从别处粘贴。",
        example="",
        explanation="从网页或聊天软件中粘贴时，可能带入看不见的方向符号，使数字和文字倒过来显示；平台不猜测哪一种顺序是对的。",
    ),
    FindingType(
        "code_set.unknown",
        ERROR,
        "不在规定的选项之内",
        message="“{name}”填写的“{detail}”不在规定的选项之内。",
        remedy="请从以下选项中选择：{hint}。{many}",
        example="",
        explanation="这一项只能填规定的选项；常见的旧写法和简称会自动归到对应的选项。",
    ),
    FindingType(
        "code_set.other_unexplained",
        WARNING,
        "“其他”没有补充说明",
        message="“{name}”填了“{detail}”，但没有说明具体是什么。",
        remedy="请写成“{detail}-补充说明”的形式；能归入其他选项的，请直接选那一项。",
        example="其他-责令限期拆除",
        explanation="国家标准要求选择“其他”时写明具体内容。",
    ),
    FindingType(
        "docnumber.brackets",
        NOTE,
        "文号的括号已统一",
        message="“{name}”的年份括号已改为六角括号：{normal}。",
        remedy="不需要改正；以后请直接使用六角括号“〔〕”。",
        example="云市监罚〔2026〕31号",
        explanation="公文的发文字号使用六角括号。统一写法后，同一份决定才不会被当成两份。",
    ),
    FindingType(
        "docnumber.no_year",
        WARNING,
        "文号中没有年份",
        message="“{name}”写的是“{value}”，其中没有年份。",
        remedy="请对照决定书，填写完整的发文字号；决定书上确无年份的，不需要改正。",
        example="云市监罚〔2026〕31号",
        explanation="发文字号一般由机关代字、年份、序号组成，缺少年份时容易与其他年度的决定重复。",
    ),
    FindingType(
        "docnumber.no_hao",
        WARNING,
        "文号缺少“号”字",
        message="“{name}”写的是“{value}”，其中没有“号”字。",
        remedy="请对照决定书，填写完整的发文字号；决定书上确无“号”字的，不需要改正。",
        example="云市监罚〔2026〕31号",
        explanation="平台不会自行补字，按报送的写法保存。",
    ),
)
