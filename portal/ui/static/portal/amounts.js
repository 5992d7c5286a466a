/* Sums that follow what is typed. Without this script a button computes them on the server. */
"use strict";

const amounts = document.querySelector("[data-amounts]");
if (amounts) {
  const form = amounts.closest("form");
  const reserved = Number(amounts.dataset.reserved);
  const { euros, signed, read } = portalEuros;
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
