/* A digit chooses the score while the focus is on one of its choices. Without this script the arrows do. */
"use strict";

for (const form of document.querySelectorAll("[data-digits]")) {
  form.addEventListener("keydown", (event) => {
    const radio = event.target;
    if (radio.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const chosen = [...form.elements[radio.name]].find((one) => one.value === event.key);
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.focus();
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
