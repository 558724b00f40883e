/* The first page says what this browser keeps that was never saved, and leads to it. */
"use strict";

const section = document.querySelector("[data-kept-here]");
if (section) {
    const { user, add, change, untitled } = section.dataset;
    const prefix = `newsroom:${user}:`;
    const wordsOf = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
    const kept = [];
    try {
        for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
            const article = key.slice(prefix.length);
            for (const entry of JSON.parse(localStorage.getItem(key)) || []) {
                kept.push({ article, at: entry.at, values: new Map(entry.values) });
            }
        }
    } catch {
        // A browser without storage keeps nothing, and what is damaged is no text.
    }
    for (const { article, at, values } of kept.sort((one, other) => other.at - one.at)) {
        const item = section.querySelector("template").content.firstElementChild.cloneNode(true);
        const link = item.querySelector("a");
        link.href = article === "0" ? add : change.replace("/0/", `/${article}/`);
        link.textContent = values.get("headline")?.trim()
            || wordsOf(values.get("body") || "").slice(0, 80) || untitled;
        item.querySelector("[data-at]").textContent = new Date(at).toLocaleString(
            document.documentElement.lang,
            { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
        section.querySelector("ul").append(item);
        section.hidden = false;
    }
}
