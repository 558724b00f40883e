// Reading without a connection: the worker keeps what was read, the button what is to stay.
(() => {
  const button = document.querySelector("[data-save]");
  if (!button || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/offline.js", { updateViaCache: "all" });
  const path = location.pathname, name = `saved ${path}`;
  const show = async () => {
    button.setAttribute("aria-pressed", await caches.has(name));
    button.parentElement.classList.add("ready");
  };
  const save = async () => {
    const cache = await caches.open(name);
    await cache.add(path);
    const photos = [...document.images].map((image) => image.currentSrc)
      .filter((address) => address.startsWith(`${location.origin}/photos/`));
    await Promise.allSettled(photos.map((address) => cache.add(address)));
  };
  button.addEventListener("click", async () => {
    if (await caches.has(name)) await caches.delete(name);
    else await save().catch(() => caches.delete(name));
    show();
  });
  addEventListener("pageshow", show);
  show();
})();
