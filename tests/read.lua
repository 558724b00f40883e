-- For wrk: readers who tell that they read one of the stories whose numbers are given, in turn.
-- docs/operators.md has the command, under "What is read most".
local numbers, at = {}, 0

function init(args)
  for _, number in ipairs(args) do
    numbers[#numbers + 1] = number
  end
  wrk.method = "POST"
  wrk.headers["Content-Length"] = "0"
  wrk.headers["Origin"] = "http://" .. wrk.headers["Host"]
  wrk.headers["Sec-Fetch-Site"] = "same-origin"
  wrk.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 "
    .. "(KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
end

function request()
  at = at % #numbers + 1
  return wrk.format(nil, "/read/" .. numbers[at])
end
