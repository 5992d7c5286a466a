/* What makes a page nicer to use. Everything works without it. */
"use strict";

/* An error summary takes the focus, so that a screen reader starts there. Its links lead to a field without
   leaving the field's name in the address, where the next page would inherit it. */
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
for (const link of document.querySelectorAll("#error-summary a")) {
  link.addEventListener("click", (event) => {
    const control = document.getElementById(link.hash.slice(1));
    if (control) { event.preventDefault(); control.focus(); }
  });
}

/* So does what the last act led to, when there is nothing to put right. */
const told = document.querySelector(".messages");
if (told && !summary) told.focus();

/* A long text tells how much room is left: code points, a line break counts once, as the server counts. */
const lengthOf = (text) => Array.from(text.replace(/\r\n?/g, "\n").trim().normalize("NFC")).length;
const sentence = (data, left) => {
  if (left === 1) return data.leftOne;
  if (left >= 0) return data.left.replace("[n]", String(left));
  return left === -1 ? data.overOne : data.over.replace("[n]", String(-left));
};
for (const counter of document.querySelectorAll("[data-counter]")) {
  const control = document.getElementById(counter.dataset.counter);
  if (!control) continue;
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  counter.after(spoken);
  let pause = 0;
  const show = () => {
    const left = Number(counter.dataset.most) - lengthOf(control.value);
    counter.textContent = sentence(counter.dataset, left);
    counter.classList.toggle("counter--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { if (left < 50 && document.activeElement === control) spoken.textContent = counter.textContent; }, 1200);
  };
  control.addEventListener("input", show);
  show();
}

/* A link to a question opens that question as a dialog on the page; Esc closes it and the focus goes back. */
for (const opener of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog || typeof dialog.showModal !== "function") continue;
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => opener.focus());
  for (const closer of dialog.querySelectorAll("[data-close]")) closer.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); });
}

/* Another language opens the page anew: ask first when that loses what was typed. After an error what was typed
   stands on the page as if it had been there from the start, as does what a file filled in. */
const isChanged = (control) => {
  if (control.type === "hidden" || control.disabled) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  if (!control.options) return control.value !== control.defaultValue;
  const chosen = Array.from(control.options).findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(chosen, 0);
};
const holdsTyped = (form) => form.matches("[data-unsaved]") || form.querySelector("#error-summary")
  || Array.from(form.querySelectorAll("input, select, textarea")).some(isChanged);
for (const language of document.querySelectorAll("form[data-loses]")) {
  language.addEventListener("submit", (event) => {
    const typed = Array.from(document.querySelectorAll("main form[method=post]")).some(holdsTyped);
    if (typed && !window.confirm(language.dataset.loses)) event.preventDefault();
  });
}

/* A file that is too large is told when it is chosen, and not after it was sent. */
for (const control of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.createElement("p");
  told.className = "field__error";
  told.setAttribute("role", "alert");
  control.before(told);
  control.addEventListener("change", () => {
    const over = Array.from(control.files).some((file) => file.size > Number(control.dataset.most));
    told.textContent = over ? control.dataset.tooLarge : "";
    if (over) control.value = "";
  });
}

/* An open menu closes with Esc and when one goes elsewhere, by a click or with the focus. */
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); event.stopPropagation(); }
  });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  document.addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
}

/* What is wider or higher than its place can be scrolled with the keyboard too. */
for (const region of document.querySelectorAll("[data-scrolls]")) {
  new ResizeObserver(() => {
    if (region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  }).observe(region);
}

/* A table drawn as cards stays a table for a screen reader, also where the browser forgets it. */
const tableRoles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tfoot: "rowgroup", tr: "row", td: "cell" };
for (const table of document.querySelectorAll(".table--cards")) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tfoot, tr, td")]) part.setAttribute("role", tableRoles[part.localName]);
  for (const head of table.querySelectorAll("th")) head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
}

/* A passkey that the device or the browser refuses: say so, instead of nothing. */
const passkeyTrouble = document.getElementById("passkey-trouble");
if (passkeyTrouble) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("passkey-trouble-address").hidden = event.detail.exception?.name !== "SecurityError";
    passkeyTrouble.hidden = false;
    passkeyTrouble.focus();
  });
}
