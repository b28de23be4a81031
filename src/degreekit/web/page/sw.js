// Keeps the files of the page, so that it works without a network, and lets nothing else out.

const VERSION = "VERSION";
const FILES = "FILES";
const POLICY = "POLICY";
const CACHE = `degreekit ${registration.scope} ${VERSION}`;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  const total = Object.values(FILES).reduce((sum, [size]) => sum + size, 0);
  let done = 0;
  await Promise.all(Object.entries(FILES).map(async ([name, [size, integrity]]) => {
    const request = new Request(new URL(name, registration.scope), { integrity, cache: "no-cache" });
    const response = await fetch(request);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    await cache.put(request.url, response);
    done += size;
    for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage({ done, total });
  }));
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const own = `degreekit ${registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(own) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

self.addEventListener("fetch", (event) => event.respondWith((async () => {
  const address = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    address.search = ""; // what a link adds is nothing to the page
    address.pathname = address.pathname.replace(/\/index\.html$/, "/");
  }
  address.hash = "";
  const kept = event.request.method === "GET" && await (await caches.open(CACHE)).match(address.href, { ignoreVary: true });
  if (!kept) return Response.error();
  if (event.request.destination !== "worker") return kept;
  return new Response(kept.body, { headers: { "Content-Type": "text/javascript", "Content-Security-Policy": POLICY } });
})()));
