"""A person at a browser, as far as Maille's pages need one: it follows links and sends forms back, and sees no more
than what the page shows."""

import html.parser
import urllib.parse

import requests


class Forms(html.parser.HTMLParser):
    """The forms of a page: action, method, fields, and the buttons that send them."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({"action": attributes["action"], "method": attributes["method"], "fields": [],
                               "switches": [], "buttons": []})
        elif tag == "input" and self.forms and "name" in attributes:
            field = (attributes["name"], attributes.get("value", ""))
            if attributes.get("type") == "checkbox":
                self.forms[-1]["switches"].append(field)
                if "checked" not in attributes:
                    return
            self.forms[-1]["fields"].append(field)
        elif tag == "button" and self.forms and "name" in attributes:
            self.forms[-1]["buttons"].append((attributes["name"], attributes["value"]))


class Browser:
    def __init__(self, origin):
        self.origin = origin
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html"
        self.session.headers["Accept-Language"] = "en"

    def get(self, address):
        """Follows redirects on this site; an answer that leads elsewhere is given as it is."""
        answer = self.session.get(urllib.parse.urljoin(self.origin, address), allow_redirects=False)
        return self._follow(answer)

    def send(self, page, action, values=None, switches=(), button=None):
        """Fills the form of a page whose action begins so, and sends it."""
        form = next(f for f in Forms(page.text).forms if f["action"].startswith(action))
        fields = [(name, (values or {}).get(name, value)) for name, value in form["fields"]]
        fields += [s for s in form["switches"] if s[0] in switches and s not in fields]
        if button:
            fields.append(next(b for b in form["buttons"] if b[1] == button))
        answer = self.session.post(
            urllib.parse.urljoin(page.url, form["action"]), data=fields, allow_redirects=False,
            headers={"Origin": self.origin})
        return self._follow(answer)

    def _follow(self, answer):
        while answer.is_redirect and answer.headers["Location"].startswith(("/", self.origin)):
            address = urllib.parse.urljoin(self.origin, answer.headers["Location"])
            answer = self.session.get(address, allow_redirects=False)
        if answer.status_code >= 400:
            raise SystemExit(f"{answer.request.method} {answer.url} answered {answer.status_code}:\n{answer.text}")
        return answer

    def approve(self, address, switches=("daily",)):
        """Opens an authorization page, says yes to some switches, and gives the address of return."""
        page = self.get(address)
        answer = self.send(page, "/oauth/authorize", switches=switches, button="yes")
        if "Location" not in answer.headers:
            raise SystemExit(f"the approval led nowhere:\n{answer.text}")
        return answer.headers["Location"]
