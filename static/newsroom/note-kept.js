/*
 * A note that was not sent is kept in this browser, as the text of the article is, and stands where it was
 * typed when the page comes again: whoever saves the article, follows a link or closes the page loses none.
 * A confidential one is kept nowhere; then the browser asks before the page goes.
 *
 * Loaded after notes.js. In localStorage, one key for each user and article: {at, fields: {id: text}}.
 */
"use strict";

(() => {
    const room = document.querySelector(".nr-notes-room");
    if (!room) {
        return;
    }
    const PAUSE = 300, LONGEST = 7 * 24 * 60 * 60 * 1000;
    const panel = () => room.querySelector("[data-notes]");
    const { user, people } = panel().dataset;
    const key = `newsroom-notes:${user}:${people}`;
    let timer = 0;

    const read = () => {
        try {
            const { at, fields } = JSON.parse(localStorage.getItem(key));
            return Date.now() - at < LONGEST ? fields : {};
        } catch {
            return {};
        }
    };
    // What was refused stands in its field from the start, and is as little sent.
    const isTyped = (field) => Boolean(field.value.trim());
    const isConfidential = (field) => Boolean(field.form?.elements.namedItem("only_for")?.value.trim());
    const fields = () => [...room.querySelectorAll("textarea[id]")];

    /* Write down what stands in the fields now; false where that, or a part of it, cannot be. */
    function keep() {
        clearTimeout(timer);
        const typed = fields().filter(isTyped);
        // Of threads that this page does not show.
        const kept = Object.entries(read()).filter(([id]) => !document.getElementById(id));
        kept.push(...typed.filter((field) => !isConfidential(field)).map((field) => [field.id, field.value]));
        try {
            if (kept.length) {
                localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: Object.fromEntries(kept) }));
            } else {
                localStorage.removeItem(key);
            }
        } catch {
            return !typed.length;
        }
        return !typed.some(isConfidential);
    }

    for (const [id, text] of Object.entries(read())) {
        const field = document.getElementById(id);
        if (field && room.contains(field) && !isTyped(field)) {
            field.value = text;
            for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) {
                fold.open = true;
            }
            room.querySelector(".nr-notes-news").textContent = panel().dataset.saysKept;
        }
    }

    room.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(keep, PAUSE);
    });
    room.addEventListener("newsroom:renewed", keep);
    window.addEventListener("pagehide", keep);
    window.addEventListener("beforeunload", (event) => {
        if (!keep()) {
            event.preventDefault();
        }
    });
})();
