import { describe, expect, it } from "vitest";
import { findShortcut, type KeyPress } from "./shortcuts.ts";

function press(key: string, rest: Partial<KeyPress> = {}): KeyPress {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key;
  return { key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...rest };
}

describe("findShortcut", () => {
  it.each([
    ["undo", press("z", { ctrlKey: true })],
    ["undo", press("z", { metaKey: true })],
    ["redo", press("Z", { ctrlKey: true, shiftKey: true })],
    ["redo", press("y", { ctrlKey: true })],
    ["remove", press("Backspace")],
    ["remove", press("Delete")],
    ["fit", press("!", { code: "Digit1", shiftKey: true })],
    ["zoomIn", press("+", { ctrlKey: true, shiftKey: true, code: "Equal" })],
    ["zoomIn", press("=", { ctrlKey: true, code: "Equal" })],
    ["help", press("?", { shiftKey: true, code: "Slash" })],
    ["run", press("Enter", { ctrlKey: true })],
    ["stop", press("Enter", { ctrlKey: true, altKey: true })],
  ])("finds %s", (name, pressed) => {
    expect(findShortcut(pressed)).toBe(name);
  });

  it("takes the place of the key where the layout has other letters", () => {
    expect(findShortcut(press("я", { code: "KeyZ", ctrlKey: true }))).toBe("undo");
  });

  it("goes by what is written where letters only stand elsewhere", () => {
    // On a French keyboard the key in the place of Z writes W.
    expect(findShortcut(press("w", { code: "KeyZ", ctrlKey: true }))).toBeNull();
    expect(findShortcut(press("z", { code: "KeyW", ctrlKey: true }))).toBe("undo");
  });

  it("leaves the clipboard and bare letters alone", () => {
    expect(findShortcut(press("c", { ctrlKey: true }))).toBeNull();
    expect(findShortcut(press("z"))).toBeNull();
    expect(findShortcut(press("Enter"))).toBeNull();
  });
});
