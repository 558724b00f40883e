// A notice asks only for what its kind needs. Without scripts every question is there.
(() => {
  const room = document.querySelector("[data-notice]");
  const kind = room && room.querySelector("select");
  if (!kind) return;
  const parts = [...room.querySelectorAll("[data-kinds]")].filter((part) => !part.contains(kind));
  const draw = () => {
    for (const part of parts) {
      part.hidden = !part.dataset.kinds.split(" ").includes(kind.value);
      // A hidden answer would be refused; it stays in the field until another kind asks for it.
      for (const field of part.querySelectorAll("input, textarea")) field.disabled = part.hidden;
    }
  };
  kind.addEventListener("change", draw);
  draw();
})();
