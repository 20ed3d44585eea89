"""Prints the failed tests of trx reports: name, message, and where it was."""

import sys
import xml.etree.ElementTree as tree

SPACE = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
MOST = 1500

for path in sys.argv[1:]:
    try:
        results = tree.parse(path).iter(f"{SPACE}UnitTestResult")
    except (OSError, tree.ParseError) as fault:
        print(f"{path}: {fault}")
        continue
    for result in results:
        if result.get("outcome") != "Failed":
            continue
        print(f"failed: {result.get('testName')}")
        for part, most in (("Message", MOST), ("StackTrace", MOST // 3)):
            said = result.findtext(f".//{SPACE}{part}", "").strip()
            cut = said if len(said) <= most else f"{said[:most // 2]} [...] {said[-most // 2:]}"
            for line in cut.splitlines():
                print(f"  {line}")
