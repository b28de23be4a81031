// Python in a worker. It loads what it needs, then gives up the network, and answers.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
let python;
let complete; // unpacks what only documents and audits need, once
let settle; // says that everything is loaded
let idle = loadAhead; // what is done after the first answer: the page waits for that one

/** Return the files of an archive, a tar that is compressed by gzip, each with its path. */
async function archive(name) {
  const response = await fetch(here(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  const unzipped = response.body.pipeThrough(new DecompressionStream("gzip"));
  const data = new Uint8Array(await new Response(unzipped).arrayBuffer());
  const text = (from, length) => new TextDecoder().decode(data.subarray(from, from + length)).replace(/\0.*$/s, "");
  const files = [];
  for (let at = 0; data[at]; ) { // a name: after the last file there are zeros
    const size = parseInt(text(at + 124, 12), 8);
    files.push([[text(at + 345, 155), text(at, 100)].filter(Boolean).join("/"), data.subarray(at + 512, at + 512 + size)]);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

async function start() {
  const tell = (text, share) => postMessage({ progress: text, share });
  tell("Starting Python ...", 0.25);
  const [pyodide, packages, later] = await Promise.all([
    loadPyodide({ indexURL: here("./pyodide/"), stdout: () => {}, stderr: () => {} }),
    archive("./packages.bin"),
    archive("./packages-later.bin"),
  ]);
  postMessage({ loaded: true });
  // What is loaded stays: looking through it for garbage takes a seventh of the time to import it.
  const site = pyodide.runPython("import gc, importlib, site; gc.disable(); site.getsitepackages()[0]");
  settle = () => pyodide.runPython("gc.freeze(); gc.enable()");
  const unpack = (files) => {
    for (const [path, data] of files) {
      const whole = `${site}/${path}`;
      pyodide.FS.mkdirTree(whole.slice(0, whole.lastIndexOf("/")));
      pyodide.FS.writeFile(whole, data, { canOwn: true }); // it is not copied
    }
    pyodide.runPython("importlib.invalidate_caches()");
  };
  unpack(packages);
  complete = () => { unpack(later); complete = () => {}; };
  // Whatever a document does to the libraries that read it, there is nothing here to send with.
  for (const name of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "importScripts", "indexedDB", "caches", "BroadcastChannel", "Worker", "SharedWorker"]) {
    try { Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false }); } catch { /* it is not there */ }
  }
  tell("Loading degreekit ...", 0.5);
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
