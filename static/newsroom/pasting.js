/*
 * What comes from word processors and spreadsheets, before the text editor reads it: a list that is only
 * drawn as one becomes a list, words that are only drawn bold or italic become so, and what stood in cells
 * does not run together. What comes from a chat is bold and italic where the chat showed it so.
 * Loaded by the text editor (articles/admin/article_pictures.py).
 */
import { Extension, pm } from "django-prose-editor/editor";

/** What Word puts in front of an item: a bullet, or a number or letter with a dot or bracket. */
const NUMBERED = /^\s*\(?([0-9]+|[a-z]{1,4})[.)]/i;
const LINES = "p, li, h1, h2, h3, h4, h5, h6, blockquote, pre";
const TAG = /<[a-z][^>]*>/gi;

/** The style of an element, which the page's policy lets nobody apply: so it is read as words. */
const style = (element) => element.getAttribute("data-style")?.toLowerCase() ?? "";

/** Google writes weights as styles, and a <b> that says it is none around everything. */
function weigh(page) {
    for (const [names, name, plain, drawn] of [
        ["b, strong", "strong", /font-weight:\s*(normal|[1-4]00)/, /font-weight:\s*(bold|[6-9]00)/],
        ["i, em", "em", /font-style:\s*normal/, /font-style:\s*(italic|oblique)/],
    ]) {
        for (const element of page.querySelectorAll(names)) {
            if (plain.test(style(element))) {
                element.replaceWith(...element.childNodes);
            }
        }
        for (const element of page.querySelectorAll("span[data-style]")) {
            if (drawn.test(style(element))) {
                const marked = page.createElement(name);
                marked.append(...element.childNodes);
                element.append(marked);
            }
        }
    }
}

/** Word's paragraphs that look like items become items; those that follow each other are one list. */
function list(page) {
    let last = null;
    for (const item of page.querySelectorAll('p[data-style*="mso-list"], p[class*="MsoListParagraph"]')) {
        const sign = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/.test(style(span)));
        if (!sign) {
            continue;
        }
        const name = NUMBERED.test(sign.textContent) ? "OL" : "UL";
        sign.remove();
        if (last?.tagName !== name || last.nextElementSibling !== item) {
            last = item.parentNode.insertBefore(page.createElement(name), item);
        }
        const line = last.appendChild(page.createElement("li")).appendChild(page.createElement("p"));
        line.append(...item.childNodes);
        item.remove();
    }
}

/** A row of short cells becomes a line; of a table that only lays out a page the texts stay as they are. */
function untable(page) {
    // The innermost first.
    for (const table of [...page.querySelectorAll("table")].reverse()) {
        const texts = page.createElement("div");
        for (const row of table.rows) {
            const cells = [...row.cells].filter((cell) => cell.textContent.trim());
            if (cells.some((cell) => cell.querySelectorAll(LINES).length > 1)) {
                texts.append(...cells.flatMap((cell) => [...cell.childNodes]));
            } else if (cells.length) {
                const line = texts.appendChild(page.createElement("p"));
                line.textContent = cells.map((cell) => cell.textContent.trim().replace(/\s+/g, " ")).join(" – ");
            }
        }
        table.replaceWith(texts);
    }
}

/** What nobody sees: directions and joints that chats put between the letters. */
const UNSEEN = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/**
 * What a chat puts above each message that is copied: “[13.09, 20/11/2024] Soni Yoner: ”, or the day first; on a
 * phone without the year, “[20/11, 13.09] ”; and in a chat that is exported “20/11/24 13.09 - Soni Yoner: ”.
 */
const CLOCK = String.raw`\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:[ \u00a0\u202f]?[AP]M)?`;
const DAY = String.raw`\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?`;
const MOMENT = String.raw`(?:${CLOCK},? ${DAY}|${DAY},? ${CLOCK})`;
const SAID_BY = new RegExp(String.raw`^(?:\[${MOMENT}\]|${DAY},? ${CLOCK} -) [^:\n]{1,80}: `, "gim");
/** *bold* and _italic_ as chats write them: the sign touches the words, and stands apart from others. */
const SIGNED = /(?<=^|[\s("'“‘[])([*_])(?=\S)([^*_\n]*[^\s*_])\1(?=$|[\s.,;:!?)"'”’\]])/gm;

/** A text without formats as the editor gets it: no message heads, no empty lines around it. */
const untangled = (text) => text
    .replace(/\r\n?/g, "\n").replace(UNSEEN, "").replace(SAID_BY, "").replace(/^\s*\n|\n\s*$/g, "");

/** A text with a chat's signs, as a slice of the editor's; undefined of one without. */
function unsigned(text, context, _plain, view) {
    if (text.search(SIGNED) < 0) {
        return undefined;
    }
    const page = document.implementation.createHTMLDocument();
    for (const line of text.split(/\n+/)) {
        const block = page.body.appendChild(page.createElement("p"));
        let end = 0;
        for (const found of line.matchAll(SIGNED)) {
            const marked = page.createElement(found[1] === "*" ? "strong" : "em");
            marked.textContent = found[2];
            block.append(line.slice(end, found.index), marked);
            end = found.index + found[0].length;
        }
        block.append(line.slice(end));
    }
    return pm.model.DOMParser.fromSchema(view.state.schema).parseSlice(page.body, { preserveWhitespace: true, context });
}

export const Pasting = Extension.create({
    name: "pasting",

    addProseMirrorPlugins() {
        return [
            new pm.state.Plugin({ props: { transformPastedText: untangled, clipboardTextParser: unsigned } }),
        ];
    },

    transformPastedHTML(html) {
        const unstyled = html.replace(TAG, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
        const page = new DOMParser().parseFromString(unstyled, "text/html");
        weigh(page);
        list(page);
        untable(page);
        return page.body.innerHTML;
    },
});
