-- Asks for the lines of the file $BENCH_PATHS, "host path" each, in turn; prints what it got.
local threads = 0
function setup(thread) thread:set("tid", threads); threads = threads + 1 end
local asked, at = {}, 0
function init(args)
  for line in io.lines(os.getenv("BENCH_PATHS")) do
    local host, path = line:match("^(%S+) (%S+)$")
    asked[#asked + 1] = wrk.format("GET", path, { Host = host })
  end
  at = math.floor(tid * #asked / 2)
end
function request() at = at % #asked + 1; return asked[at] end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\nBENCH %d %d %.3f %d\n", summary.requests, summary.duration,
    latency:percentile(95) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
