/** A device with an ear at its training submits, for tests that stop, pause or lose it at a step. */
import type { EngineDevice } from "@downhill/engine";
import type { RunRequest } from "../ports.ts";

/** Asks for a stop as soon as the device was given `step` steps. */
export function stopAfter(request: RunRequest, step: number, stop: () => void): RunRequest {
  return {
    ...request,
    async openDevice() {
      const device = await request.openDevice();
      let submitted = 0;
      return wrapDevice(device, (steps) => {
        submitted += steps;
        if (submitted >= step) stop();
      });
    },
  };
}

/** The reference device with an ear at its submits. */
export function wrapDevice(device: EngineDevice, onSubmit: (steps: number) => void): EngineDevice {
  return {
    info: device.info,
    lost: device.lost,
    createTensor: (type, values) => device.createTensor(type, values),
    dispose: () => device.dispose(),
    async compile(program, bindings, options) {
      const executable = await device.compile(program, bindings, options);
      if (program.updates.length === 0) return executable;
      return {
        plan: executable.plan,
        writeInput: executable.writeInput.bind(executable),
        readOutput: executable.readOutput.bind(executable),
        dispose: () => executable.dispose(),
        submit(scalars) {
          onSubmit(scalars.steps);
          return executable.submit(scalars);
        },
      };
    },
  };
}
