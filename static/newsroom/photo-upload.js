/*
 * Bringing many photos: by drag, picker or camera, each with its own progress and its own answer.
 * Files go one at a time to the address that the form goes to without this script.
 */
"use strict";

const form = document.querySelector("[data-upload]");
const came = document.querySelector("[data-came]");
const list = came.querySelector("[data-list]");
const status = came.querySelector("[data-status]");
const copy = (name) => document.querySelector(`template[data-${name}]`).content.cloneNode(true);
const queue = [];
// Numbers of the photos that came in from here; so many are given other words at a time.
const arrived = new Set(), AT_ONCE = 20;
let sending = false;
let done = 0;
let all = 0;

form.querySelector("[data-send]").hidden = true;
for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
        bring(input.files);
        input.value = "";
    });
}

const drop = form.querySelector("[data-drop]");
for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("nr-drop--over");
    });
}
for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("nr-drop--over"));
}
drop.addEventListener("drop", (event) => {
    event.preventDefault();
    bring(event.dataTransfer.files);
});
// A file that falls beside the field must not take the page away.
for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => event.preventDefault());
}
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
    if (sending || queue.length) {
        event.preventDefault();
    }
});

function bring(files) {
    for (const file of files) {
        const row = copy("row").firstElementChild;
        row.querySelector("[data-name]").textContent = file.name;
        row.querySelector("progress").setAttribute("aria-label", file.name);
        say(row, "waiting");
        list.append(row);
        queue.push([file, row]);
        all += 1;
    }
    came.hidden = list.childElementCount === 0;
    tell();
    next();
}

function tell() {
    status.textContent = all
        ? status.dataset.says.replace("{done}", done).replace("{all}", all)
        : "";
}

function say(row, what) {
    const text = row.querySelector("[data-says-sending]");
    text.textContent = text.getAttribute(`data-says-${what}`);
}

/* What is typed on the page, the files left out. */
function said() {
    const data = new FormData();
    for (const field of form.querySelectorAll("[name]:not([type=file])")) {
        data.append(field.name, field.value);
    }
    return data;
}

/* What is typed after photos came in is for the next ones, and by a button for those as well. */
const later = form.querySelector("[data-later]"), given = form.querySelector("[data-given]");
form.addEventListener("input", (event) => {
    if (event.target.type === "text") {
        later.hidden = arrived.size === 0;
        given.textContent = "";
    }
});
later.querySelector("button").addEventListener("click", async ({ currentTarget: button }) => {
    button.disabled = true;
    const numbers = [...arrived];
    let trouble;
    while (numbers.length && trouble === undefined) {
        trouble = (await describePhotos(location.pathname, said(), numbers.splice(0, AT_ONCE))).refused;
    }
    button.disabled = false;
    later.hidden = trouble === undefined;
    given.textContent = later.hidden ? given.dataset.saved : trouble || given.dataset.unsaid;
});

async function next() {
    if (sending || !queue.length) {
        return;
    }
    sending = true;
    const [file, row] = queue.shift();
    const data = said();
    data.append("photos", file);
    const progress = row.querySelector("progress");
    progress.hidden = false;
    const answer = await sendPhoto(location.pathname, data, (what, percent) => {
        progress.value = percent;
        say(row, what);
    });
    progress.hidden = true;
    if (answer) {
        answered(row, answer);
    } else {
        lost(file, row);
    }
    sending = false;
    done += 1;
    tell();
    next();
}

/* It did not get there: the file is still at hand, and goes again by a button. */
function lost(file, row) {
    const text = row.querySelector("[data-says-sending]");
    say(row, "lost");
    text.className = "nr-refused";
    const again = copy("again").firstElementChild;
    again.querySelector("button").addEventListener("click", () => {
        again.remove();
        text.className = "nr-quiet";
        say(row, "waiting");
        queue.push([file, row]);
        done -= 1;
        tell();
        next();
    });
    row.querySelector("div").append(again);
}

function picture({ src, width, height, alt }, image = document.createElement("img")) {
    Object.assign(image, { src, width, height, alt });
    return image;
}

function answered(row, answer) {
    const text = row.querySelector("[data-says-sending]");
    if (answer.refused) {
        text.className = "nr-refused";
        text.textContent = answer.refused;
        return;
    }
    text.remove();
    if (answer.new) {
        arrived.add(answer.number);
    }
    row.prepend(picture(answer));
    const place = row.querySelector("div");
    const led = copy(answer.new ? "in" : "there");
    led.querySelector("a").href = answer.url;
    place.append(led);
    if (answer.alike?.length) {
        const near = copy("near");
        const others = near.querySelector("ul");
        for (const other of answer.alike) {
            const item = copy("other");
            picture(other, item.querySelector("img"));
            const link = item.querySelector("a");
            Object.assign(link, { href: other.url, textContent: other.headline });
            item.querySelector("span").textContent = other.credit;
            const button = item.querySelector("button");
            button.hidden = !answer.discard;
            button.addEventListener("click", () => instead(row, answer, other));
            others.append(item);
        }
        place.append(near);
    }
}

/* The other is used: this one is dropped, and its row says so. */
async function instead(row, mine, other) {
    const buttons = row.querySelectorAll(".nr-alike button");
    buttons.forEach((button) => { button.disabled = true; });
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const { refused } = await dropPhoto(mine.discard, token, other.number);
    const place = row.querySelector("div");
    if (refused !== undefined) {
        buttons.forEach((button) => { button.disabled = false; });
        place.querySelector("[data-kept]")?.remove();
        const kept = copy("kept").firstElementChild;
        kept.querySelector("span").textContent = refused;
        place.append(kept);
        return;
    }
    arrived.delete(mine.number);
    row.replaceChildren(picture(other), place);
    place.replaceChildren(place.firstElementChild, copy("dropped"));
    const link = place.querySelector("a");
    Object.assign(link, { href: other.url, textContent: other.headline });
    link.focus();
}
