"use client";
import { Slider as Radix } from "radix-ui";
import { cn } from "./cn.ts";
import { formatSetting } from "./formatNumber.ts";

export interface SliderProps {
  value: number;
  onChange: (value: number) => void;
  /** The handle was let go, or a key released. */
  onCommit?: () => void;
  min: number;
  max: number;
  /** Linear: distance of two positions. Logarithmic: ignored, positions are the two-digit numbers. */
  step?: number;
  scale?: "linear" | "logarithmic";
  /** Small strokes under the track at these values (powers of ten when the scale is logarithmic). */
  marks?: readonly number[];
  id?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
  disabled?: boolean;
  className?: string;
}

const logSteps = 1000;

/** Position 0…1000 of a value between min and max, both above 0. */
export function toLogPosition(value: number, min: number, max: number): number {
  const clamped = Math.min(max, Math.max(min, value));
  return Math.round((Math.log(clamped / min) / Math.log(max / min)) * logSteps);
}

/** Value at a position, rounded to two significant digits so that a slider gives numbers a person would type. */
export function fromLogPosition(position: number, min: number, max: number): number {
  const raw = min * (max / min) ** (position / logSteps);
  return Math.min(max, Math.max(min, Number(raw.toPrecision(2))));
}

export function Slider({
  value,
  onChange,
  onCommit,
  min,
  max,
  step = 1,
  scale = "linear",
  marks,
  className,
  disabled,
  id,
  ...aria
}: SliderProps) {
  const isLog = scale === "logarithmic" && min > 0;
  const position = isLog ? toLogPosition(value, min, max) : value;
  const strokes = marks ?? (isLog ? powersOfTen(min, max) : []);
  const share = (mark: number) => (isLog ? toLogPosition(mark, min, max) / logSteps : (mark - min) / (max - min));
  return (
    <Radix.Root
      id={id}
      disabled={disabled}
      value={[position]}
      min={isLog ? 0 : min}
      max={isLog ? logSteps : max}
      step={isLog ? 10 : step}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(isLog ? fromLogPosition(next, min, max) : next);
      }}
      onValueCommit={() => onCommit?.()}
      className={cn("relative flex h-5 w-full touch-none select-none items-center data-[disabled]:opacity-45", className)}
    >
      {strokes.map((mark) => (
        <span
          key={mark}
          className="absolute bottom-0 h-1 w-px bg-line-strong"
          style={{ left: `calc(6px + ${share(mark)} * (100% - 12px))` }}
        />
      ))}
      <Radix.Track className="relative h-0.5 w-full grow rounded-full bg-line-strong">
        <Radix.Range className="absolute h-full rounded-full bg-accent" />
      </Radix.Track>
      <Radix.Thumb
        {...aria}
        aria-valuetext={formatSetting(value)}
        className="block size-3 rounded-full border-2 border-accent bg-raised transition-transform duration-100 hover:scale-125"
      />
    </Radix.Root>
  );
}

function powersOfTen(min: number, max: number): number[] {
  const marks: number[] = [];
  for (let power = Math.ceil(Math.log10(min) - 1e-9); power <= Math.log10(max) + 1e-9; power += 1)
    marks.push(Number(`1e${power}`));
  return marks;
}
