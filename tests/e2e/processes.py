"""Who is running, from /proc: to see that nobody is left behind."""
import pathlib


def table():
    """pid -> (parent, start time, name)."""
    found = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        name = text[text.index("(") + 1 : text.rindex(")")]
        fields = text[text.rindex(")") + 2 :].split()
        if fields[0] != "Z":
            found[int(stat.parent.name)] = (int(fields[1]), int(fields[19]), name)
    return found


def below(pid):
    """All descendants of a process, as {pid: (start time, name)}."""
    processes = table()
    found, todo = {}, [pid]
    while todo:
        parent = todo.pop()
        for child, (its_parent, started, name) in processes.items():
            if its_parent == parent and child not in found:
                found[child] = (started, name)
                todo.append(child)
    return found


def still_there(processes):
    """Those of `below`'s answer that live (a pid that was given to another process does not count)."""
    now = table()
    return {pid: entry for pid, entry in processes.items() if pid in now and now[pid][1] == entry[0]}
