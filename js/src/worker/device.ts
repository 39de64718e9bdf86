// Chooses where models run, and says why. The only file that touches navigator.gpu.

import type { BackendChoice } from '../types.ts';
import { hasPromiseIntegration } from './wasm-instance.ts';

export interface WebgpuPlan {
  backend: 'webgpu';
  device: GPUDevice;
  reason: string;
}
export interface WasmPlan {
  backend: 'wasm';
  /** Why not WebGPU. */
  reason: string;
}
export type DevicePlan = WebgpuPlan | WasmPlan;

const LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;
/** Software adapters take seconds to start. */
const ANSWER_MS = 15_000;
const FEATURES: GPUFeatureName[] = ['shader-f16', 'subgroups'];

/** `auto` refuses a software adapter (slower than WASM); `webgpu` takes one, for tests; `wasm` asks for none. */
export async function chooseDevice(choice: BackendChoice): Promise<DevicePlan> {
  if (choice === 'wasm') return { backend: 'wasm', reason: 'asked for' };
  if (!hasPromiseIntegration()) return { backend: 'wasm', reason: 'this browser has no WebAssembly.Suspending' };
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) return { backend: 'wasm', reason: 'this browser has no WebGPU' };
  try {
    const adapter = await inTime(gpu.requestAdapter({ powerPreference: 'high-performance' }));
    if (!adapter) return { backend: 'wasm', reason: 'no WebGPU adapter' };
    if (choice === 'auto' && isSoftware(adapter)) return { backend: 'wasm', reason: 'the WebGPU adapter is software' };
    return { backend: 'webgpu', device: await inTime(requestDevice(adapter)), reason: `adapter ${describe(adapter)}` };
  } catch (error) {
    return { backend: 'wasm', reason: `WebGPU failed: ${String(error)}` };
  }
}

/** A GPU process that hangs must not hold a photo. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
    }),
  ]);
}

function describe({ info }: GPUAdapter): string {
  return [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'without a name';
}

function isSoftware(adapter: GPUAdapter): boolean {
  return adapter.info.isFallbackAdapter || /swiftshader|llvmpipe|softpipe|basic render/i.test(describe(adapter));
}

function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) requiredLimits[name] = adapter.limits[name];
  return adapter.requestDevice({ requiredFeatures: FEATURES.filter((name) => adapter.features.has(name)), requiredLimits });
}
