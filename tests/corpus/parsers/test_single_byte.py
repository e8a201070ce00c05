"""A text in an encoding of one byte a character is read as what was saved, or it is said that it may not be."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest

from corpus.errors import UnreadableDocument
from corpus.language.alphabets import alphabets
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.drafts.reading import read_draft_file
from corpus.parsers.encoding import decode, decoded
from corpus.parsers.file import File

# Each language in words of our own, with the encodings that its texts are found in.
TEXTS = {
    "english": (
        "cp1252 mac_roman",
        "Article 1 The exporter’s licence — “dual-use” items — costs €5 in a café. The company’s records are "
        "kept for “five years” by Müller & Söhne.",
    ),
    "german": (
        "cp1252 iso8859_15 iso8859_1 mac_roman cp437 cp850 cp858",
        "Genehmigungserfordernisse für die Ausfuhr von Gütern Die Ausfuhr der in Teil I der Ausfuhrliste "
        "genannten Güter bedarf der Genehmigung. Müssen Unterlagen geändert werden, so hält der Ausführer sie"
        " fünf Jahre verfügbar. Übermäßige Verzögerungen außerhalb der Frist können die Behörde verpflichten.",
    ),
    "french": (
        "cp1252 iso8859_15 iso8859_1 mac_roman cp437 cp850",
        "Article 3 L'exportation des biens à double usage est soumise à autorisation. La société conserve les"
        " pièces pendant cinq années à compter de la fin de l'année civile où l'opération a été réalisée. Les"
        " marchandises énumérées à l'annexe sont contrôlées même après leur réexportation.",
    ),
    "spanish": (
        "cp1252 iso8859_1 mac_roman cp437 cp850",
        "Artículo 4. La exportación de productos de doble uso requerirá autorización. El exportador "
        "conservará la documentación durante cinco años. ¿Qué ocurrirá con los envíos pequeños? La Secretaría"
        " resolverá según el régimen aplicable.",
    ),
    "portuguese": (
        "cp1252 iso8859_1 mac_roman cp850",
        "Artigo 2.º A exportação de bens de dupla utilização está sujeita a autorização. As informações são "
        "conservadas pelos operadores económicos durante três anos, não podendo ser destruídas.",
    ),
    "italian": (
        "cp1252 mac_roman cp437 cp850 iso8859_15",
        "L'esportazione è soggetta ad autorizzazione. L'autorità può negarla qualora più Stati membri lo "
        "chiedano; la società è tenuta a conservare i documenti perché siano esibiti. Ciò vale già per le "
        "libertà previste.",
    ),
    "danish": (
        "cp1252 mac_roman cp865 cp850",
        "Udførsel af produkter med dobbelt anvendelse kræver tilladelse. Eksportøren skal opbevare "
        "oplysninger på området i fem år. Ansøgningen indgives før forsendelsen, og får virkning når "
        "myndigheden har godkendt den.",
    ),
    "swedish": (
        "cp1252 mac_roman cp437 cp850 iso8859_15",
        "Export av produkter med dubbla användningsområden kräver tillstånd. Exportören ska bevara "
        "handlingarna i fem år. Ansökan görs innan varorna förs ut, så att myndigheten hinner pröva ärendet "
        "på nytt.",
    ),
    "icelandic": (
        "cp1252 mac_iceland",
        "Útflutningur á hlutum sem hafa tvíþætt notagildi er háður leyfi. Útflytjandi skal varðveita gögn í "
        "fimm ár og veita þær upplýsingar sem ráðuneytið óskar eftir.",
    ),
    "polish": (
        "cp1250 iso8859_2 cp852 mac_latin2",
        "Wywóz produktów podwójnego zastosowania wymaga zezwolenia. Eksporter przechowuje dokumentację przez "
        "pięć lat. Wniosek składa się w języku polskim, a organ rozstrzyga sprawę w ciągu trzydziestu dni. "
        "Źródła są jawne.",
    ),
    "czech": (
        "cp1250 iso8859_2 cp852 mac_latin2",
        "Vývoz zboží dvojího užití podléhá povolení. Vývozce uchovává záznamy po dobu pěti let od konce "
        "kalendářního roku. Žádost se podává před vývozem a úřad ji vyřídí do třiceti dnů; může ji též "
        "zamítnout.",
    ),
    "hungarian": (
        "cp1250 iso8859_2 cp852",
        "A kettős felhasználású termékek kiviteléhez engedély szükséges. Az exportőr öt évig megőrzi a "
        "nyilvántartást. A kérelmet a kivitel előtt kell benyújtani, és a hatóság harminc napon belül dönt "
        "róla; külföldről is küldhető.",
    ),
    "slovene": (
        "cp1250 iso8859_2 cp852",
        "Za izvoz blaga z dvojno rabo je potrebno dovoljenje. Izvoznik hrani evidence pet let. Če se zahteva "
        "izda dovoljenje, mora biti vloženo pred začetkom izvoza; določbe se uporabljajo tudi za življenjske "
        "potrebščine.",
    ),
    "romanian": (
        "cp1250 iso8859_2 cp852",
        "Exportul produselor cu dublă utilizare este supus autorizării. Exportatorul păstrează documentele "
        "timp de cinci ani. Cererea se depune înainte de export, iar autoritatea competentă hotărăşte în "
        "treizeci de zile; poate cere şi informaţii în plus.",
    ),
    "lithuanian": (
        "cp1257 iso8859_13 cp775",
        "Dvejopo naudojimo prekių eksportui būtina turėti licenciją. Eksportuotojas įrašus saugo penkerius "
        "metus. Prašymas pateikiamas prieš išvežimą, o įgaliota institucija jį išnagrinėja per trisdešimt "
        "dienų.",
    ),
    "latvian": (
        "cp1257 iso8859_13 cp775",
        "Divējāda lietojuma preču eksportam ir nepieciešama atļauja. Eksportētājs glabā dokumentus piecus "
        "gadus. Pieteikumu iesniedz pirms izvešanas, un iestāde to izskata trīsdesmit dienu laikā; kļūdas "
        "labo.",
    ),
    "estonian": (
        "cp1257 iso8859_15 cp1252 cp775",
        "Kahesuguse kasutusega kauba väljavedu nõuab luba. Eksportija säilitab andmeid viis aastat. Taotlus "
        "esitatakse enne kauba väljavedu ja asutus vaatab selle läbi kolmekümne päeva jooksul; põhjendused "
        "lisatakse.",
    ),
    "turkish": (
        "cp1254 iso8859_9 cp857 mac_turkish",
        "Çift kullanımlı malların ihracatı izne tabidir. İhracatçı kayıtları beş yıl süreyle saklar. Başvuru "
        "ihracattan önce yapılır ve yetkili makam otuz gün içinde karar verir; gerektiğinde ek bilgi ister.",
    ),
    "greek": (
        "cp1253 iso8859_7 cp737 mac_greek cp869",
        "Η εξαγωγή προϊόντων διπλής χρήσης υπόκειται σε άδεια. Ο εξαγωγέας τηρεί τα αρχεία επί πέντε έτη. Η "
        "αίτηση υποβάλλεται πριν από την εξαγωγή και η αρμόδια αρχή αποφασίζει εντός τριάντα ημερών.",
    ),
    "russian": (
        "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic cp855",
        "Статья 5. Экспорт товаров двойного назначения подлежит лицензированию. Экспортёр хранит документы в "
        "течение пяти лет. Заявление подаётся до вывоза, и уполномоченный орган рассматривает его в течение "
        "тридцати дней.",
    ),
    "ukrainian": (
        "cp1251 koi8_u iso8859_5 mac_cyrillic",
        "Стаття 5. Експорт товарів подвійного використання підлягає ліцензуванню. Експортер зберігає "
        "документи протягом п'яти років. Заява подається до вивезення, і уповноважений орган розглядає її "
        "протягом тридцяти днів; їх перелік затверджує уряд.",
    ),
    "bulgarian": (
        "cp1251 iso8859_5 cp866 mac_cyrillic",
        "Износът на стоки с двойна употреба подлежи на разрешение. Износителят съхранява документите пет "
        "години. Заявлението се подава преди износа и органът го разглежда в срок от тридесет дни.",
    ),
    "hebrew": (
        "cp1255 iso8859_8 cp862",
        "יצוא של טובין דו-שימושיים טעון רישיון. היצואן ישמור את המסמכים חמש שנים. הבקשה תוגש לפני היצוא, "
        "והרשות תחליט בה בתוך שלושים ימים.",
    ),
    "arabic": (
        "cp1256 iso8859_6",
        "يخضع تصدير المواد ذات الاستخدام المزدوج للترخيص. يحتفظ المصدر بالسجلات لمدة خمس سنوات. يقدم الطلب "
        "قبل التصدير، وتبت السلطة المختصة فيه خلال ثلاثين يوما.",
    ),
    "thai": (
        "cp874",
        "การส่งออกสินค้าที่ใช้ได้สองทางต้องได้รับใบอนุญาต ผู้ส่งออกต้องเก็บรักษาเอกสารไว้เป็นเวลาห้าปี "
        "ให้ยื่นคำขอก่อนการส่งออก และพนักงานเจ้าหน้าที่ต้องพิจารณาภายในสามสิบวัน",
    ),
}
CASES = [(language, encoding) for language, (encodings, _) in TEXTS.items() for encoding in encodings.split()]
WESTERN_NAMES = (
    "Müller GmbH",
    "Société Générale",
    "São Paulo",
    "Ørsted A/S",
    "Königstraße 5",
    "§ 8",
    "it’s",
    "£5",
    "5 °C",
)
BOXES = "┌───────────┬──────┐\n│ Güter     │ Land │\n├───────────┼──────┤\n│ Prüfgerät │ Köln │\n└───────────┴──────┘\n"


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_text_comes_back(language: str, encoding: str) -> None:
    text = TEXTS[language][1]
    assert decode(text.encode(encoding)) == text
    assert decode(f"{'Plain words. ' * 30_000}{text}".encode(encoding)).endswith(text)


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("words", [4, 8, 16])
def test_a_short_text_is_right_or_refused_or_doubted(language: str, encoding: str, words: int) -> None:
    text = " ".join(TEXTS[language][1].split()[:words])
    data = text.encode(encoding)
    with suppress(ValueError):
        found = decoded(data)
        assert found.text == text or "It is not certain in which encoding the file is" in found.doubt


@pytest.mark.parametrize("name", WESTERN_NAMES)
def test_one_letter_in_the_usual_encoding_is_no_reason_to_refuse_a_table(name: str) -> None:
    text = f"id,name,country\n1,{name},XX\n2,Plain Ltd,YY\n"
    assert decode(text.encode("cp1252")) == text


def test_a_drawn_table_is_read() -> None:
    assert decode(BOXES.encode("cp437")) == BOXES


def test_a_doubt_stands_among_the_warnings_of_a_file_and_of_a_mail() -> None:
    data = "The value is 5 °C at sea.\n".encode("mac_roman")  # which is "¡C" in Windows-1252
    [reading] = read_bytes(File("a.txt", data))
    [mail] = read_bytes(File("a.eml", b"From: a@example.org\nSubject: b\n\n" + data))
    for found in (reading, mail):
        assert any("not certain in which encoding" in line for line in found.warnings) or "5 °C" in found.text


def test_a_draft_whose_encoding_is_in_doubt_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match=r"not certain in which encoding draft\.txt is"):
        read_draft_file(File("draft.txt", "It is 5 °C at sea.\n".encode("mac_roman")))
    text = "Firmen in Köln führen Geräte für Söhne aus, die in Österreich geprüft wurden.\n"
    assert read_draft_file(File("draft.txt", text.encode("mac_roman"))).text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Müller GmbH is listed.",
            "The exporter’s licence.",
            "Å",
            "é",
            "§ 744.21",
            "Société Générale",
            "€500",
            "Peña",
        ),
        *("“Technology” means know-how.", "x – y", "São Paulo", "L’exportation est soumise à autorisation.", "Škoda"),
        *("Größe", "Ångström AB", "10 µm", "Þór", "It’s", "Ærø", "½ inch", "Die Güter", "œuvre", "25 °C"),
    ],
)
def test_a_very_short_draft_of_western_europe_is_read_rightly_or_refused(text: str) -> None:
    for suffix in (".txt", ".md"):
        with suppress(UnreadableDocument):
            assert read_draft_file(File(f"draft{suffix}", text.encode("cp1252"))).text == text


def test_very_short_drafts_are_not_all_refused() -> None:
    for text in ("Müller GmbH is listed.", "Société Générale", "x – y", "Die Güter", "Größe", "Peña"):
        assert read_draft_file(File("draft.txt", text.encode("cp1252"))).text == text


def test_what_could_be_two_encodings_is_refused_with_their_names() -> None:
    with pytest.raises(ValueError, match="could be Windows-1251 or Mac Cyrillic"):
        decode("Износът на стоки".encode("cp1251"))


def test_one_word_that_stands_there_a_thousand_times_is_as_open_as_once() -> None:
    with pytest.raises(ValueError, match="its encoding could be DOS 865 or Mac Roman"):
        decode(("Überall " * 1_000).encode("mac_roman"))  # which is "åberall" in the other


def test_bytes_of_no_language_are_refused() -> None:
    for text in (TEXTS["german"][1].encode("cp500"), bytes(range(0xA1, 0xFF)) * 20):
        with pytest.raises(ValueError, match=r"no encoding fits|not those of a text"):
            decode(text)


def test_a_few_damaged_bytes_do_not_make_another_encoding_of_utf_8() -> None:
    found = decode("Grüße aus Köln, “sofort” — es eilt".encode() + b" Stra\xdfe")
    assert found == "Grüße aus Köln, “sofort” — es eilt Stra\ufffde"


def test_every_encoding_of_the_table_has_a_name_and_holds_the_frequent_letters() -> None:
    for alphabet in alphabets().entries:
        for encoding in alphabet.encodings:
            assert encoding in alphabets().names
            assert codecs.lookup(encoding)
            held = [letter for letter in alphabet.letters if letter.encode(encoding, "ignore")]
            assert len(held) > 0.7 * len(alphabet.letters), (encoding, alphabet)
            assert len(set(alphabet.letters)) == len(alphabet.letters), alphabet
