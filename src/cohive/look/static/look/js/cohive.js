/* Small conveniences; every page reads and works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* theme: the button appears with scripts; the cookie is what the server draws from */
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const setTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    all("[data-theme-form] button").forEach((button) =>
      button.value === theme ? button.setAttribute("aria-pressed", "true") : button.removeAttribute("aria-pressed"));
  };
  all("[data-theme-toggle]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  });
  all("[data-theme-form]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (!event.submitter) return;
      event.preventDefault();
      setTheme(event.submitter.value);
    }));

  /* a form sends once: the second click of an impatient hand is ignored */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () =>
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
    }));

  /* everything below answers by delegation, so that it also works in what htmx brings */
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const opener = at("[data-open]"), copier = at("[data-copy]"), step = at("[data-step]");
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
    if (at("[data-close]")) at("dialog")?.close();
    if (at("[data-dismiss]")) at(".toast, .note")?.remove();
    if (at("[data-print]")) print();
    if (copier) copy(copier);
    if (step) {
      const number = step.closest("[data-stepper]").querySelector("input");
      const next = Number(number.value || 0) + Number(step.dataset.step);
      number.value = Math.min(Number(number.max || 99), Math.max(Number(number.min || 0), next));
      number.dispatchEvent(new Event("input", { bubbles: true }));
    }
    all("details.more[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.more[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* data-copy="text" data-copied="said afterwards" */
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button.dataset.copied || button.textContent);
    } catch {
      /* no clipboard here: the text stands on the page anyway */
    }
  };
  const say = (text) => {
    const toast = document.createElement("p");
    toast.className = "toast said";
    toast.textContent = text;
    document.getElementById("toasts")?.append(toast);
    setTimeout(() => toast.remove(), 6000);
  };

  /* a slider and its number move together; only the number is sent */
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.for) document.getElementById(field.dataset.for).value = field.value;
    else if (field.id) all(`[data-for="${CSS.escape(field.id)}"]`).forEach((slider) => (slider.value = field.value));
    all(`[data-echo="${CSS.escape(field.id || "-")}"]`).forEach((echo) => (echo.textContent = field.value));
  });

  /* a chosen picture is shown before it is sent */
  document.addEventListener("change", (event) => {
    const input = event.target.closest?.("[data-drop]");
    const file = input?.files?.[0];
    if (!file) return;
    const drop = input.closest(".drop");
    drop.classList.add("full");
    drop.querySelector("b").textContent = file.name;
    const preview = document.querySelector(input.dataset.preview || "[data-preview]");
    if (preview && file.type.startsWith("image/")) {
      preview.src = URL.createObjectURL(file);
      preview.hidden = false;
    }
  });

  /* after a refused form, reading starts at what is wrong */
  document.querySelector("[data-focus]")?.focus();
})();
