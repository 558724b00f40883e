"""What reporters type, and paste from other programs, in a real browser."""

import pytest

from articles import content, html

from .factories import make_article, make_desk, make_user
from .staff import EDITOR, page_of
from .writing import put_caret

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
PASTE = """([html, format]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData(format, html);
  const text = document.querySelector('[contenteditable=true]');
  text.focus();
  text.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""
ITEM = (
    '<p class="MsoListParagraphCxSpFirst" style="mso-list:l0 level1 lfo1"><!--[if !supportLists]-->'
    '<span style="mso-list:Ignore">{}<span style="font:7pt Times">&nbsp;&nbsp; </span></span>'
    "<!--[endif]--><b>{}</b><o:p></o:p></p>"
)
WORD = (
    '<p class=MsoNormal style="margin:0"><span style="font-size:14pt">Warga kerja bakti.</span></p>'
    + ITEM.format("1.", "Papan diganti")
    + ITEM.format("2.", "Tali dikencangkan")
    + ITEM.format("·", "Cat dibeli")
    + "<p class=MsoNormal>Selesai.</p><script>alert(1)</script>"
)
SHEET = (
    "<table><tr><td>Siulak</td><td>12</td></tr><tr><td>Kayu Aro</td><td><p>7</p></td></tr></table>"
)
LAYOUT = "<table><tr><td><p>Satu.</p><p>Dua <i>miring</i>.</p></td></tr></table>"
GOOGLE = (
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><p><span style="font-weight:'
    '700;font-style:normal">Tebal</span><span style="font-weight:400"> biasa <!-- --></span>'
    '<span style="font-weight:400;font-style:italic">miring</span></p></b>'
)
BOLD = "<strong>{}</strong>"
# As WhatsApp copies two messages, with the marks that nobody sees.
CHAT = (
    "\n[13.09, 20/11/2024] Soni Yoner: \u200e*Banjir* merendam _40 rumah_ di Siulak, kata Asraf, "
    "S.Pt., M.Si. (KERINCI.GO.ID)\n\n[20/11/24 13.10.09] Soni Yoner: Luasnya 5 * 3 * 2 meter, "
    "lihat https://kerinci.example/banjir\n"
)
FROM_CHAT = [
    "<p><strong>Banjir</strong> merendam <em>40 rumah</em> di Siulak, kata Asraf, S.Pt., M.Si. "
    "(KERINCI.GO.ID)</p>",
    '<p>Luasnya 5 * 3 * 2 meter, lihat <a href="https://kerinci.example/banjir" rel="noopener">'
    "https://kerinci.example/banjir</a></p>",
]
# The same as a phone copies it, without the year, as an iPhone does, and as a chat is exported.
CHATS = [
    "[20/11, 13.09] Soni Yoner: Air naik.\n[20/11, 1:10\u202fPM] Soni Yoner: Warga mengungsi.",
    "[20/11 13.09] Pak RT: Air naik.\n[20/11 13.10] +62 812-3456-7890: Warga mengungsi.",
    "20/11/24 13.09 - Pak RT: Air naik.\n20/11/24, 13.10 - Soni Yoner: Warga mengungsi.",
]
COUNTER = "label[for=id_body] .nr-counter"
TYPED = "Asraf, S.Pt., M.Si. dan kerinci.go.id: 5 * 3 * 2, a_b_c, *bukan* __tebal__."

PASTED = {
    WORD: [
        "<p>Warga kerja bakti.</p>",
        f"<ol><li><p>{BOLD.format('Papan diganti')}</p></li>"
        f"<li><p>{BOLD.format('Tali dikencangkan')}</p></li></ol>",
        f"<ul><li><p>{BOLD.format('Cat dibeli')}</p></li></ul>",
        "<p>Selesai.</p>",
    ],
    SHEET: ["<p>Siulak – 12</p>", "<p>Kayu Aro – 7</p>"],
    LAYOUT: ["<p>Satu.</p>", "<p>Dua <em>miring</em>.</p>"],
    GOOGLE: ["<p><strong>Tebal</strong> biasa <em>miring</em></p>"],
}


def test_lists_and_weights_stay_and_cells_do_not_run_together(visit):
    article = make_article(make_desk("kerinci"), body="")
    page = visit(article.created_by, page_of(article))

    for pasted, blocks in PASTED.items():
        page.focus(EDITOR)
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.evaluate(PASTE, [pasted, "text/html"])
        assert content.blocks(html.clean(page.inner_html(EDITOR))) == blocks
    with page.expect_navigation():
        page.locator(".nr-save button >> nth=0").press("Enter")

    article.refresh_from_db()
    assert content.blocks(article.body) == PASTED[GOOGLE]


def test_a_chat_keeps_its_looks_and_what_is_typed_stays_what_was_typed(visit):
    article = make_article(make_desk("kerinci"), body="")
    page = visit(article.created_by, page_of(article))

    page.focus(EDITOR)
    page.evaluate(PASTE, [CHAT, "text/plain"])
    page.keyboard.press("Enter")
    page.keyboard.type(TYPED)

    blocks = content.blocks(html.clean(page.inner_html(EDITOR)))
    assert blocks == [*FROM_CHAT, f"<p>{TYPED}</p>"]


@pytest.mark.parametrize("chat", CHATS, ids=["phone", "iphone", "export"])
def test_who_wrote_in_a_chat_and_when_stays_out_of_the_story_however_it_was_copied(visit, chat):
    article = make_article(make_desk("kerinci"), body="")
    page = visit(article.created_by, page_of(article))

    page.focus(EDITOR)
    page.evaluate(PASTE, [chat, "text/plain"])

    assert page.locator(f"{EDITOR} p").all_inner_texts() == ["Air naik.", "Warga mengungsi."]


def test_the_keys_that_save_save_where_one_writes_and_the_words_are_counted(visit):
    article = make_article(make_desk("kerinci"), body="<p>Satu dua.</p>")
    page = visit(make_user("reporter", article.desk, language="en"), page_of(article))
    assert page.inner_text(COUNTER) == "Words: 2. Reading time: 1 min."

    put_caret(page, 1)
    page.keyboard.type(" Tiga")
    with page.expect_response("**/autosave/"):
        page.keyboard.press("Control+s")
    page.keyboard.type(" empat.")

    assert page.inner_text(COUNTER) == "Words: 4. Reading time: 1 min."
    article.refresh_from_db()
    assert article.body == "<p>Satu dua. Tiga</p>"
