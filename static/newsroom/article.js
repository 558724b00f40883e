/* Small helps while writing: counts, topics by a click, and a warning before typed text is left. */
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

const form = document.querySelector("[data-writes]");
if (form) {
    let typed = Boolean(document.querySelector(".nr-conflict, .errornote"));
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    window.addEventListener("beforeunload", (event) => {
        if (typed) {
            event.preventDefault();
        }
    });
}
