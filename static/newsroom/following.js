/* Following without leaving the page: nothing that is typed beside the button is left. */
"use strict";

for (const form of document.querySelectorAll("[data-follow]")) {
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button"), says = form.querySelector("[data-says]");
        if (button.getAttribute("aria-disabled")) {
            return;
        }
        const sent = new URLSearchParams(new FormData(form));
        sent.set("follows", button.value);
        button.setAttribute("aria-disabled", "true");
        try {
            const answer = await fetch(form.action, {
                method: "POST", headers: { Accept: "application/json" }, body: sent,
            });
            const told = await answer.json();
            button.value = told.follows ? "0" : "1";
            button.setAttribute("aria-pressed", String(told.follows));
            says.textContent = told.sentence;
        } catch {
            // No network, or no answer in JSON.
            says.textContent = form.dataset.saysFailed;
        }
        button.removeAttribute("aria-disabled");
    });
}
