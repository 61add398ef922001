// A worker's timers go on at their pace while the page is hidden; the page's own are slowed down to one a minute.
setInterval(() => self.postMessage(null, { transfer: [] }), 1000);
