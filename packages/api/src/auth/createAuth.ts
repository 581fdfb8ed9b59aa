/**
 * Sessions by better-auth: a guest first, who owns what they make and can become an account with a password later without losing it.
 * Cookies are httpOnly and SameSite=Lax.
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
    handler: (request) => auth.handler(request),
    loadUser: async (headers) => {
      const session = await auth.api.getSession({ headers });
      if (session === null) return null;
      const { id, name, isAnonymous } = session.user;
      return { id, name, isGuest: isAnonymous === true };
    },
  };
}
