// Copying and printing the recovery codes, where there is a script to do it.
const told = document.getElementById("recovery-told");

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const codes = document.querySelectorAll(`#${button.dataset.copy} code`);
    await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join("\n"));
    told.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
