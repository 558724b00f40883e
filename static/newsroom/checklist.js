/*
 * Ticking a line without leaving the page: the line's own form, sent in the background, so that
 * nothing that is typed beside it is left.
 */
"use strict";

for (const list of document.querySelectorAll("[data-checklist]")) {
    list.addEventListener("submit", async (event) => {
        event.preventDefault();
        const form = event.target, button = form.querySelector("button"), line = form.closest("li");
        if (button.getAttribute("aria-disabled")) {
            return;
        }
        const sent = new URLSearchParams(new FormData(form));
        sent.set("ticked", button.value);
        let trouble = list.dataset.saysFailed;
        button.setAttribute("aria-disabled", "true");
        try {
            const answer = await fetch(form.action, {
                method: "POST", headers: { Accept: "application/json" }, body: sent,
            });
            const told = await answer.json();
            trouble = answer.ok ? "" : told.sentence;
            if (answer.ok) {
                line.classList.toggle("nr-ticked", told.ticked);
                line.querySelector("[data-who]").textContent = told.who;
                button.value = told.ticked ? "0" : "1";
                button.setAttribute("aria-pressed", String(told.ticked));
            }
        } catch {
            // No network, or no answer in JSON: the sentence says so.
        }
        button.removeAttribute("aria-disabled");
        list.querySelector("[data-says]").textContent = trouble;
    });
}
