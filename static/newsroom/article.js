/*
 * Small helps while writing: counts, topics by a click, a name for the text editor, a warning
 * before typed text is left, and a button that is pressed once.
 */
"use strict";

for (const field of document.querySelectorAll("[data-counts]")) {
    const counter = document.createElement("span");
    counter.className = "nr-counter";
    counter.setAttribute("aria-hidden", "true");
    const count = () => {
        counter.textContent = `${field.value.length} / ${field.maxLength}`;
    };
    field.previousElementSibling?.append(counter);
    field.addEventListener("input", count);
    count();
}

const often = document.querySelector("[data-often]");
if (often) {
    const topics = document.getElementById("id_topics");
    often.hidden = false;
    often.addEventListener("click", (event) => {
        const name = event.target.dataset?.topic;
        if (!name) {
            return;
        }
        const have = topics.value.split(",").map((each) => each.trim()).filter(Boolean);
        if (!have.some((each) => each.toLowerCase() === name.toLowerCase())) {
            topics.value = [...have, name].join(", ");
            topics.dispatchEvent(new Event("input", { bubbles: true }));
        }
    });
}

// How long the text is by now, as the checks count it of what was saved.
const countWords = (label, editor) => {
    const { saysWords, pace } = document.querySelector("[data-says-words]")?.dataset ?? {};
    if (!saysWords) {
        return;
    }
    const counter = document.createElement("span");
    counter.className = "nr-counter";
    counter.setAttribute("aria-hidden", "true");
    const count = () => {
        const { doc } = editor.state;
        const words = doc.textBetween(0, doc.content.size, " ", " ").split(/\s+/).filter(Boolean).length;
        counter.textContent = saysWords.replace("{words}", words).replace("{minutes}", Math.ceil(words / pace));
    };
    label.append(counter);
    editor.on("update", count);
    count();
};

// The editor's surface stands in the place of a field whose label it does not take over. It comes
// once its modules have: with this page or later.
const surface = () => document.querySelector(".prose-editor [contenteditable]");
const name = () => {
    const label = document.querySelector("label[for=id_body]");
    if (label && surface() && !label.id) {
        label.id = "id_body_label";
        surface().setAttribute("aria-labelledby", label.id);
        surface().lang = document.getElementById("id_body").lang;
        countWords(label, surface().editor);
    }
};
document.querySelector("label[for=id_body]")?.addEventListener("click", () => surface()?.focus());
document.addEventListener("prose-editor:ready", name);
window.addEventListener("load", name);

const moment = document.getElementById("id_live_from");
moment?.addEventListener("input", () => {
    const later = document.querySelector("input[name=when][value=later]");
    if (later && moment.value) {
        later.checked = true;
    }
});

for (const once of document.querySelectorAll("[data-once]")) {
    let sent = false;
    once.addEventListener("submit", (event) => {
        if (sent) {
            event.preventDefault();
        }
        sent = true;
    });
    window.addEventListener("pageshow", () => { sent = false; });
}

const form = document.querySelector("[data-writes]");
if (form) {
    let typed = Boolean(document.querySelector(".errornote, [data-begun]"));
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    form.addEventListener("newsroom:saved", () => { typed = false; });
    window.addEventListener("beforeunload", (event) => {
        if (typed) {
            event.preventDefault();
        }
    });
}
