// The page is answered by degreekit in the browser itself: Python in a worker, and no server.

// A document may take as long as a process of its own may on a computer (Limits.seconds), times
// the slowness of Python here. After that its worker is ended, and a new one started.
const SECONDS = 120;
const MEGABYTE = 1_000_000;
// What keeps the files starts in far less time; if it does not, the page goes on without it.
const PATIENCE = 4000;

const soon = (promise) => Promise.race([promise, new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);

/** Have what keeps the files answer this page, so that it keeps whatever the page loads from here on. */
async function keeper(progress) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return null;
  try {
    serviceWorker.addEventListener("message", ({ data: { done } }) => {
      if (done) progress(`Loading: ${(done / MEGABYTE).toFixed(0)} MB. This happens once.`);
    });
    const claimed = serviceWorker.controller ? null : new Promise((resolve) => { serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
    const registration = await serviceWorker.register(new URL("./sw.js", import.meta.url), { scope: "./" });
    if (claimed) registration.active?.postMessage("claim");
    await soon(claimed);
  } catch {
    // such as in a private window: the page works, but not without a network
  }
  return serviceWorker.controller;
}

/** Have all files kept, those included that were loaded before. Return whether they are. */
async function keep(controller) {
  if (!controller) return false;
  const answered = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("message", ({ data: { kept } }) => { if (kept !== undefined) resolve(kept); });
  });
  controller.postMessage("keep");
  return (await soon(answered)) === true;
}

/** Start the worker with the policy of this page, so that it can reach only its own files. */
function launch() {
  const script = new URL("./worker.js", import.meta.url);
  // Kept files come from sw.js, which sends the policy along; not every browser asks it for a blob.
  if (navigator.serviceWorker?.controller) return new Worker(script, { type: "module" });
  const blob = new Blob([`import ${JSON.stringify(script.href)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(blob), { type: "module" });
}

/** Return the made-up transcripts to try. */
async function tried() {
  const names = await (await fetch(new URL("./examples.json", import.meta.url))).json();
  return Promise.all(names.map(async (name) => new File([await (await fetch(new URL(`./examples/${encodeURIComponent(name)}`, import.meta.url))).arrayBuffer()], name)));
}

export async function connect(progress) {
  if (location.protocol === "file:") {
    throw new Error("A browser does not run this page from a file. Put the folder on a web server, or run in it: python -m http.server --bind 127.0.0.1");
  }
  const controller = await keeper(progress);
  const examples = tried();
  let loaded; // says that the worker has fetched its files
  const kept = new Promise((resolve) => { loaded = resolve; }).then(() => keep(controller));
  let worker;
  let waiting = new Map();
  let count = 0;

  const start = () => new Promise((resolve, reject) => {
    worker = launch();
    worker.onerror = (event) => reject(new Error(`It could not be loaded: ${event.message ?? "check the network, and load the page again"}`));
    worker.onmessage = ({ data }) => {
      if (data.progress) progress(data.progress, data.share);
      else if (data.loaded) loaded();
      else if (data.started) resolve();
      else if (data.broken) reject(new Error(`It could not be started: ${data.broken}`));
      else {
        const answered = waiting.get(data.id);
        waiting.delete(data.id);
        if (data.failed !== undefined) answered?.({ error: { kind: "WorkerFailed", message: `the browser could not do this (${data.failed}); try a smaller file, or degreekit on a computer` } });
        else answered?.(data.picture ? new Blob([data.picture], { type: "image/png" }) : JSON.parse(data.text));
      }
    };
  });

  const send = (message, transfer = []) => new Promise((resolve) => {
    const id = ++count;
    const clock = setTimeout(() => {
      worker.terminate();
      const error = { kind: "TooLong", outcome: "too_large", message: `this took more than ${SECONDS} seconds and was stopped; check that it is the transcript, or use degreekit on a computer` };
      const others = waiting;
      waiting = new Map();
      start().catch(() => {}).finally(() => { for (const answered of others.values()) answered({ error }); });
    }, SECONDS * 1000);
    waiting.set(id, (answer) => { clearTimeout(clock); resolve(answer); });
    worker.postMessage({ id, ...message }, transfer);
  });

  await start();
  const alone = await kept ? " It works without a network, too." : "";
  progress("Ready", 1);
  return {
    place: `Runs in this browser only. Your transcript never leaves it, and nothing is kept unless you save it.${alone}`,
    examples: await examples,
    add: (name, data) => send({ name, bytes: data }, [data]),
    ask: (name, order) => send({ name, order: JSON.stringify(order) }),
  };
}
