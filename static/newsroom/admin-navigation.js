/* On a phone the navigation is a row that scrolls: where one is stands in its middle. */
"use strict";

const row = document.getElementById("nr-navigation");
const here = row?.querySelector("[aria-current]");
if (here && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
