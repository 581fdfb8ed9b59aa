/** Chooses the adapter and says what it is. */
import type { DeviceInfo } from "../../device.ts";
import { EngineError } from "../../device.ts";
import type { PlanLimits } from "../../plan.ts";

const wantedLimits = [
  "maxStorageBuffersPerShaderStage",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** Adapters that compute on the CPU, by what they call themselves. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|microsoft basic render|warp/i;

export interface GrantedDevice {
  readonly device: GPUDevice;
  readonly info: DeviceInfo;
  readonly limits: PlanLimits;
  readonly hasSubgroups: boolean;
}

/** Asks for all that the adapter can give. `limits` lowers what is asked for, for tests. */
export async function requestDevice(gpu: GPU, limits: Partial<PlanLimits> = {}): Promise<GrantedDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new EngineError("no-adapter", "WebGPU is here, but it offers no adapter: graphics acceleration may be switched off.");
  }
  const requiredLimits: Record<string, number> = {};
  for (const name of wantedLimits) {
    const lowered = name === "maxComputeWorkgroupSizeX" ? limits.maxComputeInvocationsPerWorkgroup : limits[name];
    requiredLimits[name] = Math.min(adapter.limits[name], lowered ?? Number.POSITIVE_INFINITY);
  }
  const hasSubgroups = adapter.features.has("subgroups");
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures: hasSubgroups ? ["subgroups"] : [] });
  const granted = device.limits;
  return {
    device,
    hasSubgroups,
    info: describeAdapter(adapter.info),
    limits: {
      maxStorageBuffersPerShaderStage: Math.min(
        granted.maxStorageBuffersPerShaderStage,
        requiredLimits.maxStorageBuffersPerShaderStage!,
      ),
      maxStorageBufferBindingSize: Math.min(granted.maxStorageBufferBindingSize, requiredLimits.maxStorageBufferBindingSize!),
      maxBufferSize: Math.min(granted.maxBufferSize, requiredLimits.maxBufferSize!),
      maxComputeWorkgroupStorageSize: Math.min(
        granted.maxComputeWorkgroupStorageSize,
        requiredLimits.maxComputeWorkgroupStorageSize!,
      ),
      maxComputeInvocationsPerWorkgroup: Math.min(
        granted.maxComputeInvocationsPerWorkgroup,
        requiredLimits.maxComputeInvocationsPerWorkgroup!,
        granted.maxComputeWorkgroupSizeX,
      ),
      maxComputeWorkgroupsPerDimension: Math.min(
        granted.maxComputeWorkgroupsPerDimension,
        requiredLimits.maxComputeWorkgroupsPerDimension!,
      ),
    },
  };
}

function describeAdapter(info: GPUAdapterInfo): DeviceInfo {
  const name = info.description || info.device || [info.vendor, info.architecture].filter(Boolean).join(" ") || "unknown adapter";
  const all = [info.vendor, info.architecture, info.device, info.description].join(" / ");
  return {
    target: "webgpu",
    label: `WebGPU · ${name}`,
    isSoftware: softwareNames.test(all) || info.isFallbackAdapter === true,
    key: `webgpu / ${all}`,
  };
}
