"""Opens every page of a running `maille serve` in Chromium – in English light and wide, in French, whose words are
longer, dark and narrow – and asks axe-core what keeps people out (WCAG 2.2 AA and its good practices): no finding that is
serious or critical. The QR code of an authenticator's key is read back from the picture.

    scripts/axe.sh FOLDER-OF-THE-BUILT-PROGRAMS

People and data are those of `interop-store`. Pages that only a wrong answer shows are come to by one.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

from served import serving

CALLBACK = "https://program.example/callback"
OPEN = ["/login", "/register", "/verify?code=x", "/password/forgotten", "/password/new?code=x", "/nowhere"]
OWN = [
    "/account", "/activation", "/consents", "/accesses", "/personal-data", "/account/password", "/account/code",
    "/account/sessions", "/use", "/use?year=2025", "/style",
    "/account/deletion", "/device", "/oauth/authorize?client_id=x",
]
PASSWORD = "correct horse battery"
# Address, what is typed, the form's action. Most are answered by a page that says what to do instead.
FORMS = [
    ("/login", {"email": "nobody@example.org", "password": "x"}, "/login"),
    ("/register", {"name": "", "email": "x", "password": "x"}, "/register"),
    ("/verify?code=x", {}, "/verify"),
    ("/password/forgotten", {"email": "x"}, "/password/forgotten"),
    ("/password/forgotten", {"email": "anna@example.org"}, "/password/forgotten"),
    ("/password/new?code=x", {"new": "four words so long"}, "/password/new"),
    ("/register", {"name": "Lea", "email": "lea@example.org", "password": "four words so long"}, "/register"),
    ("/login", {"email": "olga@example.org", "password": PASSWORD}, "/login"),
]
OWN_FORMS = [
    ("/activation", {"code": "x"}, "/activation"),
    ("/account/password", {"present": "x", "new": "x"}, "/account/password"),
    ("/account/code", {"code": "000000"}, "/account/code"),
    ("/account/deletion", {"password": "x"}, "/account/deletion"),
]
SUBMIT = """
const form = [...document.forms].find(form => form.getAttribute("action").startsWith(arguments[0]));
form.noValidate = window.isBefore = true;
for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
for (const [name, value] of Object.entries(arguments[1])) form.elements[name].value = value;
form.requestSubmit(form.querySelector("button"));
"""
ARRIVED = "return !window.isBefore && document.readyState === 'complete'"


def browser(folder):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900",
                 f"--user-data-dir={os.path.join(folder, 'profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Visit:
    """One way of looking at the pages of one server, and what was found on them."""

    def __init__(self, driver, origin, axe):
        self.driver, self.origin, self.axe = driver, origin, axe
        self.count, self.findings = 0, []

    def sign_in(self, secret):
        self.driver.delete_all_cookies()
        if secret:
            self.driver.get(self.origin + "/login")
            self.driver.add_cookie({"name": "maille", "value": secret, "path": "/", "httpOnly": True})

    def open(self, address, language):
        join = "&" if "?" in address else "?"
        self.driver.get(f"{self.origin}{address}{join}lang={language}")

    def look(self, name, language):
        self.count += 1
        note = lambda what: self.findings.append(f"{name} in {language}: {what}")
        if self.driver.execute_script("return document.documentElement.lang") != language:
            note("the page is in another language")
        if self.driver.execute_script("return document.documentElement.scrollWidth > innerWidth"):
            note("the page is wider than the window")
        self.driver.execute_script(self.axe)
        for found in self.driver.execute_async_script("axe.run().then(result => arguments[0](result.violations))"):
            if found["impact"] in ("serious", "critical"):
                note(f"{found['impact']} {found['id']}: {found['nodes'][0]['html'][:200]}")

    def all(self, callers, moving, approval, language):
        self.sign_in(None)
        self.each(OPEN, FORMS, language)
        self.sign_in(callers["resident"]["cookie"])
        self.driver.get(self.origin + "/account")
        own = self.driver.find_element("css selector", "a[href^='/use/']").get_attribute("href")[len(self.origin):]
        use = [own, *(f"{own}?period={kind}&on=2026-11-05" for kind in ("day", "week", "month", "year"))]
        self.each([*OWN, *use, f"/moving-out/{moving}", approval], [
            *OWN_FORMS, (f"/moving-out/{moving}", {}, "/moving-out/"), (approval, {}, "/oauth/authorize"),
        ], language)
        self.sign_in(callers["operator"]["cookie"])
        self.each(["/account", "/account/code"], [], language)
        self.sign_in(None)

    def each(self, addresses, forms, language):
        for address in addresses:
            self.open(address, language)
            self.look(address, language)
        for form in forms:
            self.answer(*form, language)

    def answer(self, address, values, action, language):
        self.open(address, language)
        self.driver.execute_script(SUBMIT, action, values)
        WebDriverWait(self.driver, 20).until(lambda driver: driver.execute_script(ARRIVED))
        self.look(f"{address} answered with {values}", language)


def qr_code(driver, origin, folder):
    """What a telephone's camera reads from the page of the authenticator app, and the link beside it."""
    driver.get(origin + "/account/code?lang=en")
    picture = os.path.join(folder, "qr.png")
    driver.find_element("css selector", "svg.qr").screenshot(picture)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True).stdout.strip()
    return read, driver.find_element("css selector", "a[href^='otpauth:']").get_attribute("href")


def main():
    programs, script = sys.argv[1:]
    with open(script) as file, tempfile.TemporaryDirectory(prefix="maille-axe-") as folder:
        axe = file.read()
        store, maille = os.path.join(folder, "store"), os.path.join(programs, "maille")
        callers = json.loads(subprocess.run(
            [os.path.join(programs, "interop-store"), store], check=True, capture_output=True, text=True).stdout)
        run = lambda *arguments: subprocess.run(
            [maille, *arguments, "--data", store], check=True, capture_output=True, text=True).stdout
        program = run(
            "programs", "add", "--recipient", "supplier", "--name", "App", "--public", "--redirect", CALLBACK,
            "--grant", "authorization_code").split()[1]
        approval = "/oauth/authorize?" + urllib.parse.urlencode({
            "response_type": "code", "client_id": program, "redirect_uri": CALLBACK, "scope": "curves",
            "state": "s", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256"})
        with serving(maille, store) as (port, _, _):
            origin, driver = f"http://127.0.0.1:{port}", browser(folder)
            try:
                visit = Visit(driver, origin, axe)
                visit.sign_in(callers["resident"]["cookie"])
                driver.get(origin + "/account")
                moving = driver.find_element("css selector", "a[href^='/moving-out/']").get_attribute("href")
                moving = moving.rsplit("/", 1)[1]
                visit.all(callers, moving, approval, "en")
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                    "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                    "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True})
                visit.all(callers, moving, approval, "fr")
                visit.answer("/login", {"email": "boris@example.org", "password": PASSWORD}, "/login", "fr")
                visit.answer("/account/deletion", {"password": PASSWORD}, "/account/deletion", "fr")
                if "supprimé" not in driver.title:
                    visit.findings.append(f"the account is not deleted: {driver.title}")
                visit.sign_in(callers["resident"]["cookie"])
                read, link = qr_code(driver, origin, folder)
                if not link or read != link:
                    visit.findings.append(f"the QR code reads {read!r}, the link is {link!r}")
            finally:
                driver.quit()
    print(f"axe: {visit.count} pages, {len(visit.findings)} findings", flush=True)
    for finding in visit.findings:
        print("  " + finding)
    sys.exit(1 if visit.findings else 0)


if __name__ == "__main__":
    main()
