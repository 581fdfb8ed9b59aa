/** A device whose kernels take their tiles from a table. */
import type { EngineDevice, TileTable } from "@downhill/engine";

export function withTiles(device: EngineDevice, tiles: TileTable | undefined): EngineDevice {
  if (tiles === undefined) return device;
  return {
    info: device.info,
    lost: device.lost,
    createTensor: (type, values) => device.createTensor(type, values),
    compile: (program, bindings, options) => device.compile(program, bindings, { ...options, tiles }),
    dispose: () => device.dispose(),
  };
}
