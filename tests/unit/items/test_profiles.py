"""Source systems as data: their headers, codes and fixed values; what is wrong in a profile is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from federation.errors import Reason
from federation.items import (
    UNDECLARED,
    Item,
    ProfileInvalid,
    SheetRefused,
    SourceProfile,
    load_catalogue,
    load_profile,
    profile_names,
)
from federation.items.profiles import PROFILE_BYTES, read_profile
from federation.items.tables import (
    Channel,
    HandleType,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    ProjectType,
    ServerType,
)
from tests.worlds.sheets import SHANTOU, book, item, material, task_code


def profile(text: str, name: str = 'name = "某系统"\n') -> SourceProfile:
    return read_profile((name + text).encode())


def one(source: bytes, used: SourceProfile) -> Item:
    (found,) = load_catalogue(source, locality=SHANTOU, version="1", profile=used).catalogue.items
    return found


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(ProfileInvalid) as caught:
        profile(text)
    assert caught.value.reason is Reason.PROFILE_INVALID
    return caught.value.faults


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_loads_by_its_name(name: str) -> None:
    """Each has a name for people and reads a plain catalogue as everybody does."""
    used = load_profile(name)
    assert used.name
    assert one(book({"实施清单": [item()]}), used) == one(book({"实施清单": [item()]}), UNDECLARED)


def test_the_two_sets_of_the_served() -> None:
    """5 is 非法人企业 in C0109 and 行政机关 in GB/T 39046; undeclared it is refused."""
    packed = book({"实施清单": [item(服务对象="1,5")]})
    assert one(packed, load_profile("national")).servers[1] is ServerType.UNINCORPORATED
    assert one(packed, load_profile("gbt39046")).servers[1] is ServerType.GOVERNMENT
    with pytest.raises(SheetRefused) as caught:
        one(packed, UNDECLARED)
    assert "来源系统" in caught.value.report.errors[0].why


def test_old_systems_swap_two_codes_and_two_columns() -> None:
    """办件类型 1 is a promise there, and digits under 材料类型 are of 材料形式."""
    old = load_profile("old-system")
    packed = book({"实施清单": [item(办件类型="1", 办理形式="1,2")]})
    assert one(packed, old).kind is ProjectType.PROMISED
    assert one(packed, UNDECLARED).kind is ProjectType.INSTANT
    assert one(packed, old).handle_types == (HandleType.WINDOW, HandleType.WEB)
    sheet = book({"材料清单": [material("M01", 材料类型="1", 材料形式="2")]})
    ((found,),) = load_catalogue(sheet, locality=SHANTOU, version="1", profile=old).materials.values()
    assert (found.type, found.format) == (MaterialType.COPY, MaterialFormat.PAPER)
    with pytest.raises(SheetRefused) as caught:
        one(book({"实施清单": [item(办理形式="4")]}), old)
    assert caught.value.report.errors[0].header == "办理形式"


def test_guangdong_writes_units_as_letters() -> None:
    """G and Z; the label is read in any case."""
    used = load_profile("guangdong")
    found = one(book({"实施清单": [item(法定办结时限单位="Z", 承诺办结时限单位="G")]}), used)
    assert found.legal
    assert found.promised
    assert (found.legal.unit, found.promised.unit) == (LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_DAY)


def test_a_new_province_is_a_file() -> None:
    """Its headers, its codes of any column, what it never writes; undeclared, the file is refused."""
    used = profile(
        """
        [headers]
        "事项全称" = "task_name"
        "实施码" = "task_code"
        "主体" = "dept_name"
        [codes.server_type]
        "gr" = "自然人"
        "fr" = "企业法人"
        [codes.task_type]
        "XK" = "行政许可"
        [codes.use_level]
        "S" = "市级"
        [fixed]
        project_type = "承诺件"
        anticipate_day = "20个工作日"
        channel = "国家垂管系统"
        """
    )
    row = {
        "事项全称": "食品经营许可",
        "实施码": task_code(),
        "主体": "某某局",
        "事项类型": "XK",
        "行使层级": "S",
        "服务对象": "gr、fr",
        "承诺办结时限": "10个工作日",
        "咨询电话": "0754-88000000",
        "受理条件": "符合法定条件",
    }
    expected = one(book({"实施清单": [item(办理渠道="国家垂管系统")]}), UNDECLARED)
    assert one(book({"导出": [row]}), used) == expected
    with pytest.raises(SheetRefused):
        one(book({"导出": [row]}), UNDECLARED)


def test_a_fixed_value_fills_only_what_is_not_said() -> None:
    """A row's own value stands; the report says which column is filled in."""
    used = profile('[fixed]\nchannel = "国家垂管系统"')
    rows = [item(办理渠道=None), item(base="000131911002", 办理渠道="本系统")]
    loaded = load_catalogue(book({"实施清单": rows}), locality=SHANTOU, version="1", profile=used)
    assert [found.channel for found in loaded.catalogue.items] == [Channel.NATIONAL_LINE, Channel.NODE]
    assert [(repair.row, repair.header) for repair in loaded.repairs] == [(0, "办理渠道")]


