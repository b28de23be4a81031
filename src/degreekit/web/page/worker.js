// Python in a worker. It loads what it needs, then gives up the network, and answers.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
let python;
let complete; // unpacks what only documents and audits need, once
let settle; // says that everything is loaded
let idle = loadAhead; // what is done after the first answer: the page waits for that one

async function start() {
  const tell = (text, share) => postMessage({ progress: text, share });
  tell("Starting Python ...", 0.5);
  const archive = (name) => fetch(here(name)).then((response) => response.arrayBuffer());
  const [pyodide, packages, later] = await Promise.all([
    loadPyodide({ indexURL: here("./pyodide/"), stdout: () => {}, stderr: () => {} }),
    archive("./packages.zip"),
    archive("./packages-later.zip"),
  ]);
  // What is loaded stays: looking through it for garbage takes a seventh of the time to import it.
  const site = pyodide.runPython("import gc, site; gc.disable(); site.getsitepackages()[0]");
  settle = () => pyodide.runPython("gc.freeze(); gc.enable()");
  const unpack = (packed) => pyodide.unpackArchive(packed, "zip", { extractDir: site });
  unpack(packages);
  complete = () => { unpack(later); complete = () => {}; };
  // Whatever a document does to the libraries that read it, there is nothing here to send with.
  for (const name of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "importScripts", "indexedDB", "caches", "BroadcastChannel", "Worker", "SharedWorker"]) {
    try { Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false }); } catch { /* it is not there */ }
  }
  tell("Loading degreekit ...", 0.75);
  const { Worker } = pyodide.pyimport("degreekit.web.browser");
  python = Worker();
}

/** Load while a file is chosen what only a transcript needs; whatever is asked meanwhile comes first. */
function loadAhead() {
  const proxy = python.ahead();
  const steps = [() => complete(), ...proxy.toJs().map((module) => () => python.load(module)), settle];
  proxy.destroy();
  const next = () => {
    if (!steps.length) return;
    try { steps.shift()(); } catch { /* the error shows where it is needed */ }
    setTimeout(next);
  };
  setTimeout(next);
}

const ready = start();

self.onmessage = async ({ data: { id, name, order, bytes } }) => {
  try {
    await ready;
    if (bytes || name !== "about") complete();
    const answer = bytes ? python.add(name, new Uint8Array(bytes)) : python.ask(name, order);
    if (typeof answer === "string") return postMessage({ id, text: answer });
    const picture = answer.toJs();
    answer.destroy();
    postMessage({ id, picture }, [picture.buffer]);
  } catch (error) {
    // Python's own errors are answers; this one is of the worker itself, such as no memory left.
    postMessage({ id, failed: String(error?.type ?? error?.message ?? error).slice(0, 200) });
  }
  if (python) {
    idle();
    idle = () => {};
  }
};
ready.then(() => postMessage({ started: true }), (error) => postMessage({ broken: String(error?.message ?? error).slice(-600) }));
