(() => {
  "use strict";
  const place = document.getElementById("wall"), knobs = document.querySelector(".knobs");
  const lost = document.querySelector(".lost"), sound = document.getElementById("sound");
  const events = document.body.dataset.events;
  let left = 0, until = null, set = false, rung = true, wanted = true, mine = true, dark = null, audio = null, last = null;
  const ring = () => {
    if (!audio || !wanted || !mine) return;
    for (const at of [0, 0.35, 0.7]) {
      const tone = audio.createOscillator(), loud = audio.createGain();
      tone.frequency.value = 660;
      loud.gain.setValueAtTime(0.25, audio.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.3);
      tone.connect(loud).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 0.3);
    }
  };
  const label = () => { sound.textContent = wanted && mine ? sound.dataset.on : sound.dataset.off; };
  const draw = () => {
    const clock = place.querySelector(".clock");
    if (!clock) return;
    const seconds = Math.max(0, until === null ? left : (until - performance.now()) / 1000);
    const whole = Math.ceil(seconds);
    clock.textContent = set ? Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0") : "";
    clock.classList.toggle("over", set && whole === 0);
    if (whole > 0) rung = false;
    if (set && until !== null && whole === 0 && !rung) { rung = true; ring(); }
  };
  const paint = () => place.firstElementChild &&
    place.firstElementChild.classList.toggle("dark", dark === null ? last.dark : dark);
  const take = (told) => {
    last = told;
    lost.hidden = true;
    place.innerHTML = told.html;
    place.lang = told.lang;
    [left, set, wanted] = [told.left, told.set, told.sound];
    until = told.running ? performance.now() + 1000 * told.left : null;
    paint(); label(); draw();
  };
  let source = null, heard = 0;
  const listen = () => {
    if (source) source.close();
    source = new EventSource(events);
    heard = performance.now();
    source.onmessage = (event) => { heard = performance.now(); take(JSON.parse(event.data)); };
    source.addEventListener("beat", () => { heard = performance.now(); lost.hidden = true; });
    source.onerror = () => {
      lost.hidden = false;
      if (source.readyState === 2) setTimeout(listen, 2000 + 2000 * Math.random());
    };
  };
  // A computer that slept leaves a connection that looks open; every fifteen seconds something is heard on a live one.
  setInterval(() => { if (performance.now() - heard > 40000) { lost.hidden = false; listen(); } }, 5000);
  const wake = () => {
    // Browsers let a page sound only after somebody has touched it.
    audio = audio || new AudioContext();
    if (audio.state === "suspended") audio.resume();
    knobs.classList.add("seen");
    clearTimeout(wake.timer);
    wake.timer = setTimeout(() => knobs.classList.remove("seen"), 4000);
  };
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  addEventListener("pointermove", () => { knobs.classList.add("seen"); clearTimeout(wake.timer);
    wake.timer = setTimeout(() => knobs.classList.remove("seen"), 4000); });
  sound.onclick = () => { mine = !mine; label(); };
  document.getElementById("shade").onclick = () => { dark = !(dark === null ? last && last.dark : dark); paint(); };
  document.getElementById("full").onclick = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  setInterval(draw, 250);
  listen();
})();
