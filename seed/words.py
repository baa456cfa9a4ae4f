"""Words from which the invented city's names are made. None names anything real."""

from pathlib import Path
from typing import Any, Final

import yaml

from mingxin.rulebook.yaml_reading import OneOfEachQuickly

PLACE: Final = "云泽市"
TRADE_FIRST: Final = "宏恒瑞鑫泰嘉润博盛华锦祥康腾远诚信达兴隆德昌丰茂源众合凯旭晟奥皓景卓益"
TRADE_SECOND: Final = "业顺通达丰泰和安利邦辉宇源兴隆盛祥发旺航川林海岳峰阳晨光禾润诚"
SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文斌宇浩凯健俊帆雪倩婷慧波辉"
TOWNS: Final = (
    "白鹭镇", "三溪镇", "石桥铺镇", "莲塘镇", "杨林港镇", "青山坳乡", "芦洲镇", "双堰镇", "古柏乡", "金鸡岭镇",
    "柳河镇", "桃源沟乡", "云台镇", "西畈镇", "渔潭镇", "新垸镇",
)  # fmt: skip
VILLAGES: Final = (
    "大屋", "南畈", "上湾", "下湾", "枫树", "桥头", "竹林", "高坪", "樟树", "龙井", "东港", "碧山", "栗树", "水口",
)  # fmt: skip
ROADS: Final = (
    "泽园路",
    "澄水大道",
    "建设路",
    "滨湖路",
    "云台路",
    "工业一路",
    "工业二路",
    "人民路",
    "长堤街",
    "湖滨西路",
)

_DATA: Final = Path(__file__).parent / "data"


def table(name: str) -> Any:
    """One of the word tables in seed/data."""
    return yaml.load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=OneOfEachQuickly)  # noqa: S506 - a SafeLoader by descent
