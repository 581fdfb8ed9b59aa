/** A device for one session that outlives it: what the session disposes of is only the loan. */
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
