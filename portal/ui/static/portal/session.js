// Warns before a session ends, lets the person stay signed in, and says so when it ended.
// Without this script nothing breaks: what is sent after the end is kept until the next sign-in.
(() => {
  "use strict";
  const address = "/session/";
  const warnAt = 10 * 60; // seconds before the end
  const first = 30;
  const longest = 30 * 60;
  let box = null;
  let csrf = "";
  let timer = 0;

  const later = (seconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(1, Math.min(seconds, longest)) * 1000);
  };

  const show = (text, label) => {
    if (!box) {
      box = document.createElement("div");
      box.className = "utrecht-alert utrecht-alert--warning alert session-warning";
      box.setAttribute("role", "alert");
      document.getElementById("main").before(box);
    }
    const line = document.createElement("p");
    line.textContent = text;
    box.replaceChildren(line);
    if (label) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "nl-button nl-button--primary";
      button.textContent = label;
      button.addEventListener("click", extend);
      box.append(button);
    }
  };

  const judge = (state) => {
    csrf = state.csrf || "";
    if (state.seconds === 0) {
      show(state.ended, "");
    } else if (state.seconds <= warnAt) {
      if (!box) show(state.warning, state.button);
      later(state.seconds <= 60 ? state.seconds + 1 : 60);
    } else {
      if (box) {
        box.remove();
        box = null;
      }
      later(state.seconds - warnAt);
    }
  };

  const ask = (options) =>
    fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" }, ...options })
      .then((answer) => answer.json());

  const look = () => ask({}).then(judge).catch(() => later(60));

  const extend = () =>
    ask({ method: "POST", headers: { Accept: "application/json", "X-CSRFToken": csrf } })
      .then((state) => {
        if (state.seconds === 0) return judge(state);
        show(state.extended, "");
        box.tabIndex = -1;
        box.focus(); // the button that had the focus is gone
        box.className = "utrecht-alert utrecht-alert--ok alert session-warning";
        box = null; // stays until the next page; a later warning gets a box of its own
        return later(state.seconds - warnAt);
      })
      .catch(() => later(10));

  later(first);
})();
