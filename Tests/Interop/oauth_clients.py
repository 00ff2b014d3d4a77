"""Real OAuth clients – Authlib, requests-oauthlib, idpyoidc – finish their flows against a running `maille serve`.

    "$(scripts/interop-environment.sh)" Tests/Interop/oauth_clients.py .build/debug/maille

Everything stays on loopback. A resident registers, proves an address, activates a letter and answers the pages of
consent through `browser.py`. One line for each finished flow; the first failure ends it with another code than 0.
"""

import base64
import glob
import hashlib
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

# idpyoidc warns of every content type that has a slash in it.
logging.disable(logging.WARNING)
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from idpyoidc.client.oauth2.stand_alone_client import StandAloneClient
from joserfc import jwt
from joserfc.jwk import ECKey
from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session as RequestsSession

from browser import Browser
from served import serving

POINT = "14500000000001"
CALLBACK = "https://program.example/callback"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
PASSWORD = "four words without relation"


def check(condition, what):
    if not condition:
        raise SystemExit(f"failed: {what}")


def done(flow):
    print(f"finished  {flow}", flush=True)


class Seed:
    """A fresh data directory with a point, a letter, a recipient with its need, and programs of each kind."""

    def __init__(self, maille, folder):
        self.maille, self.data = maille, os.path.join(folder, "store")
        points = os.path.join(folder, "points.csv")
        with open(points, "w") as file:
            file.write(
                "point;carrier;directions;segment;subscribed_power_va;connection_power_w;commune;in_service_since;"
                f"terminated_on\n{POINT};electricity;extraction;C5;6000;;69123;2020-01-01;\n")
        self.run("points", "import", points)
        self.letter = json.loads(self.run("letters", POINT, "--from", "2026-01-01", "--json"))[0]["code"]
        self.recipient = self.run("recipients", "add", "--name", "Voltéo", "--contact", "dpo@volteo.example").strip()
        self.run(
            "needs", "add", "--recipient", self.recipient, "--purpose-fr", "Conseil", "--purpose-en", "Advice",
            "--text-fr", "Voltéo lit vos consommations pour vous conseiller.",
            "--text-en", "Voltéo reads your consumption to advise you.", "--daily", "--half-hourly")
        self.key = ECKey.generate_key("P-256", {"kid": "k1"})
        keys = os.path.join(folder, "keys.json")
        with open(keys, "w") as file:
            json.dump({"keys": [self.key.as_dict(private=False)]}, file)
        grants = [f"--grant={g}" for g in ("authorization_code", "refresh_token", "client_credentials", DEVICE)]
        self.public = self.program("Browser app", "--public", *grants[:2])
        self.confidential = self.program("Server", *grants)
        self.signing = self.program("Signer", "--keys", keys, "--push", "--bound")

    def run(self, *arguments):
        return subprocess.run(
            [self.maille, *arguments, "--data", self.data], check=True, capture_output=True, text=True).stdout

    def program(self, name, *options):
        output = self.run(
            "programs", "add", "--recipient", self.recipient, "--name", name, "--redirect", CALLBACK, *options)
        return dict(line.split(" ") for line in output.splitlines())


def first_letter(folder):
    """The e-mail that the server's outbox puts there within seconds."""
    for _ in range(100):
        if letters := glob.glob(folder + "/*.eml"):
            return open(letters[0]).read()
        time.sleep(0.1)
    check(False, "an e-mail")


def resident(origin, seed):
    """Registers, proves the address with the letter's link, signs in, and links the point of the paper letter."""
    browser = Browser(origin)
    page = browser.get("/register")
    person = {"name": "Anna Blanc", "email": "anna@example.org", "password": PASSWORD}
    fields = [(name, value) for name, value in person.items()]
    answer = browser.session.post(page.url, data=fields, headers={"Origin": origin})
    check(answer.status_code == 200, "registration")
    letter = first_letter(seed.data + ".mail")
    link = re.search(r"http\S+/verify\?code=\S+", letter)[0]
    page = browser.send(browser.get(link), "/verify", {"password": PASSWORD})
    page = browser.session.post(
        origin + "/login", data={"email": person["email"], "password": PASSWORD}, headers={"Origin": origin})
    check(page.url.endswith("/account") and "Anna Blanc" in page.text, "sign-in")
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get("/activation").text)[1]
    page = browser.session.post(
        origin + "/activation", data={"code": seed.letter.lower(), "form_token": token}, headers={"Origin": origin})
    check(POINT in page.text, "activation of the letter's code")
    done("pages: registration, proof of the address, sign-in, activation")
    return browser


def is_active(origin, seed, token):
    """What introspection says of a token, asked by the confidential program."""
    basic = HTTPBasicAuth(seed.confidential["client_id"], seed.confidential["client_secret"])
    answer = requests.post(origin + "/oauth/introspect", data={"token": token}, auth=basic)
    check(answer.status_code == 200, "introspection")
    return answer.json()


