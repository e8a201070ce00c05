"""Addresses in the real laws, with the first words that stand there (looked up by hand), and counts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from corpus.model import Kind, Reading, Role
from corpus.parsers import uk
from corpus.parsers.dispatch import read
from corpus.parsers.file import File

DUAL_USE, CONTROL_LAW, RARE_EARTH = (
    "cn/两用物项出口管制条例(2024-09-30).md",
    "cn/出口管制法(2020-10-17).md",
    "cn/稀土管理条例(2024-06-22).md",
)
FEFA, EXPORT_ORDER, EXCHANGE_ORDER = "jp/324AC0000000228.md", "jp/324CO0000000378.md", "jp/355CO0000000260.md"
GDPR, CONS, OJ, OLD, MIFID = (
    "eu/32016R0679.xhtml",
    "eu/32021R0953_cons.xhtml",
    "eu/32021R0953_oj.xhtml",
    "eu/31958R0001_old.html",
    "eu/formex_mifid_ii.xml",
)
HUMAN_RIGHTS, RACING, STATISTICS, FEED = (
    f"uk/sample-{n}.xml" for n in ("human-rights-1998", "ni-nia-2022-2", "scot-asp-2021-11", "atom-ukpga-2018")
)

ADDRESSES = [
    (DUAL_USE, "第三条第一款", "第三条 两用物项出口管制工作坚持中国共产党的领导"),
    (DUAL_USE, "第十条第（一）项", "（一）对国家安全和利益的影响；"),
    (DUAL_USE, "第十一条第二款", "制定、调整两用物项出口管制清单可以以适当方式"),
    (DUAL_USE, "第十二条第（二）项", "（二）需要继续实施管制但不宜列入"),
    (DUAL_USE, "第十六条第一款", "第十六条 出口经营者申请单项许可"),
    (DUAL_USE, "第十九条第一款第（四）项", "（四）参加在中华人民共和国境外举办的展览会"),
    (DUAL_USE, "第二十四条第二款", "两用物项的最终用户应当按照"),
    (DUAL_USE, "第三十条", "第三十条 列入管控名单的进口商"),
    (DUAL_USE, "第五十条", "第五十条 本条例自2024年12月1日起施行。"),
    (DUAL_USE, "第三章第一节", "第一节 两用物项出口许可"),
    (CONTROL_LAW, "第二条第六款", "本法所称核，是指核材料"),
    (CONTROL_LAW, "第十二条第三款", "出口管制清单所列管制物项以及临时管制物项之外的"),
    (CONTROL_LAW, "第十二条第三款第（三）项", "（三）被用于恐怖主义目的。"),
    (CONTROL_LAW, "第十三条第（四）项", "（四）管制物项敏感程度；"),
    (CONTROL_LAW, "第十八条第二款", "对列入管控名单的进口商和最终用户"),
    (CONTROL_LAW, "第二十五条第二款", "军品出口经营者出口军品时"),
    (CONTROL_LAW, "第三十九条第一款", "第三十九条 违反本法规定受到处罚的出口经营者"),
    (CONTROL_LAW, "adoption note", "2020年10月17日 第十三届全国人民代表大会常务委员会"),
    (RARE_EARTH, "第九条第一款", "第九条 稀土开采企业应当依照"),
    (RARE_EARTH, "第十六条第二款", "稀土实物储备实行政府储备与企业储备相结合"),
    (RARE_EARTH, "第三十条第二款", "稀土，指镧、铈、镨、钕"),
    (FEFA, "第一条", "第一条（目的） この法律は、外国為替、外国貿易その他の対外取引が"),
    (FEFA, "第二条から第四条まで", "第二条から第四条まで 削除"),
    (FEFA, "第六条第一項第十六号", "十六 「財産」とは"),
    (FEFA, "第六条第一項第七号ハ", "ハ 証票、電子機器その他の物"),
    (FEFA, "第二十一条第二項第三号", "三 本邦と外国との間の大量の資金の移動により"),
    (FEFA, "第二十七条第十二項", "１２ 第五項から前項までに定めるもののほか"),
    (FEFA, "第二十八条の二", "第二十八条の二（特定取得の届出の特例）"),
    (FEFA, "第五十五条の三第一項第五号", "五 第二十条第五号に掲げる資本取引"),
    (FEFA, "第七十三条第一号", "一 第五十五条の三第六項の規定による届出をせず"),
    (FEFA, "附則", "附則\nこの法律の施行期日は"),
    (FEFA, "第六章の二", "第六章の二 報告等"),
    (EXPORT_ORDER, "第一条第三項", "３ 別表第一の一六の項の中欄に掲げる貨物を"),
    (EXPORT_ORDER, "第二条第一項第一号の二", "一の二 別表第二の二に掲げる貨物"),
    (EXPORT_ORDER, "第四条第一項第二号ホ", "ホ 無償で輸出すべきものとして無償で輸入した貨物"),
    (EXPORT_ORDER, "別表第一の二の項（三十一）", "（三十一） ウランの同位元素の分離に用いられるガスレーザー発振器"),
    (EXPORT_ORDER, "別表第一の五の項（十）", "（十） 潤滑剤として使用することができる材料"),
    (EXPORT_ORDER, "別表第一の六の項（九）", "（九） 絞りスピニング加工機"),
    (EXPORT_ORDER, "別表第二の三〇の項", "三〇\nしいたけ種菌\n全地域"),
    (EXPORT_ORDER, "別表第二の二第十八号", "十八 音声再生機、録音機及びビデオの記録用"),
    (EXPORT_ORDER, "別表第二の三第一号の二ハ（１）", "（１） 物理的封じ込めに用いられる装置"),
    (EXPORT_ORDER, "別表第二の三第二号の二（１１）（ｉｖ）", "（ｉｖ） ゴム製の管及びホース"),
    (EXPORT_ORDER, "別表第四 > introductory text", "イラン、イラク、北朝鮮"),
    (EXCHANGE_ORDER, "第二条第三項第一号", "一 金融商品取引法（昭和二十三年法律第二十五号）"),
    (EXCHANGE_ORDER, "第十二条第三項第四号", "四 対外直接投資を行おうとする理由"),
    (EXCHANGE_ORDER, "第十八条の七第二項第二号チ", "チ 居住者による非居住者からの証券の取得"),
    (EXCHANGE_ORDER, "別表の六の項（三）", "（三） 数値制御装置又はコーティング装置の使用に係る技術"),
    (GDPR, "Chapter I", "CHAPTER I\nGeneral provisions"),
    (GDPR, "Article 3(2)(b)", "(b) the monitoring of their behaviour"),
    (GDPR, "Article 4(16)(a)", "(a) as regards a controller with establishments in more than one"),
    (GDPR, "Article 27", "Article 27\nRepresentatives of controllers or processors"),
    (GDPR, "Article 30(1)(a)", "(a) the name and contact details of the controller"),
    (GDPR, "Article 42(8)", "8. The Board shall collate all certification mechanisms"),
    (GDPR, "Article 58(2)(e)", "(e) to order the controller to communicate"),
    (GDPR, "Article 83(2)(k)", "(k) any other aggravating or mitigating factor"),
    (GDPR, "Article 99(2)", "2. It shall apply from 25 May 2018."),
    (CONS, "Article 2(8)", "(8) ‘barcode’ means a method of storing"),
    (CONS, "Article 3(1)(a)", "(a) a certificate confirming that the holder has received"),
    (CONS, "Article 16(1)", "1. By 31 October 2021, the Commission"),
    (CONS, "Annex, point 1(h)", "(h) date of vaccination, indicating the date of the latest dose"),
    (CONS, "Annex, point 3(d)", "(d) date of first positive test result;"),
    (OJ, "recital (11)", "(11) In their statement of 25 March 2021"),
    (OJ, "recital (48) > footnote 15", "(15) Regulation (EU) 2016/679 of the European Parliament"),
    (OJ, "Article 5(1)", "1. Each Member State shall, automatically"),
    (OJ, "Article 11(2)(b)", "(b) the scope of such restrictions"),
    (OJ, "Article 14", "Article 14\nCommittee procedure"),
    (OJ, "Annex, point 3(d)", "(d) date of the holder’s first positive NAAT test result;"),
    (OLD, "Article 6", "Article 6\nThe institutions of the Community may stipulate"),
    (OLD, "recital (1)", "Whereas each of the four languages"),
    (MIFID, "Title I", "TITEL I\nANWENDUNGSBEREICH UND BEGRIFFSBESTIMMUNGEN"),
    (MIFID, "Article 2(1)(e)", "e) Anlagenbetreiber mit Verpflichtung zur Einhaltung"),
    (MIFID, "Article 4(1)(8)", "8. „Portfolioverwaltung“ die Verwaltung"),
    (MIFID, "Article 47(1)(e)", "e) um über wirksame Vorkehrungen"),
    (MIFID, "Annex I, Section A, point 3", "(3) Handel für eigene Rechnung;"),
    (MIFID, "Annex I, Section C, point 9", "(9) Finanzielle Differenzgeschäfte"),
    (MIFID, "Annex IV > table 5, row 5", "Artikel 51 Absatz 5\nArtikel 71 Absatz 5"),
    (HUMAN_RIGHTS, "section 1(1)(b)", "(b) Articles 1 to 3 of the First Protocol, and"),
    (HUMAN_RIGHTS, "section 2(3)(c)(ii)", "(ii) for which no rules made under paragraph (a) are in force."),
    (HUMAN_RIGHTS, "section 7A(9)", "(9) In this section “Her Majesty's"),
    (HUMAN_RIGHTS, "section 12(2)(a)", "(a) that the applicant has taken all practicable steps"),
    (HUMAN_RIGHTS, "section 21(1) > Northern Ireland Minister", "“Northern Ireland Minister” includes"),
    (HUMAN_RIGHTS, "section 21(1) > primary legislation(a)", "(a) public general Act;"),
    (HUMAN_RIGHTS, "Schedule 1, Part I, Article 3", "Article 3\nProhibition of torture\nNo one shall be subjected"),
    (HUMAN_RIGHTS, "Schedule 1, Part I, Article 5, paragraph 2", "2 Everyone who is arrested shall be informed"),
    (HUMAN_RIGHTS, "Schedule 4, paragraph 1(2)", "(2) A pensions order must include"),
    (RACING, "section 2(1)", "(1) Article 3 of the 1990 Order (horse racing fund) is amended"),
    (RACING, "section 1 > annotation I1", "S. 1 in operation at 3.2.2022"),
    (STATISTICS, "section 1(2)", "(2) In section 11 (pre-release access), after subsection (5), insert—"),
    (STATISTICS, "section 3(3)(a)", "(a) publish the report, and"),
    (FEED, "Ivory Act 2018", "Ivory Act 2018\nAn Act to prohibit dealing in ivory"),
]


@cache
def reading(path: Path) -> Reading:
    (only,) = read(path)
    return only


@pytest.mark.parametrize("file, locator, words", ADDRESSES)
def test_address(shared: Path, file: str, locator: str, words: str) -> None:
    law = reading(shared / "data" / file)
    found = [i for i, p in enumerate(law.provisions) if p.locator == locator and p.role is not Role.CONTINUATION]
    assert len(found) == 1
    assert law.own_text(found[0]).startswith(words)


@pytest.mark.parametrize(
    "file, role, count",
    [
        (DUAL_USE, Role.SECTION, 50),
        (CONTROL_LAW, Role.SECTION, 49),
        (RARE_EARTH, Role.SECTION, 32),
        (EXPORT_ORDER, Role.ANNEX, 12),
        (GDPR, Role.SECTION, 99),
        (OJ, Role.SECTION, 17),
        (OJ, Role.RECITAL, 64),
        (OJ, Role.NOTE, 18),
        (OJ, Role.ANNEX, 1),
        (CONS, Role.SECTION, 17),
        (OLD, Role.SECTION, 8),
        (MIFID, Role.SECTION, 15),  # 20 ARTICLE elements, 5 of them quoted in Article 91's amendments
        (MIFID, Role.ANNEX, 3),
        (MIFID, Role.ROW, 24),  # 25 ROW elements, 1 of headings
        (HUMAN_RIGHTS, Role.ANNEX, 4),
        (FEED, Role.ROW, 20),
    ],
)
def test_counts(shared: Path, file: str, role: Role, count: int) -> None:
    assert Counter(p.role for p in reading(shared / "data" / file).provisions)[role] == count


def test_rows_of_a_list_carry_their_headings(shared: Path) -> None:
    law = reading(shared / "data" / EXPORT_ORDER)
    (row,) = [p for p in law.provisions if p.locator == "別表第二の三〇の項"]
    assert row.cells == (("", "三〇"), ("貨物", "しいたけ種菌"), ("地域", "全地域"))
    assert next(p for p in law.provisions if p.locator == "別表第二の二の項").reserved


@pytest.mark.parametrize(
    "file, source_id, jurisdiction, language, published, valid_from",
    [
        (DUAL_USE, "cn-dual-use-export-control-regulations", "cn", "zh", date(2024, 9, 30), date(2024, 12, 1)),
        (CONTROL_LAW, "cn-export-control-law", "cn", "zh", date(2020, 10, 17), date(2020, 12, 1)),
        (RARE_EARTH, "cn-rare-earth-regulations", "cn", "zh", date(2024, 6, 22), date(2024, 10, 1)),
        (FEFA, "jp-324AC0000000228", "jp", "ja", None, None),  # its dates stand in its front matter only
        (GDPR, "eu-32016R0679", "eu", "en", date(2016, 4, 27), date(2016, 5, 4)),
        (CONS, "eu-32021R0953", "eu", "en", date(2021, 6, 14), date(2022, 6, 30)),
        (OJ, "eu-32021R0953", "eu", "en", date(2021, 6, 14), date(2021, 6, 15)),
        (OLD, "eu-31958R0001", "eu", "en", date(1958, 4, 15), date(1958, 4, 15)),
        (MIFID, "eu-32014L0065", "eu", "de", date(2014, 5, 15), date(2020, 3, 26)),
        (HUMAN_RIGHTS, "uk-ukpga-1998-42", "uk", "en", date(1998, 11, 9), date(2026, 4, 6)),
    ],
)
def test_metadata(
    shared: Path,
    file: str,
    source_id: str,
    jurisdiction: str,
    language: str,
    published: date | None,
    valid_from: date | None,
) -> None:
    law = reading(shared / "data" / file)
    source = law.source
    assert (source.id, source.jurisdiction, source.language, source.kind) == (
        source_id,
        jurisdiction,
        language,
        Kind.LAW,
    )
    assert (source.published, law.valid_from) == (published, valid_from)


@pytest.mark.parametrize("label", ["1", "Article 1"])
def test_an_article_of_assimilated_law_is_called_so_once(label: str) -> None:
    uri = "http://www.legislation.gov.uk/eur/2030/9"
    xml = (
        f'<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" DocumentURI="{uri}"'
        ' RestrictStartDate="2031-01-01"><EURetained><EUBody><P1group><Title>Subject</Title>'
        f'<P1 DocumentURI="{uri}/article/1" id="article-1"><Pnumber>{label}</Pnumber>'
        "<P1para><Text>Samples need a licence.</Text></P1para></P1></P1group></EUBody></EURetained></Legislation>"
    )
    [reading] = uk.read(File("eur-2030-9.xml", xml.encode()))
    assert [p.locator for p in reading.provisions if p.role is Role.SECTION] == ["Article 1"]
    assert "Samples need a licence." in reading.text
