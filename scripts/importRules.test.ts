/**
 * The import rules (docs/architecture.md, "Who may import whom") are checked by Biome and `turbo boundaries` on every test run.
 * Here the checks themselves are tested: each forbidden import, planted in a copy of the layout, must be reported, and each
 * allowed one must pass. A rule that stops biting fails this file.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Plant {
  readonly file: string;
  readonly code: string;
}

const forbidden: readonly (Plant & { readonly why: string })[] = [
  { why: "ir knows nothing else", file: "packages/ir/src/a.ts", code: 'export { x } from "@downhill/engine";' },
  { why: "engine never knows model", file: "packages/engine/src/a.ts", code: 'export { x } from "@downhill/model";' },
  { why: "model never knows engine", file: "packages/model/src/a.ts", code: 'export { x } from "@downhill/engine";' },
  { why: "data knows nothing of models", file: "packages/data/src/a.ts", code: 'export { x } from "@downhill/model";' },
  {
    why: "protocol has no behaviour to borrow",
    file: "packages/protocol/src/a.ts",
    code: 'export { x } from "@downhill/trainer";',
  },
  { why: "the trainer has no database", file: "packages/trainer/src/a.ts", code: 'export { x } from "@downhill/db";' },
  { why: "the api never trains", file: "packages/api/src/a.ts", code: 'export { x } from "@downhill/engine";' },
  { why: "db knows nothing of the api", file: "packages/db/src/a.ts", code: 'export { x } from "@downhill/api";' },
  {
    why: "pure packages have no Node modules",
    file: "packages/data/src/b.ts",
    code: 'export { readFile } from "node:fs/promises";',
  },
  { why: "pure packages have no DOM", file: "packages/model/src/b.ts", code: "export const title = document.title;" },
  { why: "pure packages have no process", file: "packages/trainer/src/b.ts", code: "export const home = process.env;" },
  { why: "pure packages have no React", file: "packages/model/src/c.ts", code: 'export { useState } from "react";' },
  { why: "only the worker loads Dawn", file: "packages/engine/src/b.ts", code: 'export { create } from "webgpu";' },
  { why: "browser code has no database", file: "apps/web/src/features/x/a.ts", code: 'export { x } from "@downhill/db";' },
  {
    why: "browser code takes types of the api only",
    file: "apps/web/src/features/x/b.ts",
    code: 'export { x } from "@downhill/api";',
  },
  { why: "the worker never touches the database", file: "apps/worker/src/a.ts", code: 'export { x } from "@downhill/db";' },
  {
    why: "exports are the only door",
    file: "apps/web/src/features/x/c.ts",
    code: 'export { x } from "../../../../../packages/ir/src/program.ts";',
  },
];

const allowed: readonly Plant[] = [
  { file: "packages/model/src/ok.ts", code: 'export { x } from "@downhill/ir";' },
  { file: "packages/engine/src/ok.ts", code: 'export { x } from "@downhill/ir";' },
  { file: "packages/trainer/src/ok.ts", code: 'export { x } from "@downhill/engine";' },
  { file: "packages/api/src/ok.ts", code: 'export { x } from "@downhill/db";' },
  { file: "apps/web/src/server/ok.ts", code: 'export { x } from "@downhill/api";' },
  { file: "apps/web/src/features/x/ok.ts", code: 'export type { x } from "@downhill/api/types";' },
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "downhill-import-rules-"));
  for (const file of ["biome.json", "package.json", "turbo.json", "package-lock.json"])
    cpSync(join(root, file), join(folder, file));
  for (const group of ["apps", "packages"]) {
    for (const name of readdirSync(join(root, group))) {
      mkdirSync(join(folder, group, name), { recursive: true });
      cpSync(join(root, group, name, "package.json"), join(folder, group, name, "package.json"));
    }
  }
  for (const { file, code } of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${code}\n`);
  }
  execFileSync("git", ["init", "--quiet", folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reportedFiles(): Set<string> {
  const run = spawnSync(bin("biome"), ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const report: { diagnostics: { category: string; severity: string; location: { path: string } }[] } = JSON.parse(run.stdout);
  const rules = /noRestrictedImports|noNodejsModules|noRestrictedGlobals/;
  return new Set(report.diagnostics.filter((entry) => rules.test(entry.category)).map((entry) => entry.location.path));
}

describe("import rules", () => {
  it("report every forbidden import and no allowed one", () => {
    const reported = reportedFiles();
    expect([...reported].sort()).toEqual(forbidden.map((plant) => plant.file).sort());
  });

  it("report an import of a package that is not declared as a dependency", () => {
    const run = spawnSync(bin("turbo"), ["boundaries"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    });
    expect(run.status).not.toBe(0);
    expect(run.stdout + run.stderr).toMatch(/cannot import package `@downhill\/engine` because it is not a dependency/);
  });
});
