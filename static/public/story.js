// A story's tools: larger text, read aloud, copy the address. Without scripts they are not there.
(() => {
  "use strict";
  const story = document.querySelector(".story");
  const root = document.documentElement;
  const part = (name) => story.querySelector(`[data-${name}]`);
  const said = story.querySelector("[role=status]");

  // The size is kept in this browser alone. It multiplies whatever size the browser is set to.
  const SIZES = 4;
  const kept = () => {
    try { return Number(localStorage.getItem("text")) || 0; } catch { return 0; }
  };
  let size = Math.min(SIZES, Math.max(0, Math.trunc(kept())));
  const resize = (step) => {
    size = Math.min(SIZES, Math.max(0, size + step));
    if (size) root.dataset.text = size;
    else delete root.dataset.text;
    part("smaller").disabled = size === 0;
    part("larger").disabled = size === SIZES;
    if (!step) return;
    try { localStorage.setItem("text", size); } catch { /* Kept until the page goes. */ }
  };
  part("smaller").addEventListener("click", () => resize(-1));
  part("larger").addEventListener("click", () => resize(1));
  resize(0);

  const copy = part("copy");
  const { href } = document.querySelector("link[rel=canonical]");
  if (navigator.clipboard) {
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(href);
        said.textContent = copy.dataset.done;
      } catch {
        said.textContent = href;
      }
    });
  } else copy.hidden = true;

  const listen = part("listen");
  const voice = window.speechSynthesis;
  if (voice) {
    const stop = () => {
      voice.cancel();
      listen.setAttribute("aria-pressed", "false");
    };
    listen.addEventListener("click", () => {
      if (listen.getAttribute("aria-pressed") === "true") { stop(); return; }
      voice.cancel();
      listen.setAttribute("aria-pressed", "true");
      // Piece by piece: long texts are cut off by some voices.
      const pieces = story.querySelectorAll(
        "h1, header > .standfirst, .said p, .text > :not(figure, .read-also)"
      );
      let last = null;
      for (const piece of pieces) {
        last = new SpeechSynthesisUtterance(piece.textContent);
        last.lang = piece.closest("[lang]").lang;
        voice.speak(last);
      }
      last.onend = last.onerror = stop;
    });
    addEventListener("pagehide", stop);
  } else listen.hidden = true;
  for (const tools of story.querySelectorAll("[data-tools]")) tools.classList.add("ready");
})();
