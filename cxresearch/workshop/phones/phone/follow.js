(() => {
  "use strict";
  const { events, phase, home, waits, saved, scribe } = document.body.dataset;
  const sizes = document.querySelector(".sizes");
  if (sizes) sizes.onclick = (event) => {
    const to = event.target.dataset.size;
    if (!to) return;
    // A page that is loaded anew would forget what is being written.
    event.preventDefault();
    document.documentElement.className = to === "0" ? "" : "size" + to;
    for (const one of sizes.children) one.toggleAttribute("aria-current", false);
    event.target.setAttribute("aria-current", "true");
    document.cookie = sizes.dataset.cookie + "=" + to + "; path=" + sizes.dataset.path + "; max-age=259200; SameSite=Strict";
  };
  if (!events) return;
  const text = document.querySelector("main textarea");
  if (text) {
    // What is written stays until it is saved: a phone in its tab, a table's laptop also when it was shut.
    const name = ["question", "answer"].map((one) => (text.form.elements[one] || {}).value || "").join(" ");
    const place = "draft " + home + " " + name;
    const keep = (change) => {
      try { return change(scribe ? localStorage : sessionStorage); } catch { return null; }
    };
    if (saved) keep((drafts) => drafts.removeItem(place));
    const draft = keep((drafts) => drafts.getItem(place));
    if (draft && !text.form.elements.answer && !text.value) text.value = draft;
    text.addEventListener("input", () => keep((drafts) => drafts.setItem(place, text.value)));
    if (scribe) text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.repeat) return;
      event.preventDefault();
      text.form.requestSubmit();
    });
  }
  const moved = document.getElementById("moved"), clock = document.getElementById("clock");
  let heard = false, until = null, left = 0;
  const dirty = () => [...document.querySelectorAll("textarea, main input")].some((one) =>
    one.type === "hidden" ? false : /radio|checkbox/.test(one.type) ? one.checked !== one.defaultChecked
      : one.value !== one.defaultValue);
  const draw = () => {
    if (!clock) return;
    const seconds = Math.max(0, until === null ? left : (until - performance.now()) / 1000);
    const whole = Math.ceil(seconds);
    clock.hidden = !left;
    clock.textContent = Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  };
  const take = (told) => {
    heard = true;
    left = told.set ? told.left : 0;
    until = told.running ? performance.now() + 1000 * told.left : null;
    draw();
    if (told.phase === phase) return;
    if (!dirty()) return location.replace(home);
    for (const late of document.querySelectorAll("input[name=late]")) late.value = "1";
    if (moved) moved.hidden = false;
  };
  let source = null, last = 0;
  const listen = () => {
    if (source) source.close();
    source = new EventSource(events);
    last = performance.now();
    source.onmessage = (event) => { last = performance.now(); take(JSON.parse(event.data)); };
    source.addEventListener("beat", () => { last = performance.now(); });
    source.onerror = () => {
      if (source.readyState === 2) setTimeout(listen, 3000 + 7000 * Math.random());
    };
  };
  setInterval(() => { if (performance.now() - last > 40000) listen(); }, 5000);
  // What is sent into a dead network would be lost with its page: first somebody has to answer.
  const gone = document.getElementById("gone");
  for (const form of document.querySelectorAll("main form")) {
    let asking = false;
    form.addEventListener("submit", (event) => {
      if (form.dataset.go) return;
      event.preventDefault();
      if (asking) return;
      asking = true;
      const by = event.submitter, box = form.querySelector("textarea");
      // What is typed meanwhile belongs to the next answer, and not into this one.
      if (box) box.readOnly = true;
      const ask = () => fetch(home + "wait", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(5000) })
        .then(() => {
          gone.hidden = true;
          asking = false;
          form.dataset.go = "1";
          form.requestSubmit(by);
          delete form.dataset.go;
        }, () => {
          gone.hidden = false;
          if (box) box.readOnly = false;
          setTimeout(ask, 3000);
        });
      ask();
    });
  }
  setInterval(draw, 500);
  listen();
  // Where something in between swallows the stream, a page that waits still looks again.
  setInterval(() => { if (!heard && waits) location.reload(); }, 20000);
})();
