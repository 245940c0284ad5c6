// Comfort only: every page works without this file.
(() => {
  "use strict";
  // "/" goes to the search box, unless somebody is typing.
  document.addEventListener("keydown", (e) => {
    const t = e.target;
    const typing = t && (t.tagName === "INPUT" || t.tagName === "TEXTAREA" || t.tagName === "SELECT");
    if (e.key === "/" && !typing) {
      const q = document.getElementById("q");
      if (q) { e.preventDefault(); q.focus(); }
    }
    if ((e.key === "[" || e.key === "]") && !typing) {
      const link = document.querySelector(e.key === "[" ? "a[rel=prev]" : "a[rel=next]");
      if (link) { link.click(); }
    }
  });
  // The first thing after an error is the summary.
  const summary = document.querySelector(".sumerr");
  if (summary) { summary.focus(); }
  // A draft is kept every 20 seconds and when the page is left.
  const form = document.querySelector("form[data-draft]");
  if (form) {
    const state = document.getElementById("draft-state");
    let last = new URLSearchParams(new FormData(form)).toString();
    const save = (leaving) => {
      const data = new URLSearchParams(new FormData(form));
      const now = data.toString();
      if (now === last) { return; }
      data.set("act", "autosave");
      const url = form.getAttribute("data-draft");
      if (leaving) {
        navigator.sendBeacon(url, data);
        last = now;
        return;
      }
      fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((r) => (r.ok ? r.json() : Promise.reject(new Error(String(r.status)))))
        .then((answer) => {
          last = now;
          const version = form.querySelector("input[name=version]");
          if (version && answer.version) { version.value = answer.version; last = new URLSearchParams(new FormData(form)).toString(); }
          if (state) { state.textContent = "草稿已存 " + answer.at; }
        })
        .catch(() => { if (state) { state.textContent = "草稿没有存上，请按“存草稿”，或检查网络"; } });
    };
    setInterval(() => save(false), 20000);
    form.addEventListener("submit", () => { last = new URLSearchParams(new FormData(form)).toString(); });
    window.addEventListener("pagehide", () => save(true));
  }
  // Progress of long work, by server-sent events.
  const progress = document.querySelector("[data-progress]");
  if (progress && "EventSource" in window) {
    const source = new EventSource(progress.getAttribute("data-progress"));
    source.onmessage = (e) => {
      const p = JSON.parse(e.data);
      progress.textContent = p.text;
      const bar = progress.parentElement.querySelector("progress");
      if (bar) { bar.max = p.total; bar.value = p.done; }
      if (p.ended) { source.close(); location.reload(); }
    };
  }
})();
