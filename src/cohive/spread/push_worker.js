/* Shows what the place tells this browser; a message that comes twice replaces itself by its tag. */
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data ? event.data.json() : {}; } catch { /* not ours: shown without words */ }
  event.waitUntil(self.registration.showNotification(told.title || "", {
    body: told.body || "", tag: told.tag || "", lang: told.language || "", data: { url: told.url || "/" },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  event.waitUntil(self.clients.openWindow(url.href));
});
