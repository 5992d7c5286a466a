// What can be used with the keyboard on this page, and where the focus is now.
window.keyboard = {
  start() {
    const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
    const seen = new Set();
    this.elements = [...document.querySelectorAll(usable)].filter((element) => {
      if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
      if (element.closest('[inert]')) return false;
      if (element.type !== 'radio') return true;
      const group = `${element.form ? element.form.action : ''} ${element.name}`;
      if (seen.has(group)) return false;
      seen.add(group);
      return true;
    });
    this.reached = new Map();
    this.listener = () => this.note();
    document.addEventListener('focusin', this.listener);
    this.begin();
    window.scrollTo(0, 0);
    return this.elements.length;
  },
  // The next Tab goes to the first that can be used, wherever the focus was before.
  begin() {
    const root = document.documentElement;
    root.tabIndex = -1;
    root.focus();
    root.blur();
    root.removeAttribute('tabindex');
  },
  note() {
    const active = document.activeElement;
    const same = (e) => e === active || (e.type === 'radio' && active.type === 'radio' && e.name === active.name && e.form === active.form);
    const number = this.elements.findIndex(same);
    const marks = [active, active.parentElement, active.labels && active.labels[0]].filter(Boolean).map((e) => getComputedStyle(e));
    const shows = marks.some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none');
    if (number >= 0) this.reached.set(number, shows);
  },
  missing() {
    return this.elements.length - this.reached.size;
  },
  found() {
    document.removeEventListener('focusin', this.listener);
    const called = (e) => `${e.tagName.toLowerCase()} “${(e.textContent.trim() || e.name || e.id).slice(0, 40)}”`;
    return this.elements.flatMap((e, number) => {
      if (!this.reached.has(number)) return [`not reached with Tab: ${called(e)}`];
      return this.reached.get(number) ? [] : [`no visible focus on ${called(e)}`];
    });
  },
};
