// Tells the newsroom that this story was read, once it was in sight for five seconds: its number
// and nothing else. Which stories were told today stays in the browser, so that a reload is none.
(() => {
  const number = +document.currentScript.dataset.number;
  const day = new Date().toISOString().slice(0, 10);
  let left = 5000, since = 0, timer = 0;
  const tell = () => {
    removeEventListener("pageshow", look);
    document.removeEventListener("visibilitychange", look);
    try {
      const kept = JSON.parse(localStorage.getItem("read"));
      const numbers = kept && kept.day === day ? kept.numbers : [];
      if (numbers.includes(number)) return;
      localStorage.setItem("read", JSON.stringify({ day, numbers: [...numbers, number] }));
      navigator.sendBeacon(`/read/${number}`);
    } catch {
      // A browser without a memory could not tell a reload from a reading: it is not counted.
    }
  };
  const look = () => {
    clearTimeout(timer);
    if (since) left -= Date.now() - since;
    since = 0;
    // A page that is made ready before anybody asked for it is hidden as well.
    if (document.visibilityState !== "visible") return;
    since = Date.now();
    timer = setTimeout(tell, Math.max(left, 0));
  };
  if (navigator.webdriver) return;
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  look();
})();
