import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projects } from "@downhill/db";
import { openTestDatabase, type TestDatabase } from "@downhill/db/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Auth, createAuth } from "./createAuth.ts";
import { loadSecret } from "./loadSecret.ts";

const origin = "http://localhost:3000";
let database: TestDatabase;
let auth: Auth;

beforeAll(async () => {
  database = await openTestDatabase();
  auth = createAuth({ database, secret: "0123456789abcdef0123456789abcdef" });
}, 60_000);
afterAll(() => database.close());

function post(path: string, body: unknown, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", origin, ...(cookie === "" ? {} : { cookie }) };
  return auth.handler(new Request(`${origin}/api/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

describe("sessions", () => {
  it("begin as a guest without sign-up, in a cookie that scripts cannot read", async () => {
    const response = await post("/sign-in/anonymous", {});
    expect(response.status).toBe(200);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(await auth.loadUser(new Headers({ cookie: cookieOf(response) }))).toMatchObject({ name: "Guest", isGuest: true });
  });

  it("have a Secure cookie where the request came by https, directly or through a proxy, and only there", async () => {
    const signIn = (url: string, forwarded: Record<string, string> = {}) => {
      const headers = { "content-type": "application/json", ...forwarded };
      return auth.handler(new Request(`${url}/api/auth/sign-in/anonymous`, { method: "POST", headers, body: "{}" }));
    };
    const attributes = async (response: Promise<Response>) =>
      (await response).headers.getSetCookie().map((cookie) => /; Secure/i.test(cookie));
    expect(await attributes(signIn("http://localhost:3000"))).toEqual([false]);
    expect(await attributes(signIn("https://downhill.test"))).toEqual([true]);
    const proxied = signIn("http://localhost:3000", { "x-forwarded-proto": "https" });
    const cookie = cookieOf(await proxied);
    expect(await attributes(proxied)).toEqual([true]);
    expect(await auth.loadUser(new Headers({ cookie }))).toMatchObject({ isGuest: true });
  });

  it("are none without a cookie or with a forged one", async () => {
    expect(await auth.loadUser(new Headers())).toBeNull();
    expect(await auth.loadUser(new Headers({ cookie: "better-auth.session_token=abc.def" }))).toBeNull();
  });

  it("become an account that keeps the guest's projects", async () => {
    const cookie = cookieOf(await post("/sign-in/anonymous", {}));
    const guest = await auth.loadUser(new Headers({ cookie }));
    await database.executor.insert(projects).values({ id: "kept", ownerId: guest?.id ?? "", name: "Made as a guest" });
    const person = { name: "Ada", email: "ada@example.test", password: "a long enough password" };
    const signedUp = await post("/sign-up/email", person, cookie);
    expect(signedUp.status).toBe(200);
    const account = await auth.loadUser(new Headers({ cookie: cookieOf(signedUp) }));
    expect(account).toMatchObject({ name: "Ada", isGuest: false });
    expect(account?.id).not.toBe(guest?.id);
    const rows = await database.executor.select({ ownerId: projects.ownerId }).from(projects);
    expect(rows).toEqual([{ ownerId: account?.id }]);
  });
});

describe("the secret", () => {
  it("is made once and readable by its owner only", () => {
    const folder = mkdtempSync(join(tmpdir(), "downhill-secret-"));
    const file = join(folder, "new", "secret");
    const secret = loadSecret(file);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(loadSecret(file)).toBe(secret);
    expect(readFileSync(file, "utf8")).toBe(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(folder, { recursive: true });
  });
});