def authlib_code(origin, metadata, seed, browser):
    session = AuthlibSession(
        seed.public["client_id"], redirect_uri=CALLBACK, scope="curves", code_challenge_method="S256",
        token_endpoint_auth_method="none")
    verifier = "v" * 64
    address, state = session.create_authorization_url(metadata["authorization_endpoint"], code_verifier=verifier)
    back = browser.approve(address)
    check(urllib.parse.parse_qs(urllib.parse.urlparse(back).query)["iss"] == [metadata["issuer"]], "iss of RFC 9207")
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier)
    check(token["token_type"] == "Bearer" and token["refresh_token"] and token["scope"] == "curves", "token")
    done("Authlib: authorization code, PKCE")
    fresh = session.refresh_token(metadata["token_endpoint"])
    check(fresh["access_token"] != token["access_token"], "refresh")
    done("Authlib: refresh with rotation")
    session.revoke_token(
        metadata["revocation_endpoint"], token=fresh["refresh_token"], token_type_hint="refresh_token")
    answer = requests.post(
        metadata["token_endpoint"], data={
            "grant_type": "refresh_token", "refresh_token": fresh["refresh_token"],
            "client_id": seed.public["client_id"]})
    check(answer.status_code == 400 and answer.json()["error"] == "invalid_grant", "revocation")
    done("Authlib: revocation")


