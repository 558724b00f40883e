/*
 * Completes usernames after an @ in a note, and in the field of those for whom alone it is:
 * the names of users who see the article. By arrow keys and Enter, a click or a tap.
 */
"use strict";

(() => {
    let list = null;
    let field = null;
    let chosen = -1;
    let asking = 0;

    /* The beginning of a name before the cursor: where it starts, and its letters; or null. */
    function beginning(input) {
        const typed = input.value.slice(0, input.selectionStart);
        const found = input.dataset.mentions === "names"
            ? /(?:^|[\s,;])@?([\w.+-]*)$/.exec(typed)
            : /(?:^|[^\w@.+-])@([\w.+-]*)$/.exec(typed);
        return found && { start: typed.length - found[1].length, letters: found[1] };
    }

    function close() {
        list?.remove();
        field?.removeAttribute("aria-activedescendant");
        field?.removeAttribute("aria-controls");
        list = null;
        chosen = -1;
    }

    function choose(index) {
        chosen = index;
        [...list.children].forEach((item, place) => {
            item.setAttribute("aria-selected", String(place === index));
        });
        field.setAttribute("aria-activedescendant", list.children[index].id);
    }

    function take(item) {
        const from = beginning(field);
        const ends = field.dataset.mentions === "names" ? ", " : " ";
        const { selectionStart: end } = field;
        if (from) {
            field.setRangeText(item.dataset.username + ends, from.start, end, "end");
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        close();
        field.focus();
    }

    function show(people) {
        close();
        if (!people.length) {
            return;
        }
        list = document.createElement("ul");
        list.className = "nr-names";
        list.id = "nr-names";
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
        people.forEach((person, index) => {
            const item = document.createElement("li");
            item.id = `nr-name-${index}`;
            item.setAttribute("role", "option");
            item.dataset.username = person.username;
            const name = document.createElement("span");
            name.textContent = person.name;
            const small = document.createElement("small");
            small.textContent = `@${person.username}`;
            item.append(name, small);
            // Before the field loses the focus.
            item.addEventListener("pointerdown", (event) => {
                event.preventDefault();
                take(item);
            });
            list.append(item);
        });
        field.after(list);
        field.setAttribute("aria-controls", list.id);
        choose(0);
    }

    document.addEventListener("input", (event) => {
        if (!event.target.matches?.("[data-mentions]")) {
            return;
        }
        field = event.target;
        field.setAttribute("aria-autocomplete", "list");
        const from = beginning(field);
        clearTimeout(asking);
        if (!from || (field.dataset.mentions === "names" && !from.letters)) {
            close();
            return;
        }
        asking = setTimeout(async () => {
            const query = new URLSearchParams({ q: from.letters });
            if (field.dataset.thread) {
                query.set("thread", field.dataset.thread);
            }
            try {
                const answer = await fetch(`${field.closest("[data-people]").dataset.people}?${query}`);
                if (answer.ok && beginning(field)?.letters === from.letters) {
                    show((await answer.json()).people);
                }
            } catch {
                close();  // Without a connection the name is typed.
            }
        }, 120);
    });

    document.addEventListener("keydown", (event) => {
        if (!list || event.target !== field) {
            return;
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            choose((chosen + step + list.children.length) % list.children.length);
        } else if (event.key === "Enter" || event.key === "Tab") {
            event.preventDefault();
            take(list.children[chosen]);
        } else if (event.key === "Escape") {
            event.preventDefault();
            close();
        }
    });
    document.addEventListener("focusout", (event) => {
        if (event.target === field) {
            close();
        }
    });
})();
