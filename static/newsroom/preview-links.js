/* Copies an address at a press, and selects it where the browser copies nothing by itself. */
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(field.value);
            button.textContent = button.dataset.saysCopied;
        } catch {
            field.focus();
        }
    });
}
