/** Every key of the Modeling view, once: the help dialog, the tooltips, the menus and the dispatcher read this table. */

export interface Shortcut {
  readonly label: string;
  /** The first is shown; all of them work. `Ctrl` is the command key on a Mac. */
  readonly keys: readonly [string, ...string[]];
  readonly group: "Edit" | "View" | "Model and run";
  /** Left to the browser's own event (the clipboard), so only listed here. */
  readonly isNative?: boolean;
}

export const shortcuts = {
  undo: { label: "Undo", keys: ["Ctrl+Z"], group: "Edit" },
  redo: { label: "Redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], group: "Edit" },
  copy: { label: "Copy blocks", keys: ["Ctrl+C"], group: "Edit", isNative: true },
  cut: { label: "Cut blocks", keys: ["Ctrl+X"], group: "Edit", isNative: true },
  paste: { label: "Paste blocks", keys: ["Ctrl+V"], group: "Edit", isNative: true },
  duplicate: { label: "Duplicate", keys: ["Ctrl+D"], group: "Edit" },
  remove: { label: "Delete, joining what is around it", keys: ["Delete", "Backspace"], group: "Edit" },
  selectAll: { label: "Select all", keys: ["Ctrl+A"], group: "Edit" },
  clearSelection: { label: "Select nothing", keys: ["Escape"], group: "Edit" },
  addBlock: { label: "Add a block", keys: ["Ctrl+K"], group: "Model and run" },
  inspect: { label: "Go to the block's options", keys: ["Enter"], group: "Model and run", isNative: true },
  move: { label: "Move the block (Shift: further)", keys: ["Arrows"], group: "Model and run", isNative: true },
  run: { label: "Run", keys: ["Ctrl+Enter"], group: "Model and run" },
  stop: { label: "Stop the run", keys: ["Ctrl+Alt+Enter"], group: "Model and run" },
  save: { label: "Save now", keys: ["Ctrl+S"], group: "Model and run" },
  layout: { label: "Lay out", keys: ["Shift+L"], group: "View" },
  fit: { label: "Fit the model", keys: ["Shift+1"], group: "View" },
  fitSelection: { label: "Fit the selection", keys: ["Shift+2"], group: "View" },
  zoomIn: { label: "Zoom in", keys: ["Ctrl+=", "Ctrl++"], group: "View" },
  zoomOut: { label: "Zoom out", keys: ["Ctrl+-"], group: "View" },
  zoomReset: { label: "Actual size", keys: ["Ctrl+0"], group: "View" },
  help: { label: "Show these keys", keys: ["?"], group: "View" },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

function isShortcutName(name: string): name is ShortcutName {
  return Object.hasOwn(shortcuts, name);
}

/** The parts of a KeyboardEvent that matter here. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The shortcut that was pressed; null when none was. */
export function findShortcut(press: KeyPress): ShortcutName | null {
  for (const [name, shortcut] of Object.entries<Shortcut>(shortcuts)) {
    if (!shortcut.isNative && shortcut.keys.some((keys) => matches(press, keys)) && isShortcutName(name)) return name;
  }
  return null;
}

function matches(press: KeyPress, keys: string): boolean {
  if (keys === "?") return press.key === "?" && !press.ctrlKey && !press.metaKey;
  const parts = keys === "Ctrl++" ? ["Ctrl", "+"] : keys.split("+");
  const main = parts.at(-1) ?? "";
  if (parts.includes("Ctrl") !== (press.ctrlKey || press.metaKey)) return false;
  if (parts.includes("Alt") !== press.altKey) return false;
  const isSign = /^[^a-z0-9]$/i.test(main);
  if (!isSign && parts.includes("Shift") !== press.shiftKey) return false;
  return keyNames(press).includes(main.toLowerCase());
}

/** What the key writes, and what stands there on a Latin keyboard: both count, so that other layouts work. */
function keyNames(press: KeyPress): readonly string[] {
  const written = press.key.toLowerCase();
  const digit = /^Digit(\d)$/.exec(press.code)?.[1];
  const letter = /^[a-z]$/.test(written) ? undefined : /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  return [written, ...(digit ? [digit] : []), ...(letter ? [letter] : [])];
}

/** Keys belong to what is typed into; nothing here may take them. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type);
}
