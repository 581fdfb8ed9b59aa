/** Files of the user: read with one sentence for what goes wrong, written whole or not at all. */
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { CommandError } from "./commandError.ts";

/** Paths are relative to where the user called from; npm runs scripts in the folder of package.json and keeps that place aside. */
export function resolveUserPath(path: string, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment.INIT_CWD ?? process.cwd(), path);
}

export interface UserFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export async function readUserFile(path: string, flag: string): Promise<UserFile> {
  const full = resolveUserPath(path);
  try {
    if ((await stat(full)).isDirectory()) throw new CommandError(`--${flag} names the folder ${path}; it must name a file.`);
    return { name: basename(full), bytes: await readFile(full) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT") throw new CommandError(`The file ${path} (--${flag}) does not exist.`);
    if (code === "EACCES") throw new CommandError(`The file ${path} (--${flag}) may not be read: permission denied.`);
    throw new CommandError(
      `The file ${path} (--${flag}) cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export async function readJsonFile(path: string, flag: string): Promise<unknown> {
  const { bytes } = await readUserFile(path, flag);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`The file ${path} (--${flag}) is not JSON: ${reason}.`);
  }
}

/** A reader never sees half a file: it is written beside its place and then moved there. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.writing`;
  await writeFile(draft, content);
  await rename(draft, path);
}