def proof(key, method, address, token=None):
    """A DPoP proof (RFC 9449), by hand: Authlib has none."""
    claims = {"jti": os.urandom(16).hex(), "htm": method, "htu": address, "iat": int(time.time())}
    if token:
        claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    return jwt.encode({"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}, claims, key)


def authlib_keys(origin, metadata, seed, browser):
    """Pushed request, private_key_jwt and DPoP: what FAPI 2.0 asks for."""
    client = seed.signing["client_id"]
    session = AuthlibSession(client, seed.key, redirect_uri=CALLBACK, token_endpoint_auth_method="private_key_jwt")
    session.register_client_auth_method(PrivateKeyJWT(metadata["issuer"], alg="ES256", headers={"kid": "k1"}))
    verifier = "w" * 64
    signer = PrivateKeyJWT(metadata["issuer"], alg="ES256", headers={"kid": "k1"})
    pushed = requests.post(
        metadata["pushed_authorization_request_endpoint"], data={
            "response_type": "code", "client_id": client, "redirect_uri": CALLBACK, "scope": "curves", "state": "s",
            "code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256",
            "client_assertion": signer.sign(session.client_auth(None), metadata["issuer"]),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    check(pushed.status_code == 201, f"pushed request: {pushed.text}")
    back = browser.approve(metadata["authorization_endpoint"] + "?" + urllib.parse.urlencode(
        {"client_id": client, "request_uri": pushed.json()["request_uri"]}))
    done("Authlib: pushed request with private_key_jwt")
    endpoint = metadata["token_endpoint"]
    token = session.fetch_token(
        endpoint, authorization_response=back, state="s", code_verifier=verifier,
        headers={"DPoP": proof(seed.key, "POST", endpoint), "Accept": "application/json",
                 "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"})
    check(token["token_type"] == "DPoP", "key-bound token")
    fresh = requests.post(endpoint, headers={"DPoP": proof(seed.key, "POST", endpoint)}, data={
        "grant_type": "refresh_token", "refresh_token": token["refresh_token"], "client_id": client,
        "client_assertion": signer.sign(session.client_auth(None), metadata["issuer"]),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
    check(fresh.status_code == 200 and fresh.json()["token_type"] == "DPoP", f"key-bound refresh: {fresh.text}")
    done("Authlib and joserfc: private_key_jwt, DPoP, key-bound refresh")


def requests_code(origin, metadata, seed, browser):
    program = seed.confidential
    session = RequestsSession(program["client_id"], redirect_uri=CALLBACK, scope=["curves"], pkce="S256")
    address, _ = session.authorization_url(metadata["authorization_endpoint"])
    back = browser.approve(address, switches=("daily", "half-hourly"))
    basic = HTTPBasicAuth(program["client_id"], program["client_secret"])
    token = session.fetch_token(metadata["token_endpoint"], authorization_response=back, auth=basic)
    said = is_active(origin, seed, token["access_token"])
    check(said["active"] and said["client_id"] == program["client_id"], "introspection of a good token")
    done("requests-oauthlib: authorization code, PKCE, introspection")
    fresh = session.refresh_token(metadata["token_endpoint"], auth=basic)
    check(fresh["access_token"] != token["access_token"], "refresh")
    done("requests-oauthlib: refresh")
    browser.send(browser.get("/consents"), "/consents/")
    own = RequestsSession(client=BackendApplicationClient(client_id=program["client_id"], scope=["curves"]))
    token = own.fetch_token(metadata["token_endpoint"], auth=basic)
    check("refresh_token" not in token, "a program's own token is not refreshed")
    done("requests-oauthlib: client credentials")


def device(origin, metadata, seed, browser):
    """RFC 8628, with plain requests: a box that cannot show a page."""
    program = seed.confidential
    basic = HTTPBasicAuth(program["client_id"], program["client_secret"])
    shown = requests.post(metadata["device_authorization_endpoint"], data={"scope": "curves"}, auth=basic).json()
    ask = {"grant_type": DEVICE, "device_code": shown["device_code"]}
    early = requests.post(metadata["token_endpoint"], data=ask, auth=basic)
    check(early.json()["error"] == "authorization_pending", "pending")
    page = browser.get(shown["verification_uri_complete"])
    browser.send(page, "/device", switches=("daily",), button="yes")
    time.sleep(shown["interval"] + 1)
    answer = requests.post(metadata["token_endpoint"], data=ask, auth=basic)
    check(answer.status_code == 200 and answer.json()["access_token"], f"device token: {answer.text}")
    done("requests: device code")


def idpyoidc_code(origin, metadata, seed, browser):
    program = seed.confidential
    client = StandAloneClient(
        client_type="oauth2",
        config={
            "issuer": metadata["issuer"], "client_id": program["client_id"],
            "client_secret": program["client_secret"], "redirect_uris": [CALLBACK], "base_url": CALLBACK,
            "response_types_supported": ["code"], "scopes_supported": ["curves"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "client_authn_methods": ["client_secret_basic"],
            "add_ons": {"pkce": {
                "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"}}}},
        services={
            "discovery": {"class": "idpyoidc.client.oauth2.server_metadata.ServerMetadata"},
            "authorization": {"class": "idpyoidc.client.oauth2.authorization.Authorization"},
            "access_token": {"class": "idpyoidc.client.oauth2.access_token.AccessToken"},
            "refresh_access_token": {
                "class": "idpyoidc.client.oauth2.refresh_access_token.RefreshAccessToken"}})
    check(client.do_provider_info() == metadata["issuer"], "discovery")
    done("idpyoidc: metadata discovery")
    client.do_client_registration()
    back = browser.approve(client.init_authorization(req_args={"scope": ["curves"]}))
    answer = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(back).query))
    result = client.get_tokens(client.finalize_auth(answer)["state"])
    check(result["access_token"] and result["token_type"] == "Bearer", f"token: {result}")
    done("idpyoidc: authorization code, PKCE")
    fresh = client.refresh_access_token(answer["state"])
    check(fresh["access_token"] != result["access_token"], "refresh")
    done("idpyoidc: refresh")


def sandbox(origin, metadata):
    """Dynamic registration (RFC 7591) of a program that is being tried."""
    answer = requests.post(metadata["registration_endpoint"], json={
        "client_name": "Trial", "redirect_uris": ["http://127.0.0.1:1/callback"], "scope": "curves"})
    check(answer.status_code == 201 and answer.json()["client_secret"], f"registration: {answer.text}")
    done("requests: dynamic registration")


def main(maille):
    with tempfile.TemporaryDirectory(prefix="maille-oauth-") as folder:
        seed = Seed(os.path.abspath(maille), folder)
        with serving(os.path.abspath(maille), data=seed.data, SANDBOX="true", LOG_LEVEL="trace") as (port, _, log):
            origin = f"http://127.0.0.1:{port}"
            metadata = requests.get(origin + "/.well-known/oauth-authorization-server").json()
            check(metadata["issuer"] == origin, "metadata")
            browser = resident(origin, seed)
            authlib_code(origin, metadata, seed, browser)
            authlib_keys(origin, metadata, seed, browser)
            requests_code(origin, metadata, seed, browser)
            device(origin, metadata, seed, browser)
            idpyoidc_code(origin, metadata, seed, browser)
            sandbox(origin, metadata)
            silent(log)


def silent(log):
    """The log of all that, at its most talkative, tells nothing of anybody: no name, no address, no point, no word
    that opens something."""
    text = open(log).read()
    check("POST /oauth/token" in text, "the log is there")
    for word in ("Anna", "Blanc", "anna@", "example.org", POINT, PASSWORD, "Bearer ", "127.0.0.1:1/", "code="):
        check(word not in text, f"the log has {word!r}")
    secrets = [w for w in text.replace('"', " ").replace("=", " ").split() if len(w) == 43 and w.isascii()]
    check(not secrets, "the log has what may be a secret")
    done("the log names nobody")


if __name__ == "__main__":
    main(*sys.argv[1:])
