"""The words that stand in addresses for catalogue items: pinyin where it is set, else the item's own code."""

_PINYIN = {
    "admin_licence": "xuke",
    "admin_penalty": "chufa",
    "admin_coercion": "qiangzhi",
    "admin_confirmation": "queren",
    "admin_collection": "zhengshou",
    "admin_payment": "jifu",
    "admin_adjudication": "caijue",
    "admin_compensation": "buchang",
    "admin_reward": "jiangli",
    "admin_inspection": "jiancha",
    "abnormal_operation": "jingying-yichang",
    "honour": "rongyu",
    "court_defaulter": "shixin-beizhixing",
    "org_registration": "faren-dengji",
}
_ITEMS = {slug: item for item, slug in _PINYIN.items()}


class ItemConverter:
    """An item's code in an address: `admin_licence` is spelled `xuke`, and read back."""

    regex = "[a-z][a-z-]*"

    def to_python(self, value: str) -> str:
        return _ITEMS.get(value, value.replace("-", "_"))

    def to_url(self, value: str) -> str:
        return _PINYIN.get(value, value.replace("_", "-"))
