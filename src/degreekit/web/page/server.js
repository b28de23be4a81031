// The page is answered by `degreekit serve` on this machine.

const GONE = "degreekit does not answer any longer. It may have ended: run `degreekit serve` again, and open the address it prints.";

async function post(path, type, body) {
  let response;
  try {
    response = await fetch(path, { method: "POST", headers: { "Content-Type": type }, body, credentials: "omit", redirect: "error" });
  } catch {
    return { error: { kind: "Ended", message: GONE } };
  }
  const kind = response.headers.get("Content-Type") ?? "";
  if (kind.startsWith("image/")) return response.blob();
  if (kind.startsWith("application/json")) return response.json();
  return { error: { kind: "Refused", message: (await response.text()).trim() || GONE } };
}

/** Return what answers the page. */
export async function connect() {
  return {
    place: "Runs on this machine only. Your transcript stays here, and nothing is kept unless you save it.",
    add: (name, data) => post(`api/documents?name=${encodeURIComponent(name)}`, "application/octet-stream", data),
    ask: (name, order) => post(`api/${name}`, "application/json", JSON.stringify(order)),
  };
}
