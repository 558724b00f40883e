/*
 * A picture in the text: <figure data-photo="12"><figcaption>caption</figcaption></figure>, with
 * data-credit and data-alt where this use has a credit or an alternative text of its own.
 *
 * It shows the photo, its texts are written in place, and it moves among the paragraphs by drag, by
 * its buttons or by Alt and an arrow. Loaded by the text editor (articles/admin/article_pictures.py).
 */
import { Node } from "django-prose-editor/editor";

/** The address of a small file of the photo. */
const shown = (address, number) => address.replace(/\b0\b/, number);

/** Move the picture at `place` one block up (-1) or down (1); false where it is at the end. */
const move = (view, place, way) => {
    const { state } = view;
    const node = state.doc.nodeAt(place);
    const at = state.doc.resolve(place);
    const beside = at.parent.maybeChild(at.index() + way);
    if (!node || !beside) {
        return false;
    }
    const there = way < 0 ? place - beside.nodeSize : place + beside.nodeSize;
    const caret = Math.max(0, state.selection.from - place - 1);
    const inside = state.selection.from > place && state.selection.from < place + node.nodeSize;
    const change = state.tr.delete(place, place + node.nodeSize).insert(there, node);
    if (inside) {
        change.setSelection(state.selection.constructor.near(change.doc.resolve(there + 1 + caret)));
    }
    view.dispatch(change.scrollIntoView());
    return true;
};

/** The place of the picture that the caret is in, or null. */
const around = (state) => {
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
        if ($from.node(depth).type.name === "photo") {
            return $from.before(depth);
        }
    }
    return state.selection.node?.type.name === "photo" ? state.selection.from : null;
};

/** The texts of a photo in the library, as article-pictures.js knows them. */
const ownTexts = (number) => {
    try {
        return JSON.parse(document.querySelector("[data-pictures]").dataset.known)[number] || {};
    } catch {
        return {};
    }
};

/** An attribute of the figure that is left away where it is empty. */
const said = (name) => ({
    default: "",
    parseHTML: (figure) => figure.getAttribute(`data-${name}`) || "",
    renderHTML: (values) => (values[name].trim() ? { [`data-${name}`]: values[name] } : {}),
});

/** The fields of one use: {dom, update}; `write` is told the name and what was typed. */
const fieldsOf = (node, words, longest, picture, write) => {
    const dom = document.createElement("details");
    dom.className = "nr-photo-texts";
    dom.contentEditable = "false";
    dom.open = Boolean(node.attrs.credit || node.attrs.alt);
    const summary = document.createElement("summary");
    summary.textContent = words.texts;
    summary.setAttribute("aria-label", `${words.texts}: ${picture}`);
    dom.append(summary);
    const own = ownTexts(node.attrs.number);
    const fields = {};
    for (const [name, kind] of [["credit", "input"], ["alt", "textarea"]]) {
        const field = document.createElement(kind);
        Object.assign(field, { value: node.attrs[name], maxLength: longest[name], placeholder: own[name] || "" });
        field.setAttribute("aria-label", `${words[name]}: ${picture}`);
        field.addEventListener("input", () => write(name, field.value));
        const label = document.createElement("label");
        label.append(words[name], field);
        dom.append(label);
        fields[name] = field;
    }
    fields.alt.rows = 2;
    // It would send the form off.
    fields.credit.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    const help = document.createElement("small");
    help.textContent = words.own;
    dom.append(help);
    const update = ({ attrs }) => {
        for (const [name, field] of Object.entries(fields)) {
            if (field.value !== attrs[name]) {
                field.value = attrs[name];
            }
        }
    };
    return { dom, update };
};

