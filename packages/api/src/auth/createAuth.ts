/**
 * Sessions by better-auth: a guest first, who owns what they make and can become an account with a password later without losing it.
 * Cookies are httpOnly and SameSite=Lax, and Secure where the request came by https.
 */
import { accounts, type Database, projects, sessions, users, verifications } from "@downhill/db";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { anonymous } from "better-auth/plugins";
import { eq } from "drizzle-orm";
import type { SessionUser } from "../context.ts";

export interface AuthOptions {
  readonly database: Database;
  /** Signs cookies. At least 32 characters. */
  readonly secret: string;
}

/** The part of better-auth that the app uses. */
export interface Auth {
  /** Answers every request under /api/auth. */
  handler(request: Request): Promise<Response>;
  loadUser(headers: Headers): Promise<SessionUser | null>;
}

const daySeconds = 24 * 60 * 60;

export function createAuth({ database, secret }: AuthOptions): Auth {
  const { executor } = database;
  const auth = betterAuth({
    appName: "Downhill",
    basePath: "/api/auth",
    secret,
    database: drizzleAdapter(executor, {
      provider: "pg",
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    session: { expiresIn: 400 * daySeconds, updateAge: daySeconds },
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { level: "error" },
    // It would make every cookie of a production build Secure, which Safari does not keep for http://localhost: see `handler`.
    advanced: { useSecureCookies: false },
    // better-auth allows three sign-ins in ten seconds; a classroom behind one address needs more guests than that.
    rateLimit: { customRules: { "/sign-in/anonymous": { window: 60, max: 120 } } },
    plugins: [
      anonymous({
        generateName: () => "Guest",
        // Runs before the guest is deleted, and their projects with them.
        onLinkAccount: async ({ anonymousUser, newUser }) => {
          await executor.update(projects).set({ ownerId: newUser.user.id }).where(eq(projects.ownerId, anonymousUser.user.id));
        },
      }),
    ],
  });
  return {
    handler: async (request) => {
      const response = await auth.handler(request);
      return cameByHttps(request) ? withSecureCookies(response) : response;
    },
    loadUser: async (headers) => {
      const session = await auth.api.getSession({ headers });
      if (session === null) return null;
      const { id, name, isAnonymous } = session.user;
      return { id, name, isGuest: isAnonymous === true };
    },
  };
}

function cameByHttps(request: Request): boolean {
  const protocol = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() ?? new URL(request.url).protocol;
  return protocol.replace(":", "") === "https";
}

function withSecureCookies(response: Response): Response {
  const cookies = response.headers.getSetCookie();
  const secured = new Response(response.body, response);
  secured.headers.delete("set-cookie");
  for (const cookie of cookies) secured.headers.append("set-cookie", `${cookie}; Secure`);
  return secured;
}
