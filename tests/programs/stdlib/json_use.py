"""json: dumps and loads."""

import json

print(json.dumps({"a": [1, 2.5, None, True], "b": "q\"é"}), json.loads('{"x": [1, {"y": null}]}'), json.dumps([1, "a"], indent=1), json.dumps({"b": 1, "a": 2}, sort_keys=True))
