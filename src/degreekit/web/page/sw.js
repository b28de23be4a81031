// Keeps the files of the page, so that it works without a network, and lets nothing else out.
//
// On the first visit the page does not wait for it: each file is kept while the page loads it, so
// it is fetched once. A newer page has all its files before it takes the place of an older one.

const VERSION = "VERSION";
const FILES = "FILES";
const POLICY = "POLICY";
const CACHE = `degreekit ${registration.scope} ${VERSION}`;

const addressOf = (name) => new URL(name, registration.scope).href;
const NAMES = new Map(Object.keys(FILES).map((name) => [addressOf(name), name]));
const opened = caches.open(CACHE);
const keeping = new Map(); // the files that are being fetched, until they are kept
let done = 0;

const kept = async (name) => (await opened).match(addressOf(name), { ignoreVary: true });

async function tell(message) {
  for (const client of await clients.matchAll({ includeUncontrolled: true })) client.postMessage(message);
}

/** Fetch a file. It is kept if it is the one that belongs to this page, and refused if not. */
async function fetched(name) {
  const [size, integrity] = FILES[name];
  const response = await fetch(new Request(addressOf(name), { integrity, cache: "no-cache" }));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const copy = response.clone();
  const put = (async () => {
    await (await opened).put(addressOf(name), copy);
    done += size;
    await tell({ done });
  })();
  return { response, put };
}

/** Keep a file, unless it is kept already, or about to be. */
async function keep(name) {
  if (keeping.has(name)) return keeping.get(name);
  const work = (async () => {
    if (!(await kept(name))) await (await fetched(name)).put;
  })();
  keeping.set(name, work);
  return work.finally(() => keeping.delete(name));
}

/** Return a file as it is kept; or fetch it, and keep it meanwhile. */
async function served(name, event) {
  await keeping.get(name)?.catch(() => {});
  const found = await kept(name);
  if (found) return found;
  const both = fetched(name);
  const work = both.then(({ put }) => put);
  keeping.set(name, work);
  event.waitUntil(work.catch(() => {}).finally(() => keeping.delete(name)));
  return (await both).response;
}

const keepAll = () => Promise.all(Object.keys(FILES).map(keep));

self.addEventListener("install", (event) => {
  if (registration.active) event.waitUntil(keepAll());
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const own = `degreekit ${registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(own) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

self.addEventListener("message", (event) => event.waitUntil((async () => {
  if (event.data === "claim") return clients.claim(); // a page that was loaded anew without its files
  try {
    await keepAll();
    event.source.postMessage({ kept: true });
  } catch {
    event.source.postMessage({ kept: false });
  }
})()));

self.addEventListener("fetch", (event) => event.respondWith((async () => {
  const address = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    address.search = ""; // what a link adds is nothing to the page
    address.pathname = address.pathname.replace(/\/index\.html$/, "/");
  }
  address.hash = "";
  const name = event.request.method === "GET" ? NAMES.get(address.href) : undefined;
  if (name === undefined) return Response.error();
  // A file that a host has changed cannot be kept; the page is loaded with it as if there was nothing to keep.
  const file = await served(name, event).catch(() => fetch(address.href));
  if (event.request.destination !== "worker") return file;
  return new Response(file.body, { status: file.status, headers: { "Content-Type": "text/javascript", "Content-Security-Policy": POLICY } });
})()));
