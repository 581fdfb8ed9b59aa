import { defineConfig } from "drizzle-kit";

/** `npm run generate -w @downhill/db` writes the next migration after a change of the schema. Migrations are never pushed. */
export default defineConfig({ dialect: "postgresql", schema: "./src/schema.ts", out: "./drizzle", casing: "snake_case" });
