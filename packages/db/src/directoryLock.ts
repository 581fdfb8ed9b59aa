/**
 * One process owns the embedded database's directory: two would lose rows silently. The lock is a file beside the directory, made by
 * exclusive create, holding the owner's process id and start time. It is taken over from a dead owner only, never by age.
 */
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "@downhill/protocol";

interface LockOwner {
  readonly processId: number;
  /** Tells a process from a later one with the same id, where the system says it (Linux). */
  readonly startTime: string | null;
  /** Of one lock, so that a process knows its own. */
  readonly id: string;
}

export interface DirectoryLock {
  release(): void;
}

/** Throws `database-locked` while a living process owns the directory. */
export function acquireDirectoryLock(directory: string): DirectoryLock {
  const file = `${directory}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  const own: LockOwner = { processId: process.pid, startTime: readStartTime(process.pid), id: randomUUID() };
  for (let attempt = 0; attempt < 20; attempt++) {
    if (tryCreate(file, own)) return createLock(file, own);
    const owner = readOwner(file);
    if (owner === "gone") continue;
    if (owner !== "unreadable" && isAlive(owner)) {
      throw new AppError("database-locked", { directory, processId: owner.processId });
    }
    moveStaleLock(file, owner);
  }
  throw new AppError("database-locked", { directory, processId: "that is starting at this moment" });
}

function createLock(file: string, own: LockOwner): DirectoryLock {
  const release = (): void => {
    process.off("exit", release);
    const owner = readOwner(file);
    if (typeof owner === "object" && owner.id === own.id) rmSync(file, { force: true });
  };
  process.on("exit", release);
  return { release };
}

/** The content must be there at once: a file that is created first and written later could be taken for a broken one. */
function tryCreate(file: string, own: LockOwner): boolean {
  const draft = `${file}.${own.id}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    return createInPlace(file, own);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** For file systems without hard links (FAT, some mounts of containers). */
function createInPlace(file: string, own: LockOwner): boolean {
  try {
    writeFileSync(file, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Two processes may find the same dead owner: the one that moved away the other's new lock puts it back and tries again. */
function moveStaleLock(file: string, stale: LockOwner | "unreadable"): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  const moved = readOwner(aside);
  const isTheStaleOne = typeof moved === "object" && typeof stale === "object" ? moved.id === stale.id : moved === stale;
  if (!isTheStaleOne) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (!hasCode(error, "EEXIST") && typeof moved === "object") createInPlace(file, moved);
    }
  }
  rmSync(aside, { force: true });
}

function readOwner(file: string): LockOwner | "gone" | "unreadable" {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "gone";
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return "unreadable";
    if (!("processId" in value) || typeof value.processId !== "number") return "unreadable";
    const startTime = "startTime" in value && typeof value.startTime === "string" ? value.startTime : null;
    const id = "id" in value && typeof value.id === "string" ? value.id : "";
    return { processId: value.processId, startTime, id };
  } catch {
    return "unreadable";
  }
}

function isAlive(owner: LockOwner): boolean {
  try {
    process.kill(owner.processId, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!hasCode(error, "EPERM")) return false;
  }
  const startTime = readStartTime(owner.processId);
  return owner.startTime === null || startTime === null || startTime === owner.startTime;
}

/** Field 22 of /proc/<pid>/stat, counted after the command's closing parenthesis (the command may hold spaces). */
function readStartTime(processId: number): string | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
