/* Who may only read an article finds what this browser keeps of it that was never saved: to copy, or to drop. */
"use strict";

const section = document.querySelector("[data-kept-reading]");
if (section) {
    const key = `newsroom:${section.dataset.user}:${section.dataset.article}`;
    const read = () => {
        try {
            return JSON.parse(localStorage.getItem(key)) || [];
        } catch {
            // A browser without storage keeps nothing, and what is damaged is no text.
            return [];
        }
    };
    const plain = (html) => new DOMParser().parseFromString(
        html.replace(/<\/(p|h2|h3|li|figcaption)>|<br>/g, "$&\n"), "text/html").body.textContent.trim();
    const beside = (pictures) => {
        try {
            return JSON.parse(pictures).flatMap(([, , ...texts]) => texts);
        } catch {
            return [];
        }
    };
    for (const { id, at, values } of read().reverse()) {
        const kept = new Map(values);
        const text = [
            ...["kicker", "headline", "standfirst", "dateline"].map((name) => kept.get(name)),
            plain(kept.get("body") || ""), ...beside(kept.get("pictures")), kept.get("topics"), kept.get("source"),
        ].filter((each) => each?.trim()).join("\n\n");
        const item = section.querySelector("template").content.firstElementChild.cloneNode(true);
        const from = item.querySelector("[data-from]");
        from.textContent = from.textContent.replace("{time}", new Date(at).toLocaleString(
            document.documentElement.lang,
            { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }));
        item.querySelector("textarea").value = text;
        item.querySelector("button").addEventListener("click", () => {
            const others = read().filter((each) => each.id !== id);
            if (others.length) {
                localStorage.setItem(key, JSON.stringify(others));
            } else {
                localStorage.removeItem(key);
            }
            item.remove();
            section.hidden = !section.querySelector("[data-from]");
        });
        section.append(item);
        section.hidden = false;
    }
}
