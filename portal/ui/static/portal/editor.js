/* The editor of a proposal: sums that follow what is typed, and a part that is saved by itself in a pause.
   Without this script the buttons do both. */
"use strict";

/* The costs, the cover, and what they differ. */
const money = document.querySelector("form[data-money]");
if (money) {
  const words = money.querySelector("[data-difference]");
  const beyond = money.querySelector("[data-beyond]");
  const sum = (start) => Array.from(money.querySelectorAll(`input[name^="${start}"]`))
    .reduce((total, control) => total + (portalEuros.read(control.value) || 0), 0);
  const put = (name, cents) => { money.querySelector(`[data-sum="${name}"]`).textContent = portalEuros.euros(cents); };
  let pause = 0;

  const compute = () => {
    const costs = sum("cost_cents_"), covers = sum("cover_cents_"), asked = sum("asked_cents");
    const lacks = asked - Number(money.dataset.free), differs = costs - asked - covers;
    put("costs", costs);
    put("covers", covers);
    put("asked", asked);
    beyond.textContent = lacks > 0 ? beyond.dataset.beyond.replace("[amount]", portalEuros.euros(lacks)) : "";
    const amount = portalEuros.euros(Math.abs(differs)), said = words.dataset;
    let text = differs > 0 ? said.lacks : said.over;
    if (differs === 0) text = costs === 0 ? said.none : said.equal;
    clearTimeout(pause);
    pause = setTimeout(() => { words.textContent = text.replace("[amount]", amount); }, 400);
  };
  money.addEventListener("input", compute);
  for (const part of money.querySelectorAll("[data-without-script]")) part.hidden = true;
}

/* A pause saves what can be read. The answer brings a fresh token for what is sent from this page next, so one
   token is never used for two texts; a button that is pressed meanwhile waits for that answer. */
const draft = document.querySelector("form[data-autosave]");
if (draft) {
  const status = draft.querySelector("[data-saved]");
  const PAUSE = 3000;
  let timer = 0, running = null, isDirty = false, isOver = false;

  const take = (answer) => {
    for (const [name, value] of Object.entries(answer.fields || {})) {
      const control = draft.elements.namedItem(name);
      if (control) control.value = value;
    }
    if (status.textContent !== answer.text) status.textContent = answer.text;
  };
  const stop = () => { isOver = true; status.textContent = status.dataset.failed; };

  const save = async () => {
    if (running || isOver || !isDirty) return;
    isDirty = false;
    const sent = new FormData(draft);
    sent.append("quiet", "1");
    const asked = fetch(window.location.href, { method: "POST", body: sent, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    running = asked.then((answer) => {
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return isOurs ? answer.json().then(take) : stop();
    }).catch(stop).finally(() => { running = null; if (isDirty) wait(); });
    await running;
  };
  const wait = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };

  draft.addEventListener("input", () => { isDirty = true; wait(); });
  draft.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isDirty = false;
    if (!running) { isOver = true; return; }
    event.preventDefault();
    running.finally(() => { isOver = true; draft.requestSubmit(event.submitter); });
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isOver = false; });
}
