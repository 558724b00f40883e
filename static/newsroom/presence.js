/*
 * Who else has this article open, and where: a strip, and marks at the fields and paragraphs. It
 * tells the server where one is oneself, and that the page is closed. Nobody is kept from writing.
 *
 * The autosave's requests say and hear the same (article-journal.js): while they come, nothing
 * else is sent.
 */
"use strict";

{
    const ALONE = 15000, TOGETHER = 5000, PATIENCE = 10000, STALE = 45000;
    const strip = document.querySelector("[data-presence]");
    const form = document.querySelector("[data-journal]");
    const surface = () => form?.querySelector(".prose-editor [contenteditable]");
    const cookie = (name) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];
    const tab = Date.now().toString(36) + Math.random().toString(36).slice(2);
    // A sheet of its own: in the text editor's surface nothing but the editor changes an element.
    const sheet = new CSSStyleSheet();

    /* ---- Places ----------------------------------------------------------------------------- */

    /* How a paragraph begins, in few letters: it is found by that where it has another number. */
    const digest = (block) => {
        let sum = 0x811c9dc5;
        for (const letter of block.textContent.trim().slice(0, 24)) {
            sum = Math.imul(sum ^ letter.codePointAt(0), 0x01000193);
        }
        return (sum >>> 0).toString(16).padStart(8, "0");
    };

    let place = form ? "" : "reading";

    /* Where one is; outside of the form, where one was last. */
    const look = () => {
        const at = document.activeElement;
        const body = surface();
        if (body?.contains(at)) {
            let block = document.getSelection().anchorNode;
            while (block && block.parentNode !== body) {
                block = block.parentNode;
            }
            if (block) {
                place = `body-${[...body.children].indexOf(block) + 1}-${digest(block)}`;
            }
        } else if (at?.form === form && at.name && at.type !== "submit") {
            place = at.name === "guest" || at.name.startsWith("bylines-") ? "bylines" : at.name;
        }
        return place;
    };

    /* The number of the paragraph that somebody else means, as it is here; 0 where it is not. */
    const numberOf = (theirs) => {
        const [, number, begins] = /^body-(\d+)(?:-(\w+))?$/.exec(theirs) ?? [];
        const blocks = [...(surface()?.children ?? [])];
        const alike = blocks.map((block, index) => [index + 1, block])
            .filter(([, block]) => begins && block.textContent.trim() && digest(block) === begins)
            .map(([each]) => each)
            .sort((one, other) => Math.abs(one - number) - Math.abs(other - number));
        return alike[0] ?? (number <= blocks.length ? Number(number) : 0);
    };

    /* ---- Showing ---------------------------------------------------------------------------- */

    const quoted = (words) => `"${[...words].map((letter) => `\\${letter.codePointAt(0).toString(16)} `).join("")}"`;

    const mark = (others) => {
        for (const old of form?.querySelectorAll("[data-here]") ?? []) {
            old.remove();
        }
        const inBody = new Map(), inFields = new Map();
        const add = (marks, key, name) => marks.set(key, [...(marks.get(key) ?? []), name]);
        for (const { name, place: theirs } of form ? others : []) {
            const number = numberOf(theirs);
            if (number) {
                add(inBody, number, name);
                continue;
            }
            const field = form.elements.namedItem(theirs.split("-")[0]);
            const label = theirs === "bylines" ? form.querySelector("#id_bylines legend") : field?.closest?.(".nr-field")?.querySelector("label");
            if (label) {
                add(inFields, label, name);
            }
        }
        for (const [label, names] of inFields) {
            const here = document.createElement("span");
            here.className = "nr-here";
            here.dataset.here = "";
            here.setAttribute("aria-hidden", "true");
            here.textContent = names.join(", ");
            label.append(here);
        }
        sheet.replaceSync([...inBody].map(([number, names]) => `
            .prose-editor [contenteditable] > :nth-child(${number}) {
                position: relative; box-shadow: -10px 0 0 -7px var(--nr-violet);
            }
            .prose-editor [contenteditable] > :nth-child(${number})::before {
                content: ${quoted(names.join(", "))};
            }`).join("\n"));
    };

    let known = null, saved = "", heard = Date.now();

    const show = ({ others, news }) => {
        heard = Date.now();
        const names = [...new Set(others.map((each) => each.name))];
        if (known) {
            const came = names.filter((name) => !known.includes(name));
            const left = known.filter((name) => !names.includes(name));
            const told = [
                ...came.map((name) => strip.dataset.saysCame.replace("{name}", name)),
                ...left.map((name) => strip.dataset.saysLeft.replace("{name}", name)),
            ].join(" ");
            if (told) {
                strip.querySelector("[data-told]").textContent = told;
            }
        }
        known = names;
        const list = strip.querySelector("[data-others]");
        list.replaceChildren(...others.flatMap(({ name, place: theirs, said }) => {
            const one = document.createElement("span");
            const who = document.createElement("b");
            const number = numberOf(theirs);
            one.className = "nr-presence-one";
            who.textContent = name;
            one.append(who, " ", number ? strip.dataset.saysParagraph.replace("{number}", number) : said);
            return [one, " "];
        }));
        list.parentElement.hidden = !others.length;
        const line = strip.querySelector("[data-news]");
        if (news !== saved) {
            saved = news;
            line.querySelector("[role=status]").textContent = news;
        }
        line.hidden = !news;
        strip.hidden = !others.length && !news;
        mark(others);
    };

    /* ---- Sending ---------------------------------------------------------------------------- */

    let timer = 0;

    const values = () => {
        const sent = new FormData();
        sent.set("csrfmiddlewaretoken", cookie("newsroom_csrf") ?? "");
        sent.set("user", strip.dataset.user);
        sent.set("zone", strip.dataset.zone);
        sent.set("tab", tab);
        sent.set("place", look());
        sent.set("edit", form ? form.elements.namedItem("edit").value : strip.dataset.edit);
        return sent;
    };

    const again = () => {
        clearTimeout(timer);
        timer = document.hidden ? 0 : setTimeout(beat, known?.length ? TOGETHER : ALONE);
    };

    const beat = async () => {
        clearTimeout(timer);
        try {
            const answer = await fetch(strip.dataset.presence, {
                method: "POST", body: values(), signal: AbortSignal.timeout(PATIENCE),
            });
            if (answer.ok && !answer.redirected) {
                show(await answer.json());
            }
        } catch {
            // Without a connection nobody knows; the journal says that there is none.
        }
        if (known?.length && Date.now() - heard > STALE) {
            show({ others: [], news: saved });
        }
        again();
    };

    if (strip) {
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        form?.addEventListener("newsroom:sending", (event) => {
            event.detail.set("tab", tab);
            event.detail.set("place", look());
        });
        form?.addEventListener("newsroom:answered", (event) => {
            if (event.detail.others) {
                show(event.detail);
                again();
            }
        });
        document.addEventListener("visibilitychange", () => (document.hidden ? again() : beat()));
        window.addEventListener("pagehide", () => {
            const sent = values();
            sent.set("gone", "1");
            navigator.sendBeacon(strip.dataset.presence, sent);
        });
        window.addEventListener("pageshow", beat);
    }
}
