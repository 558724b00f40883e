# Newsroom behind Varnish 7 (Debian: varnish, varnish-modules). docs/operators.md says how to start it:
# readers come in at the sockets “readers” and “tls”, purges at the socket “purge” and nowhere else.
vcl 4.1;

import std;
import var;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 10s;
    .probe = {
        # With several machines behind a director ask /health/ready: one that stops then gets no
        # requests. One machine alone still has pages while its database does not answer.
        .request =
            "GET /health/live HTTP/1.1"
            "Host: localhost"
            "Connection: close";
        .interval = 1s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
    }
}

# What stands between the readers and us and may say who they are, and whether they came by HTTPS.
acl proxies {
    "localhost";
}

sub vcl_init {
    # When something was last purged: begins with a moment, so that it compares with itself.
    var.global_set("purged", "0");
}

sub vcl_recv {
    if (local.socket == "purge") {
        return (synth(700));
    }
    if (req.restarts == 0) {
        unset req.http.X-Again;
    }
    # Over plain HTTP nothing is said here: each header that is set costs every reader.
    if (local.socket == "tls") {
        set req.http.X-Forwarded-Proto = "https";
    } elseif (req.http.X-Forwarded-Proto && client.ip !~ proxies) {
        unset req.http.X-Forwarded-Proto;
    }
    if (req.http.Host ~ "[A-Z]") {
        set req.http.Host = std.tolower(req.http.Host);
    }
    if (req.http.Upgrade) {
        unset req.http.Upgrade;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # The newsroom, secret previews, what readers search for, and what looks after the server.
    if (req.url ~ "^/(admin|preview|search|metrics|health)([/?]|$)") {
        return (pass);
    }
    # What others hang on links tells pages nothing.
    if (req.url ~ "[?&](utm_[a-z]+|fbclid|gclid|igshid)=") {
        set req.url = regsuball(req.url, "([?&])(utm_[a-z]+|fbclid|gclid|igshid)=[^&]*", "\1");
        set req.url = regsub(regsuball(regsuball(req.url, "&&+", "&"), "\?&", "?"), "[?&]+$", "");
    }
    if (req.restarts > 0 || !std.healthy(req.backend_hint)) {
        # Rather an old page than none.
        set req.grace = 24h;
    } else {
        # What just ended is shown for a second while what follows is asked for.
        set req.grace = 1s;
        if (req.url !~ "^/static/") {
            call believed;
        }
    }
    return (hash);
}

# While nobody says what changes, what is kept is asked for again every two seconds.
sub believed {
    if (std.time(var.global_get("heard"), std.real2time(0, now)) < now - 4s) {
        set req.ttl = 2s;
    }
}

sub vcl_hash {
    hash_data(req.url);
    hash_data(req.http.Host);
    # Over plain HTTP the newsroom answers with the way to HTTPS.
    hash_data(req.http.X-Forwarded-Proto);
    return (lookup);
}

# What only the newsroom hears is said here and not in vcl_recv, where most readers would pay for it.
sub vcl_backend_fetch {
    call who;
    if (bereq.uncacheable) {
        unset bereq.http.Surrogate-Capability;
        return (fetch);
    }
    # Readers' pages are the same for everybody.
    unset bereq.http.Cookie;
    unset bereq.http.Authorization;
    set bereq.http.Surrogate-Capability = {"newsroom="Surrogate/1.0""};
    set bereq.http.X-Purged = var.global_get("purged");
}

# Who asks, and by HTTPS or not: as the socket says, or a proxy that we trust (see vcl_recv).
sub who {
    if (local.socket == "tls") {
        set bereq.http.X-Forwarded-For = client.ip;
    } elseif (bereq.http.X-Forwarded-Proto) {
        # Varnish added the proxy itself behind what that said.
        set bereq.http.X-Forwarded-For = regsub(bereq.http.X-Forwarded-For, ",\s*[^,]*$", "");
        set bereq.http.X-Forwarded-For = regsub(bereq.http.X-Forwarded-For, "^.*,\s*", "");
    } else {
        set bereq.http.X-Forwarded-For = client.ip;
        set bereq.http.X-Forwarded-Proto = "http";
        unset bereq.http.X-Request-ID;
    }
    unset bereq.http.Forwarded;
}

sub vcl_backend_response {
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status >= 500 && (bereq.is_bgfetch || !bereq.http.X-Again)) {
        # vcl_synth looks for an old page first.
        return (abandon);
    }
    unset beresp.http.Set-Cookie;
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    unset beresp.http.Surrogate-Key;
    if (beresp.status == 200 && beresp.http.Cache-Control ~ "immutable") {
        # Named by what is in it: for ever, or until its key is purged.
        set beresp.ttl = 365d;
        set beresp.grace = 24h;
    } elseif (beresp.http.Surrogate-Control ~ "max-age=[1-9]") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
        set beresp.grace = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), 0s);
        if (bereq.http.X-Purged != var.global_get("purged")) {
            # Begun before something changed: perhaps of before.
            set beresp.ttl = 1s;
        }
    } elseif (beresp.status == 301 || beresp.status == 302 || beresp.status == 404) {
        # No page, but as many readers may wait for it.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
    } elseif (bereq.url !~ "^/static/" || beresp.status != 200) {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
    }
    if (beresp.status == 301 || beresp.status == 302 || beresp.status == 404) {
        # Made-up addresses push no page out, and nobody needs an old one of these.
        set beresp.storage = storage.nowhere;
        set beresp.grace = 0s;
    } else {
        set beresp.storage = storage.pages;
    }
    # Once here, and not each time that it is delivered.
    unset beresp.http.Surrogate-Control;
    set beresp.keep = 0s;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch || !bereq.http.X-Again) {
        return (abandon);
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (obj.uncacheable || obj.hits == 0) {
        set resp.http.Cache-Status = "varnish; fwd=miss";
    } elseif (obj.ttl > 0s) {
        set resp.http.Cache-Status = "varnish; hit";
    } else {
        set resp.http.Cache-Status = "varnish; hit; detail=stale";
    }
}

sub vcl_synth {
    if (resp.status == 700) {
        call purge;
        return (deliver);
    }
    if (resp.status == 503 && req.restarts == 0 && req.method ~ "^(GET|HEAD)$") {
        set req.http.X-Again = "1";
        return (restart);
    }
}

# “PURGE” with keys drops pages, “OUTDATE” lets them be shown for a second while they are asked for
# again; either without keys says only that somebody listens.
sub purge {
    set resp.status = 200;
    set resp.reason = "OK";
    if (req.method == "PURGE" && req.http.Surrogate-Key) {
        set resp.http.Purged = xkey.purge(req.http.Surrogate-Key);
    } elseif (req.method == "OUTDATE" && req.http.Surrogate-Key) {
        set resp.http.Purged = xkey.softpurge(req.http.Surrogate-Key);
    } elseif (req.method == "GET") {
        # So many seconds ago: manage.py doctor asks.
        set resp.http.Heard = now - std.time(var.global_get("heard"), std.real2time(0, now));
        return;
    } elseif (req.method != "PURGE" && req.method != "OUTDATE") {
        set resp.status = 405;
        set resp.reason = "Method Not Allowed";
        return;
    }
    if (req.http.Surrogate-Key) {
        var.global_set("purged", std.time2real(now, 0.0));
    } else {
        var.global_set("heard", std.time2real(now, 0.0));
    }
}
