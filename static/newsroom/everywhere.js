/*
 * Whether readers have what was issued: asked again until there is no more to come. Beside an
 * article every page is ticked; in lists a sentence stands with each article.
 */
"use strict";

{
    const PATIENCE = 10000;
    const panel = document.querySelector("[data-everywhere]");
    const rows = [...document.querySelectorAll("[data-everywhere-of]")];

    const say = (line, { sentence, look }) => {
        if (line.textContent !== sentence) {
            line.textContent = sentence;
        }
        line.dataset.look = look;
    };

    /* The list of pages, with what was open and where one was. */
    const redraw = (html) => {
        const pages = panel.querySelector("[data-pages]");
        const fresh = new DOMParser().parseFromString(html, "text/html").body;
        const here = document.activeElement?.closest("[data-pages] details")?.id;
        for (const open of pages.querySelectorAll("details[open]")) {
            fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
        }
        if (pages.innerHTML !== fresh.innerHTML) {
            pages.replaceChildren(...fresh.childNodes);
            document.getElementById(here)?.querySelector("summary").focus();
        }
    };

    const ask = async (address, show) => {
        let again = 5;
        try {
            const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
            if (!answer.ok || answer.redirected) {
                return;
            }
            const told = await answer.json();
            show(told);
            again = told.again;
        } catch {
            // Without a connection it is asked again later.
        }
        wait(again, address, show);
    };

    const wait = (seconds, address, show) => {
        if (seconds > 0) {
            setTimeout(() => ask(address, show), seconds * 1000);
        }
    };

    if (panel) {
        wait(Number(panel.dataset.again), panel.dataset.everywhere, (told) => {
            if (told.sentence) {
                say(panel.querySelector("[role=status]"), told);
                redraw(told.pages);
            }
        });
    }
    if (rows.length) {
        const board = document.querySelector("[data-everywhere-list]");
        const numbers = [...new Set(rows.map((row) => row.dataset.everywhereOf))];
        const query = new URLSearchParams(numbers.map((number) => ["article", number]));
        ask(`${board.dataset.everywhereList}?${query}`, (told) => {
            for (const row of rows) {
                const known = told.rows[row.dataset.everywhereOf];
                if (known) {
                    row.hidden = false;
                    say(row, known);
                }
            }
        });
    }
}
