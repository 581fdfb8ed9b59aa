/** A device for one run that outlives it: what the run disposes of is only the loan, so that the next run finds its pipelines compiled. */
import type { EngineDevice } from "@downhill/engine";

export function lendDevice(device: EngineDevice): EngineDevice {
  return {
    info: device.info,
    lost: device.lost,
    createTensor: (type, values) => device.createTensor(type, values),
    compile: (program, bindings, options) => device.compile(program, bindings, options),
    dispose: () => {},
  };
}
