/*
 * The board without loading the page anew: its buttons are asked of the server as ever, and what
 * the server answers takes the place of the board. Stories can be dragged as well.
 */
"use strict";

const page = document.getElementById("nr-board");
let leaving = false;
let waiting = false;

function isChanged() {
    return page.dataset.changed === "yes";
}

window.addEventListener("beforeunload", (event) => {
    if (isChanged() && !leaving) event.preventDefault();
});

/* Ask the server; `data` is what the form would have sent. */
async function ask(form, data, key) {
    if (waiting) return;
    waiting = true;
    document.body.classList.add("nr-front-waiting");
    try {
        const answer = await fetch(form.action, {method: "POST", body: data});
        const text = await answer.text();
        const found = new DOMParser().parseFromString(text, "text/html");
        if (!found.getElementById("nr-board")) throw new Error("no board");
        show(found.getElementById("nr-board"), key);
        // What was saved is said at the head of the page, where it would be without a script.
        tell(found.querySelector(".messagelist"));
    } catch {
        say(page.dataset.failed, true);
    } finally {
        waiting = false;
        document.body.classList.remove("nr-front-waiting");
    }
}

function show(found, key) {
    const top = window.scrollY;
    const said = found.querySelector("#nr-board-said").textContent;
    page.dataset.changed = found.dataset.changed;
    // The live region stays in the page: a new one would not be read aloud.
    const region = document.getElementById("nr-board-said");
    found.querySelector("#nr-board-said").remove();
    page.replaceChildren(region, ...found.childNodes);
    region.textContent = said;
    window.scrollTo(0, top);
    const refusal = page.querySelector(".errornote");
    if (refusal) {
        refusal.tabIndex = -1;
        refusal.focus();
        refusal.scrollIntoView({block: "nearest"});
    } else if (key) {
        focusOn(key);
    }
    ready();
}

function tell(messages) {
    document.querySelector(".messagelist")?.remove();
    if (!messages) return;
    document.getElementById("content").before(messages);
    messages.tabIndex = -1;
    messages.focus();
    window.scrollTo(0, 0);
}

/* Where one was: the same button of the same story, or the nearest that may be pressed. */
function focusOn(key) {
    const number = key.split("-")[1];
    const wanted = [key, `up-${number}`, `down-${number}`, `put-${number}`];
    const button = wanted
        .map((each) => page.querySelector(`[data-key="${CSS.escape(each)}"]:not([disabled])`))
        .find(Boolean);
    (button || page.querySelector('[data-key="save"]'))?.focus({preventScroll: true});
}

function say(sentence, isError) {
    page.querySelector(".nr-front-failed")?.remove();
    const note = document.createElement("p");
    note.className = isError ? "errornote nr-front-failed" : "nr-front-failed";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    page.prepend(note);
    note.scrollIntoView({block: "nearest"});
}

page.addEventListener("submit", (event) => {
    const button = event.submitter;
    const form = event.target;
    if (form.method !== "post" || !button) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set(button.name, button.value);
    ask(form, data, button.dataset.key);
});

page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-leave]");
    if (link && !link.pathname.endsWith("/carry/")) leaving = true;
});

page.addEventListener("input", (event) => {
    if (/^(headline|until)-|^ends$/.test(event.target.name || "")) page.dataset.changed = "yes";
});

/* ---- Dragging ------------------------------------------------------------------------------- */

let dragged = null;

function ready() {
    for (const each of page.querySelectorAll("[data-article]")) each.draggable = true;
}

function place(event) {
    return event.target.closest?.("[data-place]");
}

page.addEventListener("dragstart", (event) => {
    if (event.target.closest("input, select, summary")) return;
    dragged = event.target.closest("[data-article]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.article);
    dragged.classList.add("nr-dragged");
});

page.addEventListener("dragover", (event) => {
    const over = place(event);
    if (!dragged || !over) return;
    event.preventDefault();
    for (const each of page.querySelectorAll(".nr-over")) {
        if (each !== over) each.classList.remove("nr-over");
    }
    over.classList.add("nr-over");
});

page.addEventListener("dragend", () => {
    dragged?.classList.remove("nr-dragged");
    for (const each of page.querySelectorAll(".nr-over")) each.classList.remove("nr-over");
    dragged = null;
});

page.addEventListener("drop", (event) => {
    const over = place(event);
    if (!dragged || !over) return;
    event.preventDefault();
    const number = dragged.dataset.article;
    const form = page.querySelector(".nr-front-form");
    const data = new FormData(form);
    data.set("do", `${dragged.dataset.do === "carry" ? "carry" : "put"}-${number}`);
    data.set(`place-${number}`, over.dataset.place);
    if (over !== dragged) ask(form, data, `up-${number}`);
});

ready();
