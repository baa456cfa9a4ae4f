"""What the first page and the menu say of a fact, and the lists to which they lead."""

import re
from typing import Final

from django.urls import reverse

from tests.way.facts.asking import asked, counted, exported, number, tile_of
from tests.way.facts.city import PEOPLE, STEWARDS, City
from tests.way.facts.rows_of_records import Counts


def duties(city: City) -> Counts:
    """已报 n 行, of each item of a steward."""
    found = Counts()
    for role in STEWARDS:
        for one in tile_of(city, role, "steward.html")["duties"]:
            if one.words.startswith("已报"):
                found[one.unit_name, one.item] = int(re.findall(r"\d+", one.words)[0])
    return found


def due_more_than_once(city: City) -> Counts:
    """Rows that are called due beyond those that there are: of a row without a day nothing is said."""
    off = Counts()
    for role in STEWARDS:
        for one in tile_of(city, role, "steward.html")["duties"]:
            there = city.rows.to_be_dealt_with(one.unit_id, one.item)
            off[one.unit_name, one.item] = max(sum(due.rows for due in one.dues) - there, 0)
    return off


def tiles(city: City) -> Counts:
    """(login, what waits) → how much, of everybody who is told so on the first page."""
    found = Counts()
    for role, login in PEOPLE.items():
        if steward := tile_of(city, role, "steward.html"):
            found[login, "等经办人处理（批）"] = len(steward["came_back"].first) + steward["came_back"].more
            found[login, "疑问数据（批）"] = steward["questioned_batches"]
            found[login, "疑问数据（行）"] = steward["questioned_rows"]
            found[login, "公示依据"] = steward["questions"]
        if office := tile_of(city, role, "office/tile.html"):
            names = {"疑问数据": "疑问数据（批）", "未关联数据": "未关联数据（批）"}
            found |= {(login, names.get(words, words)): n for words, n, _, _ in office["lines"]}
        if review := tile_of(city, role, "review/tile.html"):
            found[login, "待审核"] = len(review["waiting"])
        if rulings := tile_of(city, role, "records/tile.html"):
            found[login, "待撤回"] = rulings["count"]
            spans = {address: n for _, _, n, address in rulings["spans"]}
            assert {address: counted(city.people[role], address) for address in spans} == spans, role
        if (kept := tile_of(city, role, "accounts/kept.html")) and role == "单位管理员":
            found[login, "账户"] = kept["accounts"]
    return found


def lists_behind_tiles(city: City) -> Counts:
    """The same counted in the lists to which the tiles lead."""
    found = Counts()
    for role, login in PEOPLE.items():
        person = city.people[role]
        if tile_of(city, role, "steward.html"):
            lines = exported(person, reverse("desk:questioned"))
            found[login, "等经办人处理（批）"] = counted(person, reverse("desk:batches"), daiban="jingban")
            found[login, "疑问数据（批）"] = counted(person, reverse("desk:questioned"))
            found[login, "疑问数据（行）"] = sum(number(line["待补报"]) for line in lines)
            found[login, "公示依据"] = counted(person, reverse("desk:publicity_questions"))
        if office := tile_of(city, role, "office/tile.html"):
            for words, _, _, address in office["lines"]:
                lines, count = exported(person, address), counted(person, address)
                if words == "未关联数据":
                    found[login, "未关联数据（批）"] = len({line["批次"] for line in lines})
                    found[login, "未关联数据（行）"] = count
                else:
                    found[login, "疑问数据（批）" if words == "疑问数据" else words] = count
                if words == "疑问数据":
                    found[login, "疑问数据（行）"] = sum(number(line["待补报"]) for line in lines)
        if tile_of(city, role, "review/tile.html"):
            found[login, "待审核"] = counted(person, reverse("desk:reviews"))
        if tile_of(city, role, "records/tile.html"):
            found[login, "待撤回"] = counted(person, reverse("desk:rulings"))
        if (kept := tile_of(city, role, "accounts/kept.html")) and role == "单位管理员":
            found[login, "账户"] = counted(person, kept["address"])
    return found


_MENU: Final = {"疑问数据": "疑问数据（批）", "数据报送": "等经办人处理（批）"}


def menus(city: City) -> Counts:
    """What the menu says waits."""
    found = Counts()
    for role, login in PEOPLE.items():
        frame = asked(city.people[role], reverse("desk:home"))["frame"]
        menu = frame.menu
        assert frame.waiting == sum(one.count for one in menu), (role, "the folded menu")
        found |= {
            (login, _MENU.get(one.title, one.title)): one.count for one in menu if one.count and one.title != "消息"
        }
    return found


def security(city: City) -> Counts:
    """Accounts with each fault, and who is signed in: the first page against the lists; 0 where it is the same."""
    person, off = city.people["安全管理员"], Counts()
    tile = tile_of(city, "安全管理员", "accounts/tile.html")
    for words, n, address in tile["faults"]:
        off[words] = counted(person, address) - n
    off["登录"] = counted(person, reverse("desk:security_sign_ins")) - tile["signed_in"]
    return off
