// The reader's own desk: kept in this browser alone, and told to nobody.
(() => {
  "use strict";
  const read = () => {
    try { return JSON.parse(localStorage.getItem("desk")); } catch { return null; }
  };
  const keep = (desk) => {
    try {
      if (desk) localStorage.setItem("desk", JSON.stringify(desk));
      else localStorage.removeItem("desk");
    } catch { /* A browser that keeps nothing: it is forgotten with the page. */ }
  };
  const part = (name) => document.querySelector(`[data-near="${name}"]`);
  const tree = document.querySelector("[data-choose]");
  let mine = read();

  const show = () => {
    const chosen = part("chosen");
    if (chosen) {
      part("none").hidden = Boolean(mine);
      chosen.hidden = !mine;
      if (mine) {
        part("desk").textContent = mine.name;
        part("desk").href = mine.address;
      }
    }
    for (const button of document.querySelectorAll(".star"))
      button.ariaPressed = String(Boolean(mine) && mine.address === button.previousSibling.href);
  };

  for (const link of tree ? tree.querySelectorAll("a:not([aria-current])") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "star";
    button.ariaLabel = tree.dataset.choose.replace("{name}", link.textContent);
    button.addEventListener("click", () => {
      const desk = { address: link.href, name: link.textContent };
      mine = mine && mine.address === desk.address ? null : desk;
      keep(mine);
      show();
    });
    link.after(button);
  }
  show();
  // A front that comes back as it was left may be older than the choice.
  addEventListener("pageshow", (event) => {
    if (event.persisted) { mine = read(); show(); }
  });
})();
