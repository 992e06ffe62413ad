"""Methods looked up in a dict, self passed on, objects that know each other."""


class Machine:
    def __init__(self):
        self.state = "idle"
        self.log = []
        self.handlers = {"start": self.start, "stop": self.stop}

    def start(self):
        self.state = "running"
        return self

    def stop(self):
        self.state = "idle"
        return self

    def send(self, event):
        handler = self.handlers.get(event)
        if handler is None:
            self.log.append("?" + event)
            return False
        handler()
        self.log.append(event)
        return True


m = Machine()
print([m.send(e) for e in ("start", "jump", "stop")], m.state, m.log, m.start().stop().start().state)
