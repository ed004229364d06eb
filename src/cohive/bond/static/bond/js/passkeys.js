/* Passkeys: says in words when the device gives none; time zones of who joins. */
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    const note = document.getElementById("passkey-error");
    if (!note) return;
    event.preventDefault();
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  });
  const zone = document.querySelector('input[name="time_zone"][type="hidden"]');
  if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  if (!window.PublicKeyCredential) {
    document.querySelectorAll("[data-needs-script]").forEach((button) => { button.hidden = true; });
  }
})();
