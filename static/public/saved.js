// Lists the stories that this browser keeps: those that were saved, and those that were read.
(() => {
  if (!("caches" in window)) return;
  const titled = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("h1").textContent;
  };
  const kept = {
    saved: async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith("saved "));
      return names.reverse().map((name) => [name.slice(6), name]);
    },
    read: async () => {
      if (!(await caches.has("read"))) return [];
      const found = await (await caches.open("read")).keys();
      const paths = found.map((request) => new URL(request.url).pathname).reverse();
      return paths.filter((path) => path.startsWith("/articles/")).map((path) => [path, "read"]);
    },
  };
  const list = async (place) => {
    const rows = [];
    for (const [path, name] of await kept[place.dataset.kept]()) {
      const answer = await (await caches.open(name)).match(path);
      if (!answer) continue;
      const row = place.querySelector("template").content.cloneNode(true);
      const link = row.querySelector("a"), button = row.querySelector("button");
      link.textContent = await titled(answer);
      link.href = path;
      if (button) {
        button.setAttribute("aria-label", button.dataset.remove.replace("{name}", link.textContent));
        button.addEventListener("click", async () => {
          await caches.delete(name);
          await list(place);
          place.querySelector("h2").focus();
        });
      }
      rows.push(row);
    }
    place.querySelector("ul").replaceChildren(...rows);
    place.querySelector("[data-none]").hidden = rows.length > 0;
    place.hidden = false;
  };
  document.querySelectorAll("[data-kept]").forEach(list);
})();
