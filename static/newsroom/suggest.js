/*
 * Completes the typing of a desk, a reporter or a topic: <input data-suggest="desk">. The browser's
 * own list of suggestions is filled, so that keyboard, touch and screen readers work as everywhere;
 * without this script the name is typed in full.
 */
"use strict";

const CHOICES = "/admin/articles/article/choices/";
const PAUSE = 150;

for (const field of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("datalist");
    list.id = `${field.id}-suggestions`;
    field.after(list);
    field.setAttribute("list", list.id);
    let waiting = 0;
    let asked = "";

    field.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(suggest, PAUSE);
    });

    async function suggest() {
        const typed = field.value.trim();
        if (!typed || typed === asked) {
            return;
        }
        asked = typed;
        const query = new URLSearchParams({ what: field.dataset.suggest, typed });
        try {
            const answer = await fetch(`${CHOICES}?${query}`, { credentials: "same-origin" });
            if (!answer.ok || asked !== typed) {
                return;
            }
            const { found } = await answer.json();
            list.replaceChildren(...found.map(({ value, label }) => {
                const option = document.createElement("option");
                option.value = value;
                if (label && label !== value) {
                    option.label = label;
                }
                return option;
            }));
        } catch {
            // Typing goes on without suggestions.
        }
    }
}