export const Photo = Node.create({
    name: "photo",
    group: "block",
    content: "text*",
    draggable: true,
    isolating: true,
    defining: true,

    addOptions() {
        return { address: "", words: {}, longest: {} };
    },

    addAttributes() {
        return {
            number: {
                default: null,
                parseHTML: (figure) => figure.getAttribute("data-photo"),
                renderHTML: ({ number }) => ({ "data-photo": number }),
            },
            credit: said("credit"),
            alt: said("alt"),
        };
    },

    parseHTML() {
        const isPhoto = (figure) => /^[1-9]\d*$/.test(figure.dataset.photo) && null;
        return [{ tag: "figure[data-photo]", contentElement: "figcaption", getAttrs: isPhoto }];
    },

    renderHTML({ HTMLAttributes }) {
        return ["figure", HTMLAttributes, ["figcaption", 0]];
    },

    addNodeView() {
        const { address, words, longest } = this.options;
        return ({ node, editor, getPos }) => {
            const dom = document.createElement("figure");
            dom.className = "nr-photo-node";
            const name = `${words.name} (${node.attrs.number})`;
            const gone = ownTexts(node.attrs.number).gone;
            const image = document.createElement(gone ? "p" : "img");
            if (gone) {
                Object.assign(image, { className: "nr-picture-gone", textContent: words.gone });
            } else {
                Object.assign(image, { src: shown(address, node.attrs.number), alt: name });
            }
            image.contentEditable = "false";
            const tools = document.createElement("div");
            tools.className = "nr-photo-tools";
            tools.contentEditable = "false";
            const caption = document.createElement("figcaption");
            caption.dataset.says = words.caption;
            const offer = (mark, word, act) => {
                const button = document.createElement("button");
                Object.assign(button, { type: "button", textContent: mark, title: word, className: "nr-button" });
                button.setAttribute("aria-label", `${word}: ${name}`);
                button.addEventListener("click", act);
                tools.append(button);
            };
            // The node is drawn anew where it went: the button that was pressed is found there.
            const go = (way) => () => {
                const before = [...document.querySelectorAll(".nr-photo-node")].indexOf(dom);
                if (move(editor.view, getPos(), way)) {
                    const all = [...document.querySelectorAll(".nr-photo-node")];
                    const same = all.filter((each) => each.dataset.photo === dom.dataset.photo);
                    (same.length === 1 ? same[0] : all[before])
                        ?.querySelectorAll("button")[way < 0 ? 0 : 1].focus();
                }
            };
            offer("↑", words.up, go(-1));
            offer("↓", words.down, go(1));
            offer("×", words.remove, () => {
                const place = getPos();
                const size = editor.state.doc.nodeAt(place).nodeSize;
                editor.chain().focus().deleteRange({ from: place, to: place + size }).run();
            });
            const texts = fieldsOf(node, words, longest, name, (attribute, value) => {
                editor.view.dispatch(editor.state.tr.setNodeAttribute(getPos(), attribute, value));
            });
            dom.dataset.photo = node.attrs.number;
            dom.append(image, tools, caption, texts.dom);
            const mark = (shownNode) => caption.classList.toggle("nr-empty", !shownNode.content.size);
            mark(node);
            return {
                dom,
                contentDOM: caption,
                update(next) {
                    if (next.type !== node.type || next.attrs.number !== node.attrs.number) {
                        return false;
                    }
                    mark(next);
                    texts.update(next);
                    return true;
                },
                stopEvent: (event) => tools.contains(event.target) || texts.dom.contains(event.target),
                ignoreMutation: (change) => !caption.contains(change.target) || change.type === "attributes",
            };
        };
    },

    addKeyboardShortcuts() {
        const go = (way) => ({ editor }) => {
            const place = around(editor.state);
            return place !== null && move(editor.view, place, way);
        };
        return {
            "Alt-ArrowUp": go(-1),
            "Alt-ArrowDown": go(1),
            // A caption is one paragraph: writing goes on below the picture.
            Enter: ({ editor }) => {
                const place = around(editor.state);
                if (place === null) {
                    return false;
                }
                const end = place + editor.state.doc.nodeAt(place).nodeSize;
                return editor.chain().insertContentAt(end, { type: "paragraph" }).focus(end + 1).run();
            },
            Backspace: ({ editor }) => {
                const place = around(editor.state);
                const node = place === null ? null : editor.state.doc.nodeAt(place);
                if (!node || node.content.size) {
                    return false;
                }
                return editor.chain().deleteRange({ from: place, to: place + node.nodeSize }).run();
            },
        };
    },
});
