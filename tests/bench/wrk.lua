-- Asks for the lines of the file $BENCH_PATHS, "host path" each, in turn; prints what it got.
-- $BENCH_RATE: so many a second in each thread, and not as many as there are answers. Each asks in a
-- place of its own in time; who comes late asks at once, and what is late by a second is left out.
local threads = 0
local rate = tonumber(os.getenv("BENCH_RATE") or 0)
function setup(thread) thread:set("tid", threads); threads = threads + 1 end
local asked, at = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_PATHS")) do
    local host, path = line:match("^(%S+) (%S+)$")
    asked[#asked + 1] = wrk.format("GET", path, { Host = host })
  end
  at = math.floor(tid * #asked / 2)
end
if rate > 0 then
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int, moment *);")
  local read, following = ffi.new("moment"), nil
  function delay()
    ffi.C.clock_gettime(1, read)
    local now = tonumber(read.s) * 1e3 + tonumber(read.ns) / 1e6
    following = math.max((following or now) + 1e3 / rate, now - 1e3)
    return math.max(0, math.floor(following - now))
  end
end
function request() at = at % #asked + 1; return asked[at] end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\nBENCH %d %d %.3f %d\n", summary.requests, summary.duration,
    latency:percentile(95) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
