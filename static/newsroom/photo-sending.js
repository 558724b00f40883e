/*
 * Sending one photo, with its progress: tried again by itself while the server is busy with others,
 * and when the connection breaks. Dropping one that was just brought, for another; and giving those that
 * were just brought what is typed afterwards.
 *
 * Loaded before photo-upload.js and article-pictures.js, which use these functions.
 */
"use strict";

// Seconds; what the server asks for counts where it asks.
const PHOTO_PAUSE = 5, PHOTO_LONGEST_PAUSE = 30, PHOTO_PATIENCE = 1800;
// A connection that breaks so often in turn does not come back by waiting.
const PHOTO_BROKEN = 6;

/** Send `data` once; resolves to {status, answer, wait}. `tell` gets "sending" or "reading" and per cent. */
const sendOnce = (address, data, tell) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
        if (lengthComputable) {
            tell(loaded === total ? "reading" : "sending", (loaded / total) * 100);
        }
    });
    request.addEventListener("loadend", () => resolve({
        status: request.status,
        answer: request.status === 200 ? request.response?.photos?.[0] : null,
        wait: Number(request.getResponseHeader("Retry-After")) || PHOTO_PAUSE,
    }));
    tell("sending", 0);
    request.send(data);
});

/** Wait so many seconds and a little more, each a different little; a connection that is back ends it. */
const pauseFor = (seconds) => new Promise((resolve) => {
    const done = () => {
        window.removeEventListener("online", done);
        clearTimeout(timer);
        resolve();
    };
    const timer = setTimeout(done, seconds * (1 + Math.random() / 2) * 1000);
    window.addEventListener("online", done);
});

/** What the server answers for the one photo in `data`, or null where it did not get there. */
const sendPhoto = async (address, data, tell) => {
    const begun = Date.now();
    let broken = 0, busy = 0;
    while (Date.now() - begun < PHOTO_PATIENCE * 1000) {
        const { status, answer, wait } = await sendOnce(address, data, tell);
        const isBroken = status === 0 || status === 502 || status === 504;
        broken = isBroken ? broken + 1 : 0;
        busy += isBroken ? 0 : 1;
        if (!(isBroken && broken < PHOTO_BROKEN) && status !== 503) {
            return answer;
        }
        tell(isBroken ? "broken" : "busy", 0);
        // The longer it is busy, the less often it is sent for nothing.
        await pauseFor(Math.min(isBroken ? 2 ** broken : wait * busy, PHOTO_LONGEST_PAUSE));
    }
    return null;
};

/** Drop a photo that was just brought, for another: {refused} says why not. */
const dropPhoto = async (address, token, instead) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    data.append("instead", instead);
    try {
        const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
        return await answer.json();
    } catch {
        return { refused: "" };
    }
};

/** Give the words in `data` to photos that were just brought: {photos}, or {refused} says why not. */
const describePhotos = async (address, data, numbers) => {
    for (const number of numbers) {
        data.append("of", number);
    }
    try {
        const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
        return await answer.json();
    } catch {
        return { refused: "" };
    }
};
