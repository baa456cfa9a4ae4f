"""The invented city's divisions, and the bodies that report on it, with their powers."""

from dataclasses import dataclass
from typing import Final

from mingxin.kernel import uscc
from seed.words import PLACE

DIVISION: Final = "429913"


@dataclass(frozen=True)
class Region:
    code: str
    name: str
    parent: str  # "" for the city itself


@dataclass(frozen=True)
class Unit:
    """A reporting body. `short` begins its document numbers (云市监), `items` are the items it has power over."""

    key: str
    uscc: str
    name: str
    short: str
    region: str
    items: tuple[str, ...]


REGIONS: Final = (
    Region(DIVISION, PLACE, ""),
    Region("429914", "城东区", DIVISION),
    Region("429915", "澄江县", DIVISION),
    Region("429916", "泽北县", DIVISION),
)

# key, name, short form, items; the first twelve are departments, then the court and two utilities.
_BODIES: Final = (
    ("market", "市场监督管理局", "云市监", "org_registration admin_licence admin_penalty admin_coercion "
     "admin_inspection admin_adjudication abnormal_operation"),
    ("housing", "住房和城乡建设局", "云住建", "admin_licence admin_penalty admin_inspection admin_confirmation "
     "admin_compensation"),
    ("transport", "交通运输局", "云交", "admin_licence admin_penalty admin_coercion admin_inspection"),
    ("ecology", "生态环境局", "云环", "admin_licence admin_penalty admin_coercion admin_inspection"),
    ("emergency", "应急管理局", "云应急", "admin_licence admin_penalty admin_coercion admin_inspection admin_reward"),
    ("labour", "人力资源和社会保障局", "云人社", "admin_licence admin_penalty admin_inspection admin_payment honour"),
    ("water", "水利和湖泊局", "云水", "admin_licence admin_penalty admin_collection"),
    ("agriculture", "农业农村局", "云农", "admin_licence admin_penalty admin_confirmation admin_payment honour"),
    ("health", "卫生健康委员会", "云卫", "admin_licence admin_penalty admin_inspection"),
    ("culture", "文化和旅游局", "云文旅", "admin_licence admin_penalty admin_confirmation honour"),
    ("reform", "发展和改革委员会", "云发改", "admin_licence admin_reward honour"),
    ("urban", "城市管理执法委员会", "云城管", "admin_licence admin_penalty admin_coercion admin_collection"),
    ("court", "中级人民法院", "云", "court_defaulter"),
    ("tap_water", "供水集团有限公司", "云供水", "utility_payment"),
    ("power_supply", "供电有限公司", "云供电", "utility_payment"),
)  # fmt: skip

_UTILITIES: Final = ("tap_water", "power_supply")
COUNTY: Final = "429915"
# The county's own bodies. The city's files hold nothing of theirs: they begin to report at the desk.
_COUNTY_BODIES: Final = (
    ("county_reform", "发展和改革局", "澄发改", "admin_licence admin_reward"),
    ("county_market", "市场监督管理局", "澄市监", "admin_licence admin_penalty"),
    ("county_transport", "交通运输局", "澄交", "admin_licence admin_penalty"),
    ("county_agriculture", "农业农村局", "澄农", "admin_licence"),
    ("county_culture", "文化和旅游局", "澄文旅", "admin_licence admin_penalty honour"),
)


def units() -> tuple[Unit, ...]:
    """The city's twelve departments, the court that keeps its own list and two utilities; five bodies of a county."""
    county = next(region.name for region in REGIONS if region.code == COUNTY)
    return (
        *(
            Unit(
                key=key,
                uscc=uscc.compose("91" if key in _UTILITIES else "11", DIVISION, f"0{place:02}1737{place % 10}"),
                name=PLACE + name,
                short=short,
                region=DIVISION,
                items=tuple(items.split()),
            )
            for place, (key, name, short, items) in enumerate(_BODIES, start=31)
        ),
        *(
            Unit(
                key=key,
                uscc=uscc.compose("11", COUNTY, f"0{place:02}2846{place % 10}"),
                name=county + name,
                short=short,
                region=COUNTY,
                items=tuple(items.split()),
            )
            for place, (key, name, short, items) in enumerate(_COUNTY_BODIES, start=51)
        ),
    )
