/*
 * The focal point of a photo by click and by its two sliders (arrow keys), with every crop as it
 * will be. Crops are counted as newsroom/photos/cropping.py counts them.
 */
"use strict";

const WHOLE = 1000;
const section = document.querySelector("[data-focal-of]");

if (section) {
    const [width, height] = section.dataset.focalOf.split("x").map(Number);
    const photo = section.querySelector(".nr-focal-photo img");
    const point = section.querySelector(".nr-focal-point");
    const across = section.querySelector("[data-focal=x]");
    const down = section.querySelector("[data-focal=y]");
    let turned = false;

    function show() {
        point.hidden = false;
        point.style.left = `${across.value / 10}%`;
        point.style.top = `${down.value / 10}%`;
        for (const crop of section.querySelectorAll("[data-ratio]")) {
            const [wide, high] = crop.dataset.ratio.split(":").map(Number);
            const image = crop.querySelector("img");
            if (turned && image.src !== photo.src) {
                image.src = photo.src;
            }
            if (turned) {
                crop.style.aspectRatio = `${wide} / ${high}`;
                image.style.objectPosition = `${place(across.value, width, height * wide / high)}% ${place(down.value, height, width * high / wide)}%`;
            }
        }
    }

    // How far along what is cut away the crop lies, in per cent.
    function place(focal, side, wanted) {
        const kept = Math.min(side, wanted);
        if (side - kept < 1) {
            return 50;
        }
        const start = Math.min(Math.max((side * focal) / WHOLE - kept / 2, 0), side - kept);
        return (start / (side - kept)) * 100;
    }

    for (const slider of [across, down]) {
        slider.addEventListener("input", () => {
            turned = true;
            show();
        });
    }
    photo.addEventListener("click", (event) => {
        const box = photo.getBoundingClientRect();
        const share = (at, start, size) => Math.min(Math.max(Math.round(((at - start) / size) * WHOLE), 0), WHOLE);
        across.value = share(event.clientX, box.left, box.width);
        down.value = share(event.clientY, box.top, box.height);
        across.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show();
}
