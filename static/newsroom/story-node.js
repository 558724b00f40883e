/*
 * A link to another story in the text: <p data-story="12"></p>. Readers get its headline as it then
 * is; here it is shown as they have it now. It moves by drag, by its buttons or by Alt and an arrow.
 * Loaded by the text editor (articles/admin/article_pictures.py).
 */
import { Node } from "django-prose-editor/editor";

/** The headline that readers have of a story, or "" where they do not have it. */
const headline = (number) => {
    try {
        return JSON.parse(document.getElementById("known-stories").textContent)[number] || "";
    } catch {
        return "";
    }
};

/** Move the link at `place` one block up (-1) or down (1); false where it is at the end. */
const move = (view, place, way) => {
    const { state } = view;
    const node = state.doc.nodeAt(place);
    const at = state.doc.resolve(place);
    const beside = at.parent.maybeChild(at.index() + way);
    if (!node || !beside) {
        return false;
    }
    const there = way < 0 ? place - beside.nodeSize : place + beside.nodeSize;
    view.dispatch(state.tr.delete(place, place + node.nodeSize).insert(there, node).scrollIntoView());
    return there;
};

export const Story = Node.create({
    name: "story",
    group: "block",
    atom: true,
    draggable: true,

    addOptions() {
        return { words: {} };
    },

    addAttributes() {
        return {
            number: {
                default: null,
                parseHTML: (link) => link.getAttribute("data-story"),
                renderHTML: ({ number }) => ({ "data-story": number }),
            },
        };
    },

    parseHTML() {
        const isStory = (link) => /^[1-9]\d*$/.test(link.dataset.story) && null;
        // Before the paragraph that it otherwise is.
        return [{ tag: "p[data-story]", priority: 60, getAttrs: isStory }];
    },

    renderHTML({ HTMLAttributes }) {
        return ["p", HTMLAttributes];
    },

    addNodeView() {
        const { words } = this.options;
        return ({ node, editor, getPos }) => {
            const { number } = node.attrs;
            const dom = document.createElement("div");
            dom.className = "nr-story-node";
            dom.dataset.story = number;
            const name = document.createElement("strong");
            name.textContent = `${words.name}:`;
            const text = document.createElement("span");
            text.textContent = headline(number) || words.gone.replace("{number}", number);
            const tools = document.createElement("span");
            tools.className = "nr-story-tools";
            const offer = (mark, word, act) => {
                const button = document.createElement("button");
                Object.assign(button, { type: "button", textContent: mark, title: word, className: "nr-button" });
                button.setAttribute("aria-label", `${word}: ${text.textContent}`);
                button.addEventListener("click", act);
                tools.append(button);
            };
            // The node is drawn anew where it went: the button that was pressed is found there.
            const go = (way) => () => {
                const there = move(editor.view, getPos(), way);
                if (there !== false) {
                    editor.view.nodeDOM(there)?.querySelectorAll("button")[way < 0 ? 0 : 1].focus();
                }
            };
            offer("↑", words.up, go(-1));
            offer("↓", words.down, go(1));
            offer("×", words.remove, () => {
                const place = getPos();
                editor.chain().focus().deleteRange({ from: place, to: place + node.nodeSize }).run();
            });
            dom.append(name, " ", text, tools);
            return { dom, stopEvent: (event) => tools.contains(event.target), ignoreMutation: () => true };
        };
    },

    addKeyboardShortcuts() {
        const go = (way) => ({ editor }) => {
            const { selection } = editor.state;
            if (selection.node?.type.name !== "story") {
                return false;
            }
            const there = move(editor.view, selection.from, way);
            return there === false ? true : editor.commands.setNodeSelection(there);
        };
        return { "Alt-ArrowUp": go(-1), "Alt-ArrowDown": go(1) };
    },
});
