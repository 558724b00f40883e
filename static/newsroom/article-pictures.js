/*
 * The pictures of an article: the lead and the gallery as rows that are written in, ordered by drag
 * or by buttons; and the library in a dialog, from which pictures go there or into the text.
 *
 * What is chosen is kept as JSON in one field of the form, so that autosave and journal hold it:
 * [[number, place, caption, credit, alternative text]], the lead first.
 */
"use strict";

{
    const WAIT = 300;
    const TEXTS = ["caption", "credit", "alt"];

    const begin = (panel) => {
        const form = panel.closest("form");
        const kept = form.elements.namedItem("pictures");
        const known = JSON.parse(panel.dataset.known);
        const status = panel.querySelector("[data-status]");
        const at = (address, number) => address.replace(/\b0\b/, number);
        const read = () => {
            try {
                return JSON.parse(kept.value) || [];
            } catch {
                return [];
            }
        };
        const rows = () => [...panel.querySelectorAll("[data-list] > li")];
        const write = () => {
            kept.value = JSON.stringify(rows().map((row) => [
                Number(row.dataset.photo), row.dataset.place,
                ...TEXTS.map((name) => row.querySelector(`[data-of=${name}]`).value),
            ]));
            for (const part of panel.querySelectorAll("[data-part]")) {
                part.querySelector("[data-none]").hidden = Boolean(part.querySelector("li"));
            }
        };
        const changed = (sentence) => {
            write();
            status.textContent = sentence;
            panel.dispatchEvent(new Event("input", { bubbles: true }));
        };
        const says = (name, number) => status.dataset[name].replace("%s", number);

        let dragged = null;
        const row = ([number, place, ...texts]) => {
            const made = panel.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
            const own = known[number] || {};
            Object.assign(made.dataset, { photo: number, place });
            const image = made.querySelector("img");
            if (own.gone) {
                image.remove();
            } else {
                image.src = at(panel.dataset.photoAddress, number);
            }
            made.querySelector("[data-gone]").hidden = !own.gone;
            const name = made.querySelector("[data-name]");
            name.textContent = own.name || number;
            name.href = at(panel.dataset.page, number);
            TEXTS.forEach((text, index) => {
                const field = made.querySelector(`[data-of=${text}]`);
                field.value = texts[index] || "";
                field.placeholder = own[text] || "";
            });
            for (const tool of made.querySelectorAll("[data-move], [data-handle]")) {
                tool.hidden = place === "lead";
            }
            for (const button of made.querySelectorAll("button")) {
                button.setAttribute("aria-label", `${button.title}: ${name.textContent}`);
            }
            return made;
        };
        const render = () => {
            for (const list of panel.querySelectorAll("[data-list]")) {
                list.replaceChildren(...read().filter((each) => each[1] === list.dataset.list).map(row));
            }
            for (const part of panel.querySelectorAll("[data-part]")) {
                part.querySelector("[data-none]").hidden = Boolean(part.querySelector("li"));
            }
        };

        panel.addEventListener("input", (event) => {
            if (event.target === kept) {
                // Put back by the journal.
                render();
            } else if (event.target !== panel) {
                write();
            }
        });
        panel.addEventListener("click", (event) => {
            const button = event.target.closest("button");
            const of = button?.closest("li");
            if (!of) {
                return;
            }
            const number = of.dataset.photo;
            if ("remove" in button.dataset) {
                const next = of.nextElementSibling || of.previousElementSibling;
                of.remove();
                changed(says("removed", number));
                (next?.querySelector("[data-remove]") || panel.querySelector("[data-choose]")).focus();
                return;
            }
            const up = button.dataset.move === "up";
            const beside = up ? of.previousElementSibling : of.nextElementSibling;
            if (beside) {
                of.parentNode.insertBefore(up ? of : beside, up ? beside : of);
                changed(says("moved", [...of.parentNode.children].indexOf(of) + 1));
                button.focus();
            }
        });
        panel.addEventListener("dragstart", (event) => {
            dragged = event.target.closest?.("[data-handle]")?.closest("li") || null;
            if (dragged) {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setDragImage(dragged, 20, 20);
            }
        });
        panel.addEventListener("dragover", (event) => {
            const over = dragged && event.target.closest("[data-list=gallery] > li");
            if (!over) {
                return;
            }
            event.preventDefault();
            const box = over.getBoundingClientRect();
            over.parentNode.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
        });
        panel.addEventListener("drop", (event) => dragged && event.preventDefault());
        panel.addEventListener("dragend", () => {
            if (dragged) {
                changed(says("moved", [...dragged.parentNode.children].indexOf(dragged) + 1));
            }
            dragged = null;
        });

        let editor = null;
        const chosen = (place, photo) => {
            known[photo.number] = photo;
            // The node in the text reads it there.
            panel.dataset.known = JSON.stringify(known);
            if (place === "text") {
                intoText(photo);
                status.textContent = says("inserted", photo.number);
                return;
            }
            const list = panel.querySelector(`[data-list=${place}]`);
            if ([...list.children].some((each) => each.dataset.photo === String(photo.number))) {
                return;
            }
            const made = row([photo.number, place, "", "", ""]);
            if (place === "lead") {
                list.replaceChildren(made);
            } else {
                list.append(made);
            }
            changed(says("added", photo.number));
        };
        // Below the paragraph that the caret is in.
        const intoText = (photo) => {
            const { $from } = editor.state.selection;
            const place = $from.depth ? $from.after(1) : editor.state.selection.to;
            const words = photo.caption.replace(/\s+/g, " ").trim();
            const content = words ? [{ type: "text", text: words }] : [];
            editor.chain()
                .insertContentAt(place, { type: "photo", attrs: { number: String(photo.number) }, content })
                .focus(place + 1).run();
        };
        document.addEventListener("prose-editor:ready", (event) => {
            editor = event.detail.editor;
            panel.querySelector("[data-choose=text]").hidden = false;
        });

        render();
        panel.querySelector("[data-tools]").hidden = false;
        choosing(panel, form, chosen);
    };

    /* The library in a dialog: searched, paged, and with photos that are brought from here. */
    const choosing = (panel, form, chosen) => {
        const dialog = document.querySelector("[data-chooser]");
        const results = dialog.querySelector("[data-results]");
        const search = dialog.querySelector("[data-search]");
        const bringing = dialog.querySelector("[data-bring]");
        const list = bringing.querySelector("[data-brought]");
        let place = "lead", timer = 0, asked = 0;

        const load = async (address) => {
            const mine = asked += 1;
            let html = null;
            try {
                const answer = await fetch(address, { headers: { Accept: "text/html" } });
                html = answer.ok && !answer.redirected ? await answer.text() : null;
            } catch {
                html = null;
            }
            if (mine === asked) {
                results.innerHTML = html ?? "";
                dialog.querySelector("[data-trouble]").hidden = html !== null;
                results.scrollTop = 0;
            }
        };
        const find = () => load(`${panel.dataset.library}&q=${encodeURIComponent(search.value)}`);
        for (const button of panel.querySelectorAll("[data-choose]")) {
            button.addEventListener("click", () => {
                place = button.dataset.choose;
                dialog.querySelector("h2").textContent = button.textContent;
                search.value = "";
                dialog.showModal();
                search.focus();
                find();
            });
        }
        search.addEventListener("input", () => {
            clearTimeout(timer);
            timer = setTimeout(find, WAIT);
        });
        search.form.addEventListener("submit", (event) => {
            event.preventDefault();
            clearTimeout(timer);
            find();
        });
        dialog.addEventListener("click", async (event) => {
            const page = event.target.closest("a[data-page]");
            if (page) {
                event.preventDefault();
                load(page.href);
                return;
            }
            if (event.target === dialog || event.target.closest("[data-close]")) {
                dialog.close();
                return;
            }
            const button = event.target.closest("[data-photo]");
            if (!button) {
                return;
            }
            if (button.dataset.discard && !(await dropped(button))) {
                return;
            }
            if (latest.has(button) && !(await described(button))) {
                return;
            }
            const { photo, caption, credit, alt } = button.dataset;
            const name = button.querySelector(".nr-photo-name")?.textContent || button.dataset.name || photo;
            chosen(place, { number: Number(photo), name, caption, credit, alt });
            if (place === "gallery") {
                button.setAttribute("aria-pressed", "true");
            } else {
                dialog.close();
            }
        });

        const waiting = [];
        // Buttons of what was brought last, with the words that it got: it also gets those typed since.
        const latest = new Map();
        let sending = false;
        const say = (row, name) => {
            row.querySelector("[data-says]").textContent = bringing.dataset[name];
        };
        const token = () => form.elements.namedItem("csrfmiddlewaretoken").value;
        /* What is typed above the files, as it is now: as one text to compare, and as a form to send. */
        const said = () => {
            const typed = new FormData(bringing);
            typed.delete("photos");
            const text = JSON.stringify([...typed]);
            typed.append("csrfmiddlewaretoken", token());
            return { text, data: typed };
        };
        const next = async () => {
            if (sending || !waiting.length) {
                return;
            }
            sending = true;
            const [file, row] = waiting.shift();
            const { text: words, data } = said();
            data.append("photos", file);
            const progress = row.querySelector("progress");
            const answer = await sendPhoto(panel.dataset.upload, data, (what, percent) => {
                progress.value = percent;
                say(row, what);
            });
            progress.remove();
            if (!answer) {
                say(row, "lost");
            } else if (answer.refused) {
                row.querySelector("[data-says]").textContent = answer.refused;
            } else {
                brought(row, answer, words);
            }
            sending = false;
            next();
        };
        const chooses = (photo, words) => {
            const button = document.createElement("button");
            Object.assign(button, { type: "button", className: "nr-button", textContent: words });
            Object.assign(button.dataset, {
                photo: photo.number, name: photo.headline, caption: photo.caption, credit: photo.credit, alt: photo.alt,
            });
            return button;
        };
        const described = async (button) => {
            const words = said();
            if (words.text === latest.get(button)) {
                return true;
            }
            button.disabled = true;
            const { photos, refused } = await describePhotos(panel.dataset.upload, words.data, [button.dataset.photo]);
            button.disabled = false;
            if (photos) {
                latest.set(button, words.text);
                const { headline, caption, credit, alt } = photos[0];
                Object.assign(button.dataset, { name: headline, caption, credit, alt });
                return true;
            }
            button.closest("li").querySelector("[data-says]").textContent = refused || bringing.dataset.unsaid;
            return false;
        };
        const brought = (row, photo, words) => {
            say(row, photo.new ? "came" : "there");
            const button = chooses(photo, bringing.dataset.use);
            if (photo.new) {
                latest.set(button, words);
            }
            button.classList.add("nr-button--primary");
            row.prepend(Object.assign(document.createElement("img"), { src: photo.src, alt: photo.alt }));
            row.append(button);
            if (photo.alike?.length && photo.discard) {
                row.append(alike(photo));
            }
            button.focus();
        };
        // What looks nearly the same: used in the place of the one just brought, which is dropped.
        const alike = (photo) => {
            const part = bringing.querySelector("template[data-alike]").content.firstElementChild.cloneNode(true);
            for (const other of photo.alike) {
                const item = document.createElement("li");
                const { src, width, height, alt } = other;
                const name = Object.assign(document.createElement("span"), { textContent: other.headline });
                const button = chooses(other, bringing.dataset.instead);
                button.dataset.discard = photo.discard;
                item.append(Object.assign(document.createElement("img"), { src, width, height, alt }), name, button);
                part.querySelector("ul").append(item);
            }
            return part;
        };
        const dropped = async (button) => {
            const row = button.closest("[data-brought] > li");
            const buttons = row.querySelectorAll("button");
            buttons.forEach((each) => { each.disabled = true; });
            const { refused } = await dropPhoto(button.dataset.discard, token(), button.dataset.photo);
            buttons.forEach((each) => { each.disabled = false; });
            if (refused === undefined) {
                row.remove();
                return true;
            }
            row.querySelector("[data-says]").textContent = refused || bringing.dataset.lost;
            return false;
        };
        bringing.addEventListener("submit", (event) => event.preventDefault());
        bringing.querySelector("[type=file]").addEventListener("change", (event) => {
            latest.clear();
            for (const file of event.target.files) {
                const row = bringing.querySelector("template[data-file-row]").content.firstElementChild.cloneNode(true);
                row.querySelector("[data-file]").textContent = file.name;
                row.querySelector("progress").setAttribute("aria-label", file.name);
                list.append(row);
                waiting.push([file, row]);
            }
            event.target.value = "";
            next();
        });
    };

    const panel = document.querySelector("[data-pictures]");
    if (panel) {
        begin(panel);
    }
}
