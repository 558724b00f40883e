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

function next() {
    if (sending || !queue.length) {
        return;
    }
    sending = true;
    const [file, row] = queue.shift();
    const data = new FormData();
    for (const field of form.querySelectorAll("[name]:not([type=file])")) {
        data.append(field.name, field.value);
    }
    data.append("photos", file);
    const request = new XMLHttpRequest();
    const progress = row.querySelector("progress");
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) {
            progress.value = (event.loaded / event.total) * 100;
            say(row, event.loaded === event.total ? "reading" : "sending");
        }
    });
    request.addEventListener("loadend", () => {
        const answer = request.status === 200 && request.response?.photos?.[0];
        progress.remove();
        if (answer) {
            answered(row, answer);
        } else {
            say(row, "lost");
            row.querySelector("[data-says-lost]").className = "nr-refused";
        }
        sending = false;
        done += 1;
        tell();
        next();
    });
    say(row, "sending");
    request.send(data);
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
            item.querySelector("a").href = other.url;
            item.querySelector("span").textContent = [other.headline, other.credit]
                .filter(Boolean)
                .join(" · ");
            others.append(item);
        }
        place.append(near);
    }
}
