/** A process that opens the database in the directory of its first argument, writes a row, says so, and stays. */
import { openDatabase } from "../openDatabase.ts";
import { users } from "../schema.ts";
import { migrationsFolder } from "./openTestDatabase.ts";

const directory = process.argv[2];
const database = await openDatabase({ migrationsFolder, ...(directory === undefined ? {} : { directory }) });
await database.executor.insert(users).values({ id: "other", name: "Written by the other process", email: "other@example.test" });
process.stdout.write("ready\n");
setInterval(() => {}, 1000);
