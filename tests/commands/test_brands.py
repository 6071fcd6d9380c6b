"""`markwarden brands`."""

from __future__ import annotations

import shutil
from pathlib import Path

from commands.brand_reading import brand_paths, load_brand_files
from tests.commands.command_line import CommandLine, brand_toml

EXAMPLES = Path(__file__).parents[2] / "config"


def test_the_example_list_is_right(markwarden: CommandLine) -> None:
    """The brands we ship have no problem, and show each thing a list can hold."""
    found = markwarden("--config", EXAMPLES, "brands", "check", "--json")
    assert found.status == 0
    assert len(found.records) >= 15
    loaded = load_brand_files(brand_paths(EXAMPLES))
    marks = [mark for item in loaded for brand in item.content.brands for mark in brand.marks]
    kinds = {str(mark.kind) for mark in marks}
    assert {"word", "picture", "geographical_indication", "special_sign"} <= kinds
    assert any(mark.dictionary_word for mark in marks)
    assert "old-lantern: mark 'word' expired on 2019-05-20: kept, not matched." in found.err


def test_check_names_every_problem_and_changes_nothing(markwarden: CommandLine) -> None:
    """Each problem is a line on standard error; the status is 1; no record is made."""
    bad = markwarden.write("config/brands/b.toml", brand_toml("b") + "nmae = 1\n")
    markwarden.write("config/brands/c.toml", "x = [\n")
    markwarden.write("config/brands/a.toml", brand_toml("a", "b"))
    found = markwarden("brands", "check")
    assert found.status == 1
    assert f"{bad}:8: brand[1].mark[1].nmae: unknown key; did you mean names?" in found.err
    assert "c.toml:2: not valid TOML" in found.err
    assert found.out == "3 files, 2 good brands, 2 problems.\n"
    assert not markwarden.data.exists()


def test_unused_columns_are_said(markwarden: CommandLine) -> None:
    """A column that is not read is named, so that a misspelt one is noticed."""
    table = markwarden.write("list.tsv", "brand\tlang\nacme\ten\n")
    found = markwarden("brands", "check", table)
    assert found.status == 0
    assert "columns that are not used: lang." in found.err


def test_import_brings_in_the_good_entries(markwarden: CommandLine) -> None:
    """Broken entries cost themselves only; the answer counts both."""
    table = markwarden.write("list.csv", "brand,kind\nacme,word\nbad,wrd\n")
    found = markwarden("brands", "import", table, "--json")
    assert found.status == 1
    assert found.records[0]["added"] == ["acme"]
    assert found.records[0]["problems"][0]["line"] == 3
    assert [item["id"] for item in markwarden("brands", "list", "--json").records] == ["acme"]


def test_an_unchanged_file_is_not_brought_in_again(markwarden: CommandLine) -> None:
    """A second import of the same content changes nothing; of other content, what differs."""
    path = markwarden.write("list.toml", brand_toml("a", "b"))
    assert "2 added" in markwarden("brands", "import", path).out
    assert "0 added, 0 changed, 2 unchanged, 0 removed, 0 problems." in (
        markwarden("brands", "import", path).out
    )
    markwarden.write("list.toml", brand_toml("a", "c", holder="Other"))
    found = markwarden("brands", "import", path)
    assert found.out == "1 added, 1 changed, 0 unchanged, 1 removed, 0 problems.\n"
    assert "Protected list: 1 added, 1 changed, 1 removed." in found.err
    versions = markwarden("brands", "show", "a", "--json").records[0]["versions"]
    assert [item["version"] for item in versions] == [1, 2]


def test_a_brand_with_a_mistake_stays_as_it_was(markwarden: CommandLine) -> None:
    """Breaking an entry, or the whole file, does not take its brand off the list."""
    path = markwarden.write("config/brands/a.toml", brand_toml("a", "b"))
    assert markwarden("brands", "list").status == 0
    path.write_text(path.read_text().replace('name = "b"', "name = 3"))
    found = markwarden("brands", "list", "--json")
    assert found.status == 1
    assert [item["id"] for item in found.records] == ["a", "b"]
    path.write_text("x = [")
    found = markwarden("brands", "list", "--json")
    assert found.status == 1
    assert [item["id"] for item in found.records] == ["a", "b"]


