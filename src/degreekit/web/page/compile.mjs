// Run by Node.js when the page is written: Pyodide compiles what it will import, once for everybody.
//
//   node compile.mjs FOLDER-OF-PYODIDE PACKAGES.zip OUT.zip

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, packages, output] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide({ indexURL: `${folder}/`, env: { HOME: "/", PYTHONHASHSEED: "0" }, stdout: () => {}, stderr: () => {} });
const site = pyodide.runPython("import site; site.getsitepackages()[0]");
pyodide.unpackArchive(new Uint8Array(readFileSync(packages)), "zip", { extractDir: site });
const compiled = pyodide.runPython(`
import io, json, sys, zipfile
from importlib.util import MAGIC_NUMBER, source_hash
from marshal import dumps
from pathlib import Path, PurePosixPath

sys.dont_write_bytecode = False

from degreekit.web.browser import Worker

worker = Worker()
worker.ask("about", "{}")
start = {name.partition(".")[0] for name in sys.modules}
worker.warm()
later = {name.partition(".")[0] for name in sys.modules} - start

# A hash that is not checked: the sources are those of this folder, which a browser checks itself.
UNCHECKED = (1).to_bytes(4, "little")


def bytecode(source, path, compiled):
    if compiled and Path(compiled).exists():  # when it was imported
        code = Path(compiled).read_bytes()[16:]
    else:
        code = dumps(compile(source, path, "exec", dont_inherit=True))
    return MAGIC_NUMBER + UNCHECKED + source_hash(source) + code


site = PurePosixPath(${JSON.stringify(site)})
library = next(PurePosixPath(path) for path in sys.path if path.endswith(".zip"))
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    for _, module in sorted(sys.modules.items()):
        path = PurePosixPath(getattr(module, "__file__", None) or "/")
        loader = getattr(module, "__loader__", None)
        if path.suffix != ".py" or not hasattr(loader, "get_data"):
            continue
        source = loader.get_data(str(path))
        if path.is_relative_to(library):
            name = "stdlib" / path.relative_to(library).with_suffix(".pyc")
        elif path.is_relative_to(site):
            name = "packages" / path.relative_to(site).with_suffix(".pyc")
        else:
            continue
        archive.writestr(str(name), bytecode(source, str(path), getattr(module.__spec__, "cached", None)))
    archive.writestr("later", json.dumps(sorted(later)))
packed.getvalue()
`);
writeFileSync(output, compiled.toJs());
