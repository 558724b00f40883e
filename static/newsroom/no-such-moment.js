/*
 * A day that no month has, like 31 February, or a time that is not whole, browsers send as if nothing
 * were typed: an embargo or an end would be lost without a word. So the form is not sent.
 */
"use strict";

// On every page, beside scripts with names of their own: what is named here stays in here.
{
    const MOMENTS = new Set(["datetime-local", "date", "time"]);

    const clear = (field) => {
        document.getElementById(`${field.id}-no-such-moment`)?.remove();
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-errormessage");
    };

    const mark = (field) => {
        clear(field);
        const list = document.createElement("ul");
        list.className = "errorlist";
        list.id = `${field.id}-no-such-moment`;
        list.setAttribute("role", "alert");
        list.append(document.createElement("li"));
        list.firstChild.textContent = document.body.dataset.noSuchMoment;
        field.before(list);
        field.setAttribute("aria-invalid", "true");
        field.setAttribute("aria-errormessage", list.id);
        field.addEventListener("input", () => clear(field), { once: true });
        field.closest("details")?.setAttribute("open", "");
    };

    // Before all who do something with what is sent.
    document.addEventListener("submit", (event) => {
        const wrong = [...event.target.elements].filter((field) => MOMENTS.has(field.type) && field.validity.badInput);
        if (!wrong.length) {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        wrong.forEach(mark);
        wrong[0].focus();
    }, true);
}
