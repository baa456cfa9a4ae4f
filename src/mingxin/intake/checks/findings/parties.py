"""Findings about the party of a record and the organ that decided."""

from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, WARNING, FindingType

PARTIES: Final = (
    FindingType(
        "kind.disagrees",
        ERROR,
        "类别与代码不符",
        message="“{name}”填写的是“{value}”，而统一社会信用代码 {uscc} 属于{actual}。",
        remedy="请对照登记证照，改正类别或代码中填错的那一项。",
        example="代码以 92 开头的填“个体工商户”",
        explanation="个体工商户与法人的公示规则不同，类别填错会造成不当公示。",
    ),
    FindingType(
        "kind.not_collected",
        ERROR,
        "本目录事项不收这类主体",
        message="“{name}”{value} 属于{actual}，“{item}”不收这类主体的信息。",
        remedy="请核对代码；主体确属这一类的，请不要在本事项下报送。",
        example="91429913MA00A00013",
        explanation="每个目录事项都列明了适用的主体类别，未列入的不得归集。",
    ),
    FindingType(
        "name.folded",
        NOTE,
        "名称写法已统一",
        message="“{name}”中的空格、半角括号或全角字母数字已统一，保存为“{normal}”。",
        remedy="不需要改正。",
        example="云泽市宏业建材（集团）有限公司",
        explanation="名称按全角括号、无空格保存，以便与登记名称比对。",
    ),
    FindingType(
        "name.is_person",
        ERROR,
        "名称是个人姓名",
        message="“{name}”填写的是个人姓名，而类别填写的是单位。",
        remedy="当事人是自然人的，请不要报送这一行；是单位的，请填写登记证照上的全称。",
        example="云泽市宏业建材有限公司",
        explanation="本平台不收自然人信息。没有单位以两三个字的姓名登记，写有“自然人”“先生”“等三人”等字样的、某某家和某某户、只写外文字母而没有单位字样的也是个人。",
    ),
    FindingType(
        "name.looks_personal",
        WARNING,
        "名称像是个人姓名",
        message="“{name}”像是个人姓名，而类别填写的是单位。",
        remedy="当事人是自然人的，请不要报送这一行；是单位的，请填写登记证照上的全称。",
        example="云泽市宏业建材有限公司",
        explanation="本平台不收自然人信息。单位名称一般带有“公司”“厂”“店”“合作社”等字样。",
    ),
    FindingType(
        "organ.name_code",
        ERROR,
        "机关名称与代码对不上",
        message="“{name}”填写的“{value}”与“{other}”{code} 对不上：{detail}。",
        remedy="请填写机关的全称和它自己的统一社会信用代码。",
        example="云泽市市场监督管理局",
        explanation="机关名称和代码要指向同一个单位，否则无法确定由谁负责解释和修复。",
    ),
    FindingType(
        "organ.former_name",
        WARNING,
        "机关的原名称",
        message="“{name}”填写的“{value}”自 {until} 起不再使用，该单位现名“{now}”。",
        remedy="决定书上写的就是原名称的，不必修改；不是的，请填写作出决定时的名称。",
        example="云泽市市场监督管理局",
        explanation="更名以前作出的决定按当时的名称报送，不提示。决定日期在更名当天或者以后、或者这类信息没有决定日期的，才提示。",
    ),
    FindingType(
        "organ.not_entitled",
        ERROR,
        "机关无权作出这类决定",
        message="“{name}”{value} 不是本单位，也不在本单位可以代为报送“{item}”的机关之内。",
        remedy="请核对机关代码；确由该机关作出的，请由其自行报送，或先在目录中登记授权。",
        example="11429913MB0A0000XG",
        explanation="一条记录只能由有权作出决定的机关报送，没有权力依据的不得入库。",
    ),
)
