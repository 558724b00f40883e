/*
 * The text editor's words in the newsroom's language. Its dialogs ask window.gettext; the names of
 * its buttons are fixed, so they are put right as they appear. Comes before the editor.
 */
"use strict";

const words = JSON.parse(document.currentScript.dataset.words);
window.gettext ??= (said) => words[said] ?? said;

function translate(bar) {
    for (const button of bar.querySelectorAll("[title]")) {
        if (words[button.title]) {
            button.title = words[button.title];
            button.setAttribute("aria-label", button.title);
        }
    }
    for (const option of bar.querySelectorAll(".prose-menubar__option > *")) {
        const word = words[option.textContent];
        // Setting the same words would be a change again.
        if (word && word !== option.textContent) {
            option.textContent = word;
        }
    }
}

const finding = new MutationObserver(() => {
    const bar = document.querySelector(".prose-menubar");
    if (bar) {
        finding.disconnect();
        translate(bar);
        new MutationObserver(() => translate(bar)).observe(bar, { childList: true, subtree: true });
    }
});
finding.observe(document.documentElement, { childList: true, subtree: true });
