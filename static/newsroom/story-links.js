/*
 * Finds a story that readers have, in a dialog beside the form, and puts a link to it into the text,
 * below the paragraph where the caret is.
 */
"use strict";

{
    const WAIT = 250;
    const room = document.querySelector("[data-stories]");
    const dialog = document.querySelector("[data-story-chooser]");

    const begin = () => {
        const button = room.querySelector("button");
        const status = room.querySelector("[role=status]");
        const search = dialog.querySelector("input");
        const results = dialog.querySelector("[data-results]");
        const trouble = dialog.querySelector("[data-trouble]");
        const none = dialog.querySelector("[data-none]");
        let editor = null, timer = 0, asked = 0;

        const offered = (story) => {
            const item = document.createElement("li");
            const choice = document.createElement("button");
            choice.type = "button";
            choice.className = "nr-story-choice";
            choice.dataset.story = story.number;
            const said = document.createElement("small");
            said.textContent = story.said;
            choice.append(story.headline, " ", said);
            choice.addEventListener("click", () => choose(story));
            item.append(choice);
            return item;
        };
        const find = async () => {
            const mine = asked += 1;
            let found = null;
            try {
                const answer = await fetch(`${room.dataset.search}?q=${encodeURIComponent(search.value)}`);
                found = answer.ok && !answer.redirected ? (await answer.json()).found : null;
            } catch {
                found = null;
            }
            if (mine === asked) {
                // Whoever went on to a story by the keyboard while these came stays on it.
                const on = results.contains(document.activeElement) && document.activeElement.dataset.story;
                results.replaceChildren(...(found || []).map(offered));
                if (on) {
                    (results.querySelector(`[data-story="${on}"]`) || search).focus();
                }
                trouble.hidden = found !== null;
                none.hidden = found === null || found.length > 0;
            }
        };
        const choose = (story) => {
            const known = document.getElementById("known-stories");
            // The node in the text reads it there.
            known.textContent = JSON.stringify({ ...JSON.parse(known.textContent), [story.number]: story.headline });
            dialog.close();
            const { $from, to } = editor.state.selection;
            const place = $from.depth ? $from.after(1) : to;
            editor.chain().insertContentAt(place, { type: "story", attrs: { number: String(story.number) } }).focus().run();
            status.textContent = status.dataset.inserted.replace("%s", story.headline);
        };

        button.addEventListener("click", () => {
            search.value = "";
            dialog.showModal();
            search.focus();
            find();
        });
        search.addEventListener("input", () => {
            clearTimeout(timer);
            timer = setTimeout(find, WAIT);
        });
        search.form.addEventListener("submit", (event) => {
            event.preventDefault();
            clearTimeout(timer);
            find();
        });
        dialog.addEventListener("click", (event) => {
            if (event.target === dialog || event.target.closest("[data-close]")) {
                dialog.close();
            }
        });
        document.addEventListener("prose-editor:ready", (event) => {
            editor = event.detail.editor;
            room.hidden = false;
        });
    };

    if (room && dialog) {
        begin();
    }
}
