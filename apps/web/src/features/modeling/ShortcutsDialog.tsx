"use client";
import { Dialog } from "../../ui/Dialog.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { type Shortcut, shortcuts } from "./state/shortcuts.ts";

const gestures = [
  ["Add a block", "Double-click the canvas, or press a block on the left"],
  ["Insert a block", "Drop it on a line"],
  ["Connect", "Drag from port to port; into the empty: search what fits"],
  ["Disconnect", "Drag a line's end away"],
  ["Select several", "Shift-drag a box, or Shift-click"],
  ["Pan and zoom", "Drag the ground, turn the wheel"],
] as const;

const groups = ["Edit", "Model and run", "View"] as const;

export function ShortcutsDialog({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const all = Object.values<Shortcut>(shortcuts);
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Keys and gestures" size="large">
      <div className="grid gap-x-10 gap-y-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="pb-1 text-ink-3 text-small">{group}</h3>
            <dl>
              {all
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.label} className="flex h-7 items-center justify-between gap-4">
                    <dt>{shortcut.label}</dt>
                    <dd>
                      <Kbd keys={shortcut.keys[0]} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className="pb-1 text-ink-3 text-small">With the pointer</h3>
          <dl>
            {gestures.map(([act, how]) => (
              <div key={act} className="py-1">
                <dt>{act}</dt>
                <dd className="text-ink-3 text-small">{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
