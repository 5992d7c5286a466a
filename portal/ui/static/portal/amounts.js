/* Sums that follow what is typed. Without this script a button computes them on the server. */
"use strict";

const amounts = document.querySelector("[data-amounts]");
if (amounts) {
  const form = amounts.closest("form");
  const reserved = Number(amounts.dataset.reserved);
  const told = new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const euros = (cents) => `${cents < 0 ? "−\u00a0" : ""}€\u00a0${told.format(Math.abs(cents) / 100)}`;
  const signed = (cents) => cents === 0 ? euros(0) : `${cents > 0 ? "+" : "−"}\u00a0${euros(Math.abs(cents))}`;

  /* The same reading as grants/money.py: a comma starts the cents, a point groups three digits; else nothing. */
  const read = (text) => {
    let plain = text.normalize("NFKC").replace("\u2212", "-").trim().replace(/^(€|EUR)/, "").trim();
    if (!plain.includes(".")) plain = plain.replace(/(\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))/g, "$1");
    const found = /^([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-))?$/.exec(plain);
    if (!found) return null;
    const cents = found[2] === undefined || found[2] === "-" ? 0 : Number(found[2].padEnd(2, "0"));
    return Number(found[1].replaceAll(".", "")) * 100 + cents;
  };
  const put = (name, text) => { for (const place of form.querySelectorAll(`[data-sum="${name}"]`)) place.textContent = text; };
  const spoken = form.querySelector("[data-spoken]");
  const over = form.querySelector("[data-passes]");
  let pause = 0;

  const compute = () => {
    let now = 0, after = 0;
    for (const row of amounts.tBodies[0].rows) {
      const before = Number(row.querySelector("[data-now]").dataset.now);
      const typed = read(row.querySelector("input").value);
      now += before;
      after += typed === null ? before : typed;
      row.querySelector("[data-difference]").textContent = typed === null ? "?" : signed(typed - before);
      row.classList.toggle("is-changed", typed !== null && typed !== before);
    }
    put("after", euros(after));
    put("difference", signed(after - now));
    put("left", euros(reserved - after));
    over.hidden = after <= reserved;
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = spoken.dataset.text + euros(reserved - after); }, 1200);
  };
  amounts.addEventListener("input", compute);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
}
