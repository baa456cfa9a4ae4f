"""The words and codes that the database itself refuses as fields; a test keeps them equal to the rulebook's list.

They stand here as constants because a CHECK is part of a table: changing them takes a migration.
"""

FORBIDDEN_WORDS: tuple[str, ...] = (
    "宗教", "信仰", "基因", "DNA", "指纹", "虹膜", "人脸", "声纹", "掌纹", "步态", "生物识别", "血型", "疾病", "病史", "病历",
    "诊断", "就诊", "健康状况", "残疾", "民族", "政治面貌", "政治观点", "政治立场", "党派", "党员", "信访", "上访", "网络言论", "上网行为",
    "互联网行为", "网络行为", "社交账号", "微信号", "微博", "计划生育", "生育", "避孕", "婚姻", "婚恋", "恋爱", "配偶", "社会关系",
    "家庭成员", "亲属", "交往", "闯红灯", "物业费", "垃圾分类", "养犬", "拆迁", "频繁跳槽", "让座", "家庭住址", "经营者住址", "经营者住所",
    "法定代表人住址", "户籍", "手机", "个人电话", "联系电话", "出生日期", "公务员", "个人有关事项", "个人信用分", "个人诚信分", "信用户", "未成年人",
    "监护人", "学籍", "学生",
)
FORBIDDEN_CODES: tuple[str, ...] = (
    "ZJXY", "ZWXX", "XUEXING", "DE04.50.001.00", "DE04.50.010.00", "JKZK", "DE02.10.026.00",
    "DE05.01.024.00", "MZ", "DE02.01.025.00", "ZZMM", "JHSY", "HYZK", "DE02.01.018.00", "LXDH",
    "SJHM", "CSRQ",
)
CUT_WORDS: tuple[str, ...] = (
    "证件号码", "证件号", "身份证号", "身份证号码", "护照号码", "公民身份号码",
)
CUT_CODES: tuple[str, ...] = (
    "ZJHM", "FDDBRZJHM", "SFZH", "SFZ", "SFZHM",
)
