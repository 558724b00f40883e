/*
 * Names for fields that Django's admin prints without one, so that a screen reader can say them:
 * fields in the rows of a table, and the search fields that Select2 puts in the place of a select.
 */
"use strict";

function columnOf(field) {
    const cell = field.closest("td, th");
    const table = field.closest("table");
    const heads = table?.querySelectorAll("thead th") ?? [];
    let column = 0;
    for (let before = cell?.previousElementSibling; before; before = before.previousElementSibling) {
        column += before.colSpan;
    }
    for (const head of heads) {
        if (column < head.colSpan) {
            return head.innerText.trim();
        }
        column -= head.colSpan;
    }
    return "";
}

function nameFields(root) {
    for (const head of root.querySelectorAll("th.original:empty")) {
        head.setAttribute("aria-hidden", "true");
    }
    for (const field of root.querySelectorAll("td input:not([type=hidden]), td select, td textarea")) {
        if (!field.labels?.length && !field.hasAttribute("aria-label")) {
            field.setAttribute("aria-label", columnOf(field));
        }
    }
    for (const box of root.querySelectorAll(".select2-selection[role=combobox]")) {
        const select = box.closest(".select2").previousElementSibling;
        const label = select?.labels?.[0]?.innerText ?? select?.getAttribute("aria-label");
        if (label && !box.hasAttribute("aria-label")) {
            // The name is the label, and then what is chosen.
            const chosen = box.getAttribute("aria-labelledby");
            box.id ||= `${chosen}-box`;
            box.setAttribute("aria-label", label);
            box.setAttribute("aria-labelledby", `${box.id} ${chosen}`);
            const text = box.querySelector(".select2-selection__rendered");
            text.removeAttribute("role");
            text.removeAttribute("aria-readonly");
        }
    }
}

// Django's jQuery calls whoever waits in the order of asking: Select2 has been set up by then.
if (window.django?.jQuery) {
    window.django.jQuery(() => nameFields(document));
} else {
    document.addEventListener("DOMContentLoaded", () => nameFields(document));
}
document.addEventListener("formset:added", (event) => nameFields(event.target));
