/*
 * Notes beside the text: sent without leaving the page (what is being written elsewhere on it
 * stays), begun from selected words, and found again in the text. note-names.js completes names,
 * note-kept.js keeps what was not sent.
 */
"use strict";

(() => {
    const room = document.querySelector(".nr-notes-room");
    if (!room) {
        return;
    }
    const panel = () => room.querySelector("[data-notes]");
    const news = document.createElement("p");
    news.className = "nr-notes-news";
    news.setAttribute("role", "status");
    room.prepend(news);

    function say(words, trouble = false) {
        news.toggleAttribute("data-trouble", trouble);
        news.textContent = words;
    }

    /* ---- Sending ---------------------------------------------------------------------------- */

    let sending = false;
    room.addEventListener("submit", async (event) => {
        event.preventDefault();
        if (sending) {
            return;
        }
        sending = true;
        const form = event.target;
        const says = panel().dataset;
        try {
            const answer = await fetch(form.action, {
                method: "POST",
                body: new FormData(form, event.submitter),
                headers: { "X-Newsroom-Part": "notes" },
                redirect: "manual",
            });
            if (answer.ok || answer.status === 422) {
                renew(await answer.text(), form);
            } else {
                say(await reason(answer) || says.saysFailed, true);
            }
        } catch {
            say(says.saysFailed, true);
        }
        sending = false;
    });

    /* The sentence of a page that refuses. */
    async function reason(answer) {
        if (!answer.status) {
            return panel().dataset.saysSignedOut;
        }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        return page.querySelector(".nr-lead")?.textContent.trim();
    }

    /* The new panel in the place of the old one, with what is being typed in its other forms. */
    function renew(text, sent) {
        const kept = new Map();
        for (const field of panel().querySelectorAll("textarea[id], input[type=text][id]")) {
            if (!sent.contains(field) && field.value !== field.defaultValue) {
                kept.set(field.id, field.value);
            }
        }
        const wasOpen = panel().querySelector("[data-resolved]")?.open;
        panel().replaceWith(new DOMParser().parseFromString(text, "text/html").querySelector("[data-notes]"));
        for (const [id, value] of kept) {
            const field = document.getElementById(id);
            if (field) {
                field.value = value;
                open(field);
            }
        }
        const resolved = panel().querySelector("[data-resolved]");
        if (resolved && wasOpen) {
            resolved.open = true;
        }
        prepare();
        room.dispatchEvent(new Event("newsroom:renewed"));
        say(panel().dataset.news);
        const place = document.getElementById(panel().dataset.focus || "")
            ?? panel().querySelector(".errorlist")?.parentElement.querySelector("textarea, input");
        if (place) {
            open(place);
            place.focus();
        }
    }

    /* Every fold around an element, so that it can be seen. */
    function open(element) {
        for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) {
            fold.open = true;
        }
    }

    /* ---- Passages in the text --------------------------------------------------------------- */

    const FIELDS = { headline: "id_headline", standfirst: "id_standfirst" };
    const plain = (words) => words.replace(/\s+/g, " ");

    /* The element or field that shows one part of the article here, or null. */
    function shows(part) {
        return document.querySelector(`[data-passage=${part}]`)
            ?? (part === "body" ? document.querySelector(".prose-editor [contenteditable]") : null)
            ?? document.getElementById(FIELDS[part] ?? "");
    }

    const isField = (element) => element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;

    /* The words of an element on one line, and for each of them where it stands. */
    function wordsOf(element) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        let text = "";
        const at = [];
        let block = null;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const now = node.parentElement.closest("p, h1, h2, h3, li, blockquote, div");
            if (block && now !== block && !text.endsWith(" ")) {
                text += " ";
                at.push([node, 0]);
            }
            block = now;
            for (let place = 0; place < node.data.length; place += 1) {
                const letter = /\s/.test(node.data[place]) ? " " : node.data[place];
                if (letter !== " " || !text.endsWith(" ")) {
                    text += letter;
                    at.push([node, place]);
                }
            }
        }
        return { text, at };
    }

    /* Where a passage begins in `text`: of several places the one with the same words around it. */
    function find(text, quote, before, after) {
        let best = -1;
        let most = -1;
        for (let place = text.indexOf(quote); quote && place >= 0; place = text.indexOf(quote, place + 1)) {
            const left = text.slice(0, place);
            const right = text.slice(place + quote.length);
            let alike = 0;
            while (alike < before.length && left.at(-1 - alike) === before.at(-1 - alike)) {
                alike += 1;
            }
            for (let each = 0; each < after.length && right[each] === after[each]; each += 1) {
                alike += 1;
            }
            if (alike > most) {
                [best, most] = [place, alike];
            }
        }
        return best;
    }

    /* The range of a thread's passage, or for a field its first and last letter; null if gone. */
    function placeOf(thread) {
        const { part, quote, before, after } = thread.dataset;
        const element = part && shows(part);
        if (!element) {
            return null;
        }
        const wanted = plain(quote).trim();
        if (isField(element)) {
            const start = find(element.value, quote, before, after);
            return start < 0 ? null : { element, start, end: start + quote.length };
        }
        const { text, at } = wordsOf(element);
        const start = find(text, wanted, plain(before), plain(after));
        if (start < 0) {
            return null;
        }
        const range = new Range();
        range.setStart(...at[start]);
        const [node, place] = at[start + wanted.length - 1];
        range.setEnd(node, place + 1);
        return { element, range };
    }

    function mark() {
        if (!window.CSS?.highlights) {
            return;
        }
        const ranges = [...panel().querySelectorAll(".nr-threads > li[data-quote]")]
            .filter((thread) => !thread.closest("[data-resolved]"))
            .map((thread) => placeOf(thread)?.range)
            .filter(Boolean);
        CSS.highlights.set("newsroom-notes", new Highlight(...ranges));
    }

    function show(thread) {
        const place = placeOf(thread);
        if (!place) {
            return;
        }
        if (place.range) {
            place.range.startContainer.parentElement.scrollIntoView({ block: "center" });
            if (window.CSS?.highlights) {
                CSS.highlights.set("newsroom-note-here", new Highlight(place.range));
            }
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(place.range);
        } else {
            place.element.focus();
            place.element.setSelectionRange(place.start, place.end);
        }
    }

    let waiting = 0;
    document.addEventListener("input", (event) => {
        if (!room.contains(event.target)) {
            clearTimeout(waiting);
            waiting = setTimeout(mark, 400);
        }
    });

    /* ---- From selected words to a note ------------------------------------------------------ */

    const pick = document.createElement("button");
    pick.type = "button";
    pick.className = "nr-button nr-button--primary nr-notes-pick";
    pick.hidden = true;
    document.body.append(pick);

    /* What is selected in a part of the article: its words and those around them, or null. */
    function selected() {
        const field = document.activeElement;
        const part = Object.keys(FIELDS).find((name) => field?.id === FIELDS[name]);
        if (part) {
            const { value, selectionStart, selectionEnd } = field;
            const quote = value.slice(selectionStart, selectionEnd);
            return quote.trim() && {
                part,
                quote,
                before: value.slice(0, selectionStart).slice(-120),
                after: value.slice(selectionEnd).slice(0, 120),
                box: field.getBoundingClientRect(),
            };
        }
        const selection = document.getSelection();
        if (!selection.rangeCount || selection.isCollapsed) {
            return null;
        }
        const range = selection.getRangeAt(0);
        for (const name of ["body", "headline", "standfirst"]) {
            const element = shows(name);
            if (element && !isField(element) && element.contains(range.startContainer) && element.contains(range.endContainer)) {
                const { text, at } = wordsOf(element);
                const inside = at.map(([node, place], index) => (range.isPointInRange(node, place)
                    && !(node === range.endContainer && place >= range.endOffset) ? index : -1)).filter((index) => index >= 0);
                if (!inside.length) {
                    return null;
                }
                const [start, end] = [inside[0], inside.at(-1) + 1];
                const quote = text.slice(start, end).trim();
                return quote && {
                    part: name,
                    quote,
                    before: text.slice(0, start).slice(-120),
                    after: text.slice(end).slice(0, 120),
                    box: range.getBoundingClientRect(),
                };
            }
        }
        return null;
    }

    let looking = 0;
    document.addEventListener("selectionchange", () => {
        clearTimeout(looking);
        looking = setTimeout(() => {
            const words = document.activeElement !== pick && selected();
            pick.hidden = !words;
            if (words) {
                pick.textContent = panel().dataset.saysPick;
                const top = Math.min(Math.max(words.box.bottom + 8, 8), window.innerHeight - 120);
                const left = Math.min(Math.max(words.box.left, 8), window.innerWidth - 220);
                pick.style.top = `${top}px`;
                pick.style.left = `${left}px`;
            }
        }, 150);
    });

    function begin() {
        const words = selected();
        const form = panel().querySelector("[data-new] form");
        if (words) {
            for (const name of ["part", "quote", "before", "after"]) {
                form.elements[name].value = words[name];
            }
        }
        pick.hidden = true;
        open(form);
        form.elements.text.focus();
        form.elements.text.scrollIntoView({ block: "center" });
    }

    // The selection is lost to whatever takes the focus.
    pick.addEventListener("pointerdown", (event) => event.preventDefault());
    pick.addEventListener("click", begin);
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey && event.altKey && event.code === "KeyM") {
            event.preventDefault();
            begin();
        } else if (event.key === "Escape") {
            pick.hidden = true;
        }
    });

    // Words that are typed or changed by hand are no longer those that were selected.
    room.addEventListener("input", (event) => {
        if (event.target.name === "quote") {
            const { part, before, after } = event.target.form.elements;
            part.value = before.value = after.value = "";
        }
    });

    /* ---- At the beginning, and for every new panel ------------------------------------------ */

    function prepare() {
        for (const keys of panel().querySelectorAll("[data-keys]")) {
            keys.hidden = false;
        }
        for (const quote of panel().querySelectorAll("[data-show]")) {
            const thread = quote.closest("li");
            if (shows(thread.dataset.part)) {
                const button = document.createElement("button");
                button.type = "button";
                button.textContent = quote.textContent;
                button.addEventListener("click", () => show(thread));
                quote.replaceChildren(button);
            }
        }
        mark();
    }

    prepare();
    window.addEventListener("load", () => {
        mark();
        // A way that leads to a note inside a fold.
        const place = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
        if (place && room.contains(place)) {
            open(place);
            place.scrollIntoView({ block: "center" });
            place.focus({ preventScroll: true });
        }
    });
})();