def test_a_file_that_is_gone_takes_its_brands_along(markwarden: CommandLine) -> None:
    """A deleted file's brands leave the list; a renamed one's stay; an empty folder takes none."""
    first = markwarden.write("config/brands/a.toml", brand_toml("a"))
    second = markwarden.write("config/brands/b.toml", brand_toml("b"))
    markwarden("brands", "list")
    second.rename(second.with_name("c.toml"))
    assert [item["id"] for item in markwarden("brands", "list", "--json").records] == ["a", "b"]
    first.unlink()
    found = markwarden("brands", "list", "--json")
    assert [item["id"] for item in found.records] == ["b"]
    assert "1 removed" in found.err
    shutil.rmtree(markwarden.config / "brands")
    assert [item["id"] for item in markwarden("brands", "list", "--json").records] == ["b"]


def test_an_import_does_not_take_a_configured_brand(markwarden: CommandLine) -> None:
    """The configuration's brand stands; the import's entry of the same id is a problem."""
    markwarden.write("config/brands/a.toml", brand_toml("a", holder="Configured"))
    markwarden("brands", "list")
    path = markwarden.write("new.toml", brand_toml("a", "z", holder="Imported"))
    found = markwarden("brands", "import", path)
    assert found.status == 1
    assert f"{path}:3: id: the configuration's a.toml has this id. (value: 'a')" in found.err
    shown = markwarden("brands", "list", "--json").records
    assert [(item["id"], item["holder"]) for item in shown] == [
        ("a", "Configured"),
        ("z", "Imported"),
    ]


def test_pictures_are_kept_with_their_fingerprints(markwarden: CommandLine) -> None:
    """A protected picture goes into the record; a broken or missing one is a problem."""
    label = EXAMPLES / "brands" / "pictures" / "panda-kiln-label.png"
    picture = '[[brand.mark]]\nkind = "picture"\n[[brand.mark.picture]]\npath = "{}"\n'
    text = brand_toml("a") + picture.format("label.png") + picture.format("broken.png")
    path = markwarden.write("new/list.toml", text + picture.format("missing.png"))
    shutil.copy(label, path.with_name("label.png"))
    path.with_name("broken.png").write_bytes(b"not a picture")
    found = markwarden("brands", "import", path)
    assert found.status == 1
    assert "'missing.png'" in found.err
    assert "not watched for" in found.err
    assert found.err.count("mark[") == 2
    shown = markwarden("brands", "show", "a", "--json").records[0]["brand"]["marks"]
    assert [len(mark["pictures"][0]["sha256"]) for mark in shown[1:]] == [64, 64]


def test_a_link_out_of_the_folder_is_not_followed(markwarden: CommandLine) -> None:
    """A link beside a brand file cannot bring in another file of the machine."""
    secret = markwarden.write("secret.png", "secret")
    picture = '[[brand.mark]]\nkind = "picture"\n[[brand.mark.picture]]\npath = "link.png"\n'
    path = markwarden.write("new/list.toml", brand_toml("a") + picture)
    path.with_name("link.png").symlink_to(secret)
    assert "this picture cannot be read" in markwarden("brands", "check", path).err


def test_a_file_that_is_not_utf8_is_a_problem_of_its_own(markwarden: CommandLine) -> None:
    """The file is lost, with the line of the first wrong byte; others stand."""
    good = markwarden.write("good.toml", brand_toml("a"))
    bad = markwarden.folder / "bad.csv"
    bad.write_bytes("brand\n品牌\n".encode("gbk"))
    found = markwarden("brands", "check", good, bad)
    assert f"{bad}:2: not UTF-8, so nothing in this file was read." in found.err
    assert "1 good brand, 1 problem." in found.out


def test_show_and_list_are_for_people_too(markwarden: CommandLine) -> None:
    """Tables name what matters: marks, standing, sellers, prices, versions."""
    found = markwarden("--config", EXAMPLES, "brands", "show", "old-lantern")
    assert found.status == 0
    assert "expired on 2019-05-20" in found.out
    assert "EXAMPLE-0005" in found.out
    listed = markwarden("--config", EXAMPLES, "brands", "list")
    assert "郫县豆瓣/Pixian Douban (geographical indication)" in listed.out
    assert (
        "12.0 to 120.0 CNY"
        in markwarden("--config", EXAMPLES, "brands", "show", "pixian-douban").out
    )
