/* Choosing several photos, ticking what is typed for many, and printing a receipt. */
"use strict";

const many = document.querySelector("[data-many]");
if (many) {
    const boxes = [...many.querySelectorAll("input[name=photo]")];
    const says = many.querySelector("[data-chosen]");
    const all = many.querySelector("[data-all]");
    const count = () => {
        const chosen = boxes.filter((box) => box.checked).length;
        if (says) {
            says.textContent = chosen ? says.dataset.says.replace("{number}", chosen) : "";
        }
    };
    many.addEventListener("change", count);
    if (all) {
        all.hidden = false;
        all.addEventListener("click", () => {
            const choose = boxes.some((box) => !box.checked);
            for (const box of boxes) {
                box.checked = choose;
            }
            count();
        });
    }
    count();
}

// What is typed for many photos is meant to be changed, also what was typed before this script came.
for (const part of document.querySelectorAll("[data-ticks] .nr-part")) {
    const tick = () => {
        part.querySelector("[name=ticked]").checked = true;
    };
    const field = part.querySelector(".nr-field");
    field.addEventListener("input", tick);
    for (const input of field.querySelectorAll("input")) {
        // A box has the value “on” whether it is ticked or not, and none by default.
        const isBox = input.type === "checkbox";
        if (isBox ? input.checked !== input.defaultChecked : input.value !== input.defaultValue) {
            tick();
        }
    }
}

const print = document.querySelector("[data-print]");
if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
}
