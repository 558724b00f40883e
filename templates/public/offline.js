// What a browser does for this desk beside its pages: it keeps the stories that were read, for when
// there is no connection. Online the newsroom answers, always; what is kept is shown only where it
// does not answer, or not within a few seconds. articles/public/offline.py serves this.
const SHELL = {{ shell|safe }};
const FILES = "files {{ version }}", READ = "read", PICTURES = "pictures", SAVED = "saved ";
const MOST_READ = 40, MOST_PICTURES = 120, PATIENCE = 4000;
// So long a page is kept without being asked for again: `gone` tells of that many days.
const KEPT = {{ days }} * 86400000;
const STORY = /^\/articles\/(\d+)\//;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL.files)));
  skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  for (const name of await caches.keys())
    if (name.startsWith("files ") && name !== FILES) await caches.delete(name);
  if (registration.navigationPreload) await registration.navigationPreload.enable();
  await clients.claim();
  // The page that brought this here was there before it.
  for (const client of await clients.matchAll({ type: "window" })) {
    const { pathname } = new URL(client.url);
    if (STORY.test(pathname)) await keep(pathname, await fetch(pathname));
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    // The newsroom itself and its previews are never kept.
    if (!/^\/(admin|preview)(\/|$)/.test(pathname)) event.respondWith(page(event, pathname));
  } else if (request.destination === "image" && pathname.startsWith("/photos/"))
    event.respondWith(whatIsHad(event, PICTURES, pathname, MOST_PICTURES));
  else if (pathname.startsWith(SHELL.assets) || /^\/desk-\w+\.css$/.test(pathname))
    event.respondWith(whatIsHad(event, FILES, pathname, 60));
});

async function page(event, path) {
  const asking = Promise.resolve(event.preloadResponse)
    .then((answer) => answer || fetch(event.request));
  // Asked for under its path alone: what follows a question mark changes no story.
  const known = await caches.match(path);
  event.waitUntil(asking.then((answer) => arrived(path, answer.clone())).catch(() => {}));
  try {
    return await (known ? within(PATIENCE, asking) : asking);
  } catch {
    return known || caches.match(SHELL.offline);
  }
}

// Pictures, stylesheets and scripts: their addresses change with them, so the browser's own cache
// answers most of these.
async function whatIsHad(event, name, path, most) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(put(name, path, answer.clone(), most));
    return answer;
  } catch (error) {
    const known = await caches.match(path);
    if (known) return known;
    throw error;
  }
}

function within(milliseconds, asking) {
  return Promise.race([
    asking, new Promise((_, refuse) => setTimeout(refuse, milliseconds, new Error("slow"))),
  ]);
}

async function arrived(path, answer) {
  await keep(path, answer);
  await forgetWhatIsGone();
}

// The answer to a path: it takes the place of what is kept, or ends it.
async function keep(path, answer) {
  if (!STORY.test(path) && path !== "/") return;
  const gone = answer.status === 404 || answer.status === 410;
  if (!answer.ok && !gone) return;
  const saved = SAVED + path;
  if (gone) {
    await caches.delete(saved);
    await (await caches.open(READ)).delete(path);
    return;
  }
  // A page that was sent on to another address cannot stand in for this one as it is.
  const plain = async () => new Response(await answer.clone().blob(), { headers: answer.headers });
  if (await caches.has(saved)) await (await caches.open(saved)).put(path, await plain());
  await put(READ, path, await plain(), MOST_READ);
}

// What came last stands last; what was there first goes first.
async function put(name, path, answer, most) {
  const cache = await caches.open(name);
  await cache.delete(path);
  await cache.put(path, answer);
  const kept = await cache.keys();
  for (const request of kept.slice(0, Math.max(0, kept.length - most))) await cache.delete(request);
}

async function forgetWhatIsGone() {
  const answer = await fetch(SHELL.gone);
  if (!answer.ok) return;
  const { stories, photos } = await answer.json();
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      const [, number] = STORY.exec(pathname) || [];
      if (photos.includes(pathname)) await cache.delete(request);
      if (!number) continue;
      if (stories.includes(+number))
        await (name.startsWith(SAVED) ? caches.delete(name) : cache.delete(request));
      else if (Date.now() - Date.parse((await cache.match(request)).headers.get("Date")) > KEPT)
        // What is saved is asked for again, what was only read goes.
        await (name.startsWith(SAVED) ? keep(pathname, await fetch(pathname)) : cache.delete(request));
    }
  }
}
