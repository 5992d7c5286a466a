/* Amounts as the server reads and writes them (grants/money.py), for the sums that follow what is typed. */
"use strict";

const portalEuros = (() => {
  const told = new Intl.NumberFormat("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const euros = (cents) => `${cents < 0 ? "−\u00a0" : ""}€\u00a0${told.format(Math.abs(cents) / 100)}`;
  const signed = (cents) => cents === 0 ? euros(0) : `${cents > 0 ? "+" : "−"}\u00a0${euros(Math.abs(cents))}`;

  /* A comma starts the cents, a point groups three digits; else nothing. */
  const read = (text) => {
    let plain = text.normalize("NFKC").replace("\u2212", "-").trim().replace(/^(€|EUR)/, "").trim();
    if (!plain.includes(".")) plain = plain.replace(/(\d)[ \u00a0\u202f\u2009](?=\d{3}(?!\d))/g, "$1");
    const found = /^([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-))?$/.exec(plain);
    if (!found) return null;
    const cents = found[2] === undefined || found[2] === "-" ? 0 : Number(found[2].padEnd(2, "0"));
    return Number(found[1].replaceAll(".", "")) * 100 + cents;
  };
  return { euros, signed, read };
})();
