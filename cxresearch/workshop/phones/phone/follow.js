(() => {
  "use strict";
  const { events, phase, home, waits } = document.body.dataset;
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
  const listen = () => {
    const source = new EventSource(events);
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.onerror = () => {
      if (source.readyState === 2) setTimeout(listen, 3000 + 7000 * Math.random());
    };
  };
  setInterval(draw, 500);
  listen();
  // Where something in between swallows the stream, a page that waits still looks again.
  setInterval(() => { if (!heard && waits) location.reload(); }, 20000);
})();
