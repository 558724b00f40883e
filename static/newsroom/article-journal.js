/*
 * Nothing typed is lost: the form is written down in this browser at every change and, where the
 * article exists, sent to the autosave. Whatever was not saved is offered back.
 *
 * Kept in localStorage, one key for each user and article: a list of
 * {id, at, edit, values}, one for each page that had unsaved text.
 */
"use strict";

{
    const PREFIX = "newsroom:";
    const PAUSE = 2000, EVERY = 5000, PATIENCE = 20000, ASKED = 8000, MOST = 8;
    const cookie = (name) => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(document.cookie)?.[1];
    const read = (key) => {
        try {
            return JSON.parse(localStorage.getItem(key)) || [];
        } catch {
            return [];
        }
    };
    const write = (key, entries) => {
        try {
            if (entries.length) {
                localStorage.setItem(key, JSON.stringify(entries));
            } else {
                localStorage.removeItem(key);
            }
            return true;
        } catch {
            return false;
        }
    };

    // The last page of this browser whose text the server confirmed: it is kept no longer.
    const confirmed = cookie("newsroom_saved");
    try {
        for (const key of Object.keys(localStorage).filter((each) => confirmed && each.startsWith(PREFIX))) {
            write(key, read(key).filter((entry) => entry.id !== confirmed));
        }
    } catch {
        // A browser without storage has nothing to forget.
    }

    const begin = (form) => {
        const says = (name) => form.dataset[`says${name}`];
        const url = form.dataset.autosave;
        const key = `${PREFIX}${form.dataset.user}:${form.dataset.journal}`;
        const fresh = () => Date.now().toString(36) + Math.random().toString(36).slice(2);
        const line = form.querySelector("[data-saved]");
        const offers = document.querySelector("[data-unsaved]");
        const edit = form.elements.namedItem("edit");
        const before = new Set();
        let id = fresh(), submitted = null, editor = null, halted = false;
        let timer = 0, noting = 0, last = 0, sending = null, pending = null;
        let asking = false, isThere = false, keeps = true;

        const hidden = (name, value) => {
            const input = document.createElement("input");
            Object.assign(input, { type: "hidden", name, value });
            form.append(input);
            return input;
        };
        const journal = hidden("journal", id);
        // What is kept so far stays; what is typed from here on is kept beside it.
        const renew = () => {
            id = fresh();
            journal.value = id;
        };

        const OWN = ["csrfmiddlewaretoken", "zone", "journal", "edit", "tab", "place", "key"];
        const isText = (name) => !OWN.includes(name) && !name.startsWith("base-") && !name.endsWith("_FORMS");
        const textOf = (values) => JSON.stringify(
            values.filter(([name]) => isText(name)).map(([name, value]) => [name, value.replace(/\r\n?/g, "\n")]));
        // Of a moment that is not whole browsers send nothing: so long the one stands that it had
        // before somebody went into the field.
        const moments = [...form.querySelectorAll("[type=datetime-local]")];
        const whole = new Map();
        const typed = () => {
            const data = new FormData(form);
            for (const field of moments) {
                if (field.validity.badInput) {
                    data.set(field.name, whole.get(field.name) ?? "");
                } else if (field !== document.activeElement) {
                    whole.set(field.name, field.value);
                }
            }
            return data;
        };
        const values = () => [...typed()];
        let clean = document.querySelector(".errornote, [data-begun]") ? "" : textOf(values());
        const differs = () => textOf(values()) !== clean;

        const say = (sentence, trouble = false) => {
            line.toggleAttribute("data-trouble", trouble);
            if (line.textContent !== sentence) {
                line.textContent = sentence;
            }
        };

        const note = () => {
            // One that is due still would take back what is said from here on.
            clearTimeout(noting);
            noting = 0;
            const others = read(key).filter((entry) => entry.id !== id);
            if ([clean, submitted].includes(textOf(values()))) {
                write(key, others);
                return;
            }
            const entry = {
                id, at: Date.now(), edit: edit.value, values: values().filter(([name]) => !OWN.includes(name)),
            };
            keeps = write(key, [...others, entry].slice(-MOST));
            if (!keeps) {
                say(says("Lost"), true);
            } else if (!url) {
                say(says("Kept"));
            }
        };

        // From here on the form is written over `data`, and not over what was stored when it came.
        const over = (data) => {
            for (const old of form.querySelectorAll("[name^=base-]")) {
                old.remove();
            }
            for (const [name, value] of data) {
                if (!OWN.includes(name) && !name.startsWith("base-") && name !== "user") {
                    hidden(`base-${name}`, value);
                }
            }
        };

        const settle = (sent, answer) => {
            edit.value = answer.edit;
            form.elements.namedItem("csrfmiddlewaretoken").value = sent.data.get("csrfmiddlewaretoken");
            // Where the form does not show what others wrote, the next save tells what it did show.
            over(answer.merged ? sent.data : []);
            clean = sent.text;
            // What this page sent by the button before, and had no answer to, went into it.
            write(key, read(key).filter((entry) => !before.has(entry.id)));
            note();
            say(says(answer.merged ? "Merged" : "Saved").replace("{time}", answer.saved_at));
            if (!differs()) {
                form.dispatchEvent(new Event("newsroom:saved"));
            }
        };

        const post = async () => {
            last = Date.now();
            if (!pending) {
                pending = { data: typed(), text: textOf(values()) };
                pending.data.set("user", form.dataset.user);
                // Sent again because its answer was lost, it is known by this.
                pending.data.set("key", fresh());
            }
            const token = cookie("newsroom_csrf");
            if (token) {
                pending.data.set("csrfmiddlewaretoken", token);
            }
            form.dispatchEvent(new CustomEvent("newsroom:sending", { detail: pending.data }));
            let response, answer = null;
            try {
                response = await fetch(url, { method: "POST", body: pending.data, signal: AbortSignal.timeout(PATIENCE) });
                if (response.headers.get("Content-Type")?.startsWith("application/json")) {
                    answer = await response.json();
                }
            } catch {
                response = null;
            }
            // A network that is there may lead to somebody else's page instead of here.
            const elsewhere = response?.ok && !response.redirected && !answer;
            if (!response || response.status >= 500 || elsewhere) {
                // Saved or not, nobody knows: the very same is sent again before anything newer.
                say(says(keeps ? "Offline" : "Lost"), true);
                return true;
            }
            const sent = pending;
            pending = null;
            if (response.ok && !response.redirected && answer?.edit) {
                settle(sent, answer);
                form.dispatchEvent(new CustomEvent("newsroom:answered", { detail: answer }));
                return differs();
            }
            halted = response.status === 409;
            say(says(keeps ? "Refused" : "RefusedLost").replace("{reason}", answer?.sentence || says("Reason")), true);
            if (answer?.conflict) {
                leadTo(answer.conflict);
            }
            return false;
        };

        // Where both texts are shown; what was typed since goes along.
        const leadTo = (address) => {
            const link = document.createElement("a");
            link.href = address;
            link.textContent = says("Both");
            link.addEventListener("click", (event) => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                    event.preventDefault();
                    form.requestSubmit();
                }
            });
            line.append(" ", link);
        };

        const send = async () => {
            timer = 0;
            sending = post();
            const again = await sending;
            sending = null;
            if (again) {
                schedule();
            }
        };
        const schedule = () => {
            if (url && !halted && !timer && !sending && (pending || differs())) {
                timer = setTimeout(send, Math.max(PAUSE, last + EVERY - Date.now()));
            }
        };
        const changed = () => {
            noting ||= setTimeout(note, 150);
            schedule();
        };

        const putBack = (entry) => {
            const kept = new Map(entry.values);
            over([]);
            for (const field of [...form.elements].filter((each) => each.name && isText(each.name))) {
                if (field.type === "checkbox") {
                    // Several of one name are told apart by what they say.
                    field.checked = entry.values.some(([name, value]) => name === field.name && value === field.value);
                } else if (field.type !== "submit" && kept.has(field.name)) {
                    field.value = kept.get(field.name);
                    field.dispatchEvent(new Event("input", { bubbles: true }));
                }
            }
            for (const [name, value] of entry.values.filter(([each]) => each.startsWith("base-"))) {
                hidden(name, value);
            }
            edit.value = entry.edit;
            editor?.commands.setContent(kept.get("body") || "");
        };

        const offer = (entry) => {
            const shown = offers.querySelector("template").content.firstElementChild.cloneNode(true);
            const kept = new Map(entry.values);
            const words = new DOMParser().parseFromString((kept.get("body") || "").replace(/<\/(p|h2|h3|li)>/g, "$& "), "text/html").body.textContent;
            const excerpt = [kept.get("headline"), words].filter(Boolean).join(" — ");
            const time = new Date(entry.at).toLocaleString(document.documentElement.lang, {
                day: "numeric", month: "short", year: "numeric",
                hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
            shown.querySelector("[data-from]").textContent = says("From").replace("{time}", time);
            shown.querySelector("[data-excerpt]").textContent =
                excerpt.length > 240 ? `${excerpt.slice(0, 240)}…` : excerpt;
            const done = () => {
                write(key, read(key).filter((each) => each.id !== entry.id));
                shown.remove();
                offers.hidden = !offers.querySelector("[data-back]");
            };
            shown.querySelector("[data-back]").addEventListener("click", () => {
                const typed = differs() ? id : null;
                if (typed) {
                    note();
                    renew();
                }
                putBack(entry);
                note();
                done();
                // What was typed here before has lost its place to it, and is offered in turn.
                read(key).filter((each) => each.id === typed).forEach(offer);
                changed();
                document.querySelector(".prose-editor [contenteditable]")?.focus();
            });
            shown.querySelector("[data-drop]").addEventListener("click", done);
            offers.append(shown);
            offers.hidden = false;
        };

        const offerAll = () => {
            const now = textOf(values());
            const entries = read(key).filter((entry) => entry.id === id || textOf(entry.values) !== now);
            write(key, entries);
            entries.filter((entry) => entry.id !== id).reverse().forEach(offer);
            if (!offers.hidden) {
                // A page that is loaded again opens where it was left, which is below, and may do
                // so after this.
                history.scrollRestoration = "manual";
                offers.scrollIntoView({ block: "center" });
            }
        };

        // The keys that save everywhere: here too, and without leaving the place where one writes.
        document.addEventListener("keydown", (event) => {
            if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
                return;
            }
            event.preventDefault();
            if (!url) {
                form.requestSubmit();
            } else if (!halted && !sending) {
                clearTimeout(timer);
                note();
                send();
            }
        });
        form.addEventListener("input", changed);
        form.addEventListener("change", changed);
        window.addEventListener("pagehide", note);
        window.addEventListener("online", schedule);
        document.addEventListener("visibilitychange", () => {
            if (document.hidden) {
                note();
            }
        });
        // Whether the newsroom answers, and not whether there is some network: nothing else says
        // that a form will get there.
        const answers = async () => {
            try {
                const response = await fetch(form.dataset.here, {
                    cache: "no-store", redirect: "error", signal: AbortSignal.timeout(ASKED),
                });
                return "here" in await response.json();
            } catch {
                return false;
            }
        };

        form.addEventListener("submit", async (event) => {
            if (isThere && !sending && !pending) {
                isThere = false;
                note();
                halted = true;
                const now = values();
                setTimeout(() => {
                    // Whatever is typed until the answer comes was not sent: it is no part of it.
                    submitted = textOf(now);
                    before.add(id);
                    renew();
                    if (url) {
                        over(now);
                    }
                });
                // The answer never came, or its page was stopped: this one goes on.
                setTimeout(() => {
                    halted = false;
                    schedule();
                }, PATIENCE);
                return;
            }
            // Neither a dead connection nor an answer on its way takes what is in the form along.
            event.preventDefault();
            event.stopImmediatePropagation();
            if (asking) {
                return;
            }
            asking = true;
            say(says("Asking"));
            clearTimeout(timer);
            timer = 0;
            if (sending || pending) {
                await (sending || post());
                sending = null;
            }
            isThere = await answers();
            asking = false;
            if (isThere) {
                // Sent with all of the form, whether or not it came in by itself.
                pending = null;
                form.requestSubmit(event.submitter);
            } else {
                note();
                say(says(keeps ? "Offline" : "Lost"), true);
                schedule();
            }
        });
        window.addEventListener("pageshow", (event) => {
            halted = event.persisted ? false : halted;
        });
        document.addEventListener("prose-editor:ready", (event) => {
            editor = event.detail.editor;
        });
        window.addEventListener("load", () => {
            offerAll();
            if (differs()) {
                note();
            }
        });
    };

    const form = document.querySelector("[data-journal]");
    if (form) {
        begin(form);
    }
}
