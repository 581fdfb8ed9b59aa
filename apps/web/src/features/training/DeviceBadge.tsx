"use client";

import { Cpu, MonitorX } from "lucide-react";
import { isRunAlive, probeDevice, useTrainingStore } from "../../training/trainingStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Popover } from "../../ui/Popover.tsx";
import { useTraining } from "./useTraining.ts";

/** What trains: the graphics device by its name, the CPU, or what is missing and what to do. */
export function DeviceBadge() {
  const { run, device } = useTraining();
  const choice = useTrainingStore((state) => state.deviceChoice);
  const isBusy = isRunAlive(run);
  const label =
    device.state === "ready"
      ? choice === "cpu"
        ? "CPU (slow, exact)"
        : device.info.label
      : device.state === "missing"
        ? "No WebGPU"
        : "Finding the device";
  return (
    <Popover
      align="end"
      className="w-80 space-y-3 p-3"
      trigger={
        <Button variant="quiet" size="small" className="max-w-56" aria-label={`Device: ${label}`}>
          {device.state === "missing" ? <MonitorX className="text-warning-ink" /> : <Cpu />}
          <span className="truncate">{label}</span>
        </Button>
      }
    >
      {device.state === "missing" ? (
        <>
          <p className="font-medium">{device.reason}</p>
          <p className="text-ink-2">{device.advice}</p>
        </>
      ) : null}
      {device.state === "ready" ? (
        <p>
          Training runs on <span className="font-medium">{device.info.label}</span>
          {device.info.isSoftware && choice === "webgpu"
            ? ". This adapter computes on the CPU: it works, at a small part of a graphics card's speed."
            : "."}
        </p>
      ) : null}
      <div className="flex gap-2">
        <Button size="small" disabled={isBusy} aria-pressed={choice === "webgpu"} onClick={() => void probeDevice("webgpu")}>
          {choice === "webgpu" ? "Look for WebGPU again" : "Use WebGPU"}
        </Button>
        <Button size="small" disabled={isBusy || choice === "cpu"} onClick={() => void probeDevice("cpu")}>
          Use the CPU
        </Button>
      </div>
      {isBusy ? <p className="text-ink-3 text-small">The device can be changed when the run has ended.</p> : null}
    </Popover>
  );
}
