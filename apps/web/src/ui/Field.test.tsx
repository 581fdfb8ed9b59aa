// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Field } from "./Field.tsx";
import { NumberInput } from "./NumberInput.tsx";
import { TooltipProvider } from "./Tooltip.tsx";

afterEach(cleanup);

function BatchSize({ onCommit = () => {} }: { onCommit?: () => void }) {
  const [value, setValue] = useState(32);
  const [error, setError] = useState<string | null>(null);
  return (
    <TooltipProvider>
      <Field
        label="Batch size"
        help="Samples that share one update."
        range="1 to 1,000"
        defaultText="32"
        isChanged={value !== 32}
        onReset={() => setValue(32)}
        error={error}
        consequence={`now ${value}`}
      >
        {(control) => (
          <NumberInput
            {...control}
            value={value}
            onChange={setValue}
            onCommit={onCommit}
            onError={setError}
            min={1}
            max={1000}
            isInteger
          />
        )}
      </Field>
    </TooltipProvider>
  );
}

const input = () => screen.getByLabelText<HTMLInputElement>("Batch size");
const type = (text: string) => fireEvent.change(input(), { target: { value: text } });

describe("a field", () => {
  it("belongs to its label and is described by help, range and default", () => {
    render(<BatchSize />);
    const description = input().getAttribute("aria-describedby")?.split(" ") ?? [];
    const text = description.map((id) => document.getElementById(id)?.textContent).join(" ");
    expect(text).toContain("Samples that share one update.");
    expect(text).toContain("1 to 1,000, default 32.");
  });

  it("marks what differs from the default, and resets it", () => {
    render(<BatchSize />);
    expect(screen.queryByText("Differs from the default.")).toBeNull();
    type("64");
    expect(screen.getByText("Differs from the default.")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Reset Batch size to 32" }));
    expect(input().value).toBe("32");
    expect(screen.queryByText("Differs from the default.")).toBeNull();
  });

  it("says what is wrong, keeps the last good value, and shows it again when left", () => {
    render(<BatchSize />);
    type("2000");
    expect(screen.getByRole("alert").textContent).toBe("Must be at most 1,000.");
    expect(input().getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("now 32")).toBeTruthy();
    expect(input().value).toBe("2000");
    type("8.5");
    expect(screen.getByRole("alert").textContent).toBe("Type a whole number.");
    fireEvent.blur(input());
    expect(screen.queryByRole("alert")).toBeNull();
    expect(input().value).toBe("32");
  });

  it("steps by the arrow keys within its range and ends the gesture on Enter", () => {
    const onCommit = vi.fn();
    render(<BatchSize onCommit={onCommit} />);
    fireEvent.keyDown(input(), { key: "ArrowUp" });
    expect(input().value).toBe("33");
    fireEvent.keyDown(input(), { key: "ArrowDown", shiftKey: true });
    expect(input().value).toBe("23");
    for (let press = 0; press < 5; press += 1) fireEvent.keyDown(input(), { key: "ArrowDown", shiftKey: true });
    expect(input().value).toBe("1");
    fireEvent.keyDown(input(), { key: "Enter" });
    expect(onCommit).toHaveBeenCalledOnce();
  });
});
