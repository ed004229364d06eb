/* A text that counts itself, and a browser that lets itself be told. Pages work without the first. */
(() => {
  "use strict";
  customElements.define("text-counter", class extends HTMLElement {
    connectedCallback() {
      const field = document.getElementById(this.getAttribute("for"));
      if (!field) return;
      const units = new Intl.Segmenter(undefined, { granularity: "grapheme" });
      const count = () => {
        this.textContent = this.dataset.words.replace("0", [...units.segment(field.value.trim())].length);
      };
      field.addEventListener("input", count);
      count();
    }
  });

  const form = document.querySelector("[data-push-key]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  form.hidden = false;
  document.querySelector("[data-push-none]")?.remove();
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    delete form.dataset.sent;
    try {
      const worker = await navigator.serviceWorker.register(form.dataset.pushWorker);
      await navigator.serviceWorker.ready;
      const made = (await worker.pushManager.subscribe({
        userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey),
      })).toJSON();
      form.elements.endpoint.value = made.endpoint;
      form.elements.p256dh.value = made.keys.p256dh;
      form.elements.auth.value = made.keys.auth;
      form.submit();
    } catch {
      document.getElementById("push-refused").hidden = false;
    }
  });
})();
