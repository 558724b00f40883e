/*
 * Moving items of the calendar by dragging and by Alt with an arrow key. Both send the plain form
 * of the “Move” page; what is refused goes back to where it was, and the live region says why.
 */
"use strict";

const calendar = document.querySelector("[data-calendar]");
const says = document.querySelector("[data-says]");

function say(sentence, trouble) {
    says.toggleAttribute("data-trouble", Boolean(trouble));
    says.textContent = sentence;
}

// The same clock on another day, as the form's own field has it: 2026-11-25T14:00.
function onDay(item, day) {
    return `${day}T${item.dataset.local.slice(11)}`;
}

function shifted(item, days) {
    const [year, month, day] = item.dataset.local.slice(0, 10).split("-").map(Number);
    return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

// An item of a desk in another zone may stand on a day that is not the one on its own clock.
function daysBetween(from, to) {
    return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function put(item, section) {
    const list = section.querySelector("ul");
    const after = [...list.children].find(
        (each) => each !== item && (each.dataset.local || "") > item.dataset.local,
    );
    list.insertBefore(item, after || null);
    for (const day of calendar.querySelectorAll(".nr-day")) {
        day.classList.toggle("nr-day--empty", !day.querySelector("li"));
    }
}

async function move(item, days) {
    if (item.dataset.moving || !days) {
        return;
    }
    const from = item.closest("[data-day]"), before = item.nextElementSibling;
    const stood = item.dataset.local, focused = item.contains(document.activeElement);
    const section = calendar.querySelector(`[data-day="${dayAfter(from.dataset.day, days)}"]`);
    const to = onDay(item, shifted(item, days));
    item.dataset.moving = "1";
    item.dataset.local = to;
    if (section) {
        put(item, section);
        if (focused) {
            item.querySelector(".nr-entry-move").focus();
        }
    }
    let refused = calendar.dataset.saysFailed;
    try {
        const answer = await fetch(calendar.dataset.move, {
            method: "POST",
            headers: {
                Accept: "application/json",
                "X-CSRFToken": calendar.querySelector("[name=csrfmiddlewaretoken]").value,
            },
            body: new URLSearchParams({ item: item.dataset.item, was: item.dataset.was, to }),
        });
        const told = await answer.json();
        refused = answer.ok ? "" : told.sentence;
        if (answer.ok) {
            item.dataset.was = told.moment;
            say(told.sentence);
            if (!section) {
                // It went to a day that is not on this page.
                item.remove();
            }
        }
    } catch {
        // Neither the network nor an answer in JSON: the sentence above says so.
    }
    delete item.dataset.moving;
    if (refused) {
        item.dataset.local = stood;
        from.querySelector("ul").insertBefore(item, before);
        put(item, from);
        if (focused) {
            item.querySelector(".nr-entry-move").focus();
        }
        say(refused, true);
    }
}

function dayAfter(day, days) {
    return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

if (calendar) {
    document.documentElement.dataset.scripted = "";
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    let dragged = null;

    for (const item of calendar.querySelectorAll("[data-item]")) {
        item.draggable = true;
    }
    calendar.addEventListener("keydown", (event) => {
        const item = event.target.closest("[data-item]");
        if (item && event.altKey && steps[event.key]) {
            event.preventDefault();
            move(item, steps[event.key]);
        }
    });
    calendar.addEventListener("dragstart", (event) => {
        dragged = event.target.closest?.("[data-item]");
        if (dragged) {
            event.dataTransfer.effectAllowed = "move";
            event.dataTransfer.setData("text/plain", dragged.dataset.item);
            dragged.classList.add("nr-entry--dragged");
        }
    });
    calendar.addEventListener("dragend", () => {
        dragged?.classList.remove("nr-entry--dragged");
        dragged = null;
        mark(null);
    });
    calendar.addEventListener("dragover", (event) => {
        const section = dragged && event.target.closest("[data-day]");
        if (section) {
            event.preventDefault();
            mark(section);
        }
    });
    calendar.addEventListener("drop", (event) => {
        const section = dragged && event.target.closest("[data-day]");
        if (section) {
            event.preventDefault();
            move(dragged, daysBetween(dragged.closest("[data-day]").dataset.day, section.dataset.day));
        }
    });
}

function mark(section) {
    for (const each of calendar.querySelectorAll(".nr-day--target")) {
        each.classList.toggle("nr-day--target", each === section);
    }
    section?.classList.add("nr-day--target");
}