def test_headers_of_the_source_go_before_everybodys() -> None:
    """A system that prints 材料形式 over what is a 材料类型."""
    used = profile('[headers]\n"材料形式" = "material_type"\n"材料类型" = "material_format"')
    sheet = book({"材料清单": [material("M01", 材料类型="纸质", 材料形式="原件")]})
    loaded = load_catalogue(sheet, locality=SHANTOU, version="1", profile=used)
    ((found,),) = loaded.materials.values()
    assert (found.type, found.format) == (MaterialType.ORIGINAL, MaterialFormat.PAPER)
    assert not loaded.repairs


def test_digits_of_materials_may_be_declared_one_by_one() -> None:
    """Also where they mean the other column's table."""
    used = profile(
        '[codes.material_type]\n"0" = "原件"\n"1" = "复印件"\n[codes.material_format]\n"0" = "纸质"\n"1" = "电子化"'
    )
    sheet = book({"材料清单": [material("M01", 材料类型="1", 材料形式="0")]})
    ((found,),) = load_catalogue(sheet, locality=SHANTOU, version="1", profile=used).materials.values()
    assert (found.type, found.format) == (MaterialType.COPY, MaterialFormat.PAPER)


def test_another_scheme_identifies_items_by_their_local_code() -> None:
    """The national code stays, for mapping; a local code must be there, and once."""
    used = profile('scheme = "FJ-UNID"\n[headers]\n"unid" = "local_task_code"')
    second = "000131911002"
    loaded = load_catalogue(
        book({"实施清单": [item(unid="A" * 32), item(base=second, unid="B" * 32)]}),
        locality=SHANTOU,
        version="1",
        profile=used,
    )
    assert [(found.key.scheme, found.key.code) for found in loaded.catalogue.items] == [
        ("FJ-UNID", "A" * 32),
        ("FJ-UNID", "B" * 32),
    ]
    assert loaded.catalogue.find(task_code(base=second))[0].key.code == "B" * 32
    rows: list[dict[str, Any]] = [
        item(unid="A"),
        item(base=second, unid="A"),
        item(base="000131911003", unid=None),
    ]
    with pytest.raises(SheetRefused) as caught:
        one(book({"实施清单": rows}), used)
    assert [(error.row, error.header) for error in caught.value.report.errors] == [(3, "unid"), (4, "unid")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("headings = 1", "headings"),
        ('[headers]\n"甲" = "task_nam"', "task_nam"),
        ('[headers]\n"" = "task_name"', "空的列名"),
        ('[headers]\n"事项 名称" = "task_name"\n"事项名称" = "dept_name"', "同一个列名"),
        ('[codes]\nserver_type = "C0110"', "C0109"),
        ('[codes]\nuse_level = "C0109"', "代码集"),
        ("[codes]\nuse_level = 3", "use_level"),
        ('[codes.use_level]\n"3" = "州级"', "市级"),
        ('[codes.task_type]\n"3" = "行政批准"', "行政许可"),
        ('[codes.task_name]\n"3" = "甲"', "不用代码"),
        ('[codes.nothing]\n"3" = "甲"', "nothing"),
        ('[fixed]\nchannel = "快线"', "channel"),
        ("[fixed]\nchannel = true", "channel"),
        ('[fixed]\nnothing = "1"', "nothing"),
        ('material_digits = "maybe"', "swapped"),
        ("headers = 3", "headers"),
        ('scheme = ["a"]', "scheme"),
        ("[codes", "TOML"),
    ],
)
def test_what_is_wrong_in_a_profile_is_named(text: str, word: str) -> None:
    """Unknown fields, members, sets and values, with what would do."""
    assert any(word in fault for fault in faults(text))


def test_all_faults_come_at_once() -> None:
    """One pass shows everything to be mended."""
    assert (
        len(faults('x = 1\n[headers]\n"甲" = "乙"\n[codes.use_level]\n"3" = "州级"\n[fixed]\nchannel = "z"'))
        == 4
    )


def test_a_profile_needs_a_name() -> None:
    """An empty one is named as such."""
    with pytest.raises(ProfileInvalid):
        profile("", name='name = " "\n')


def test_files_that_are_no_profiles(tmp_path: Path) -> None:
    """A name that is not shipped, a path that is not there, bytes that are no text, too many."""
    path = tmp_path / "own.toml"
    path.write_text('name = "自己的"\n', encoding="utf-8-sig")
    assert load_profile(path).name == load_profile(str(path)).name == "自己的"
    path.write_bytes(b"\xff\xfe\x00")
    for source in ("atlantis", "none/none.toml", tmp_path / "none.toml", path):
        with pytest.raises(ProfileInvalid):
            load_profile(source)
    with pytest.raises(ProfileInvalid):
        read_profile(b"#" * (PROFILE_BYTES + 1))
