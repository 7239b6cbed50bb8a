import type { ContainerSpec } from '#schema';
import { describe, expect, it } from 'vitest';
import { takesAdaptersFromObjects } from '../../queries/exposure/adapters-from-objects.ts';

const fromObject = (stated: Partial<ContainerSpec>, prefix = ''): ContainerSpec => ({
  name: 'main',
  image: 'registry.example/serve:1',
  at: '/spec/containers/0',
  command: [],
  args: [],
  env: [],
  envFrom: [{ kind: 'ConfigMap', name: 'settings', prefix, at: '/spec/containers/0/envFrom/0' }],
  gpu: false,
  mounts: [],
  sidecar: false,
  ...stated,
});
const TGI = { image: 'registry.example/text-generation-inference:3' };
const VLLM = { image: 'registry.example/vllm-openai:1', args: ['--model', 'org/a', '--enable-lora'] };
const ALLOWED = 'VLLM_ALLOW_RUNTIME_LORA_UPDATING';

describe('adapters by an object that fills the environment', () => {
  it.each([
    ['TGI', fromObject(TGI)],
    ['TGI by its command', fromObject({ command: ['text-generation-launcher', '--model-id', 'org/a'] })],
    ['vLLM that serves adapters', fromObject(VLLM)],
    ['vLLM that is given one', fromObject({ args: ['--model', 'org/a', '--lora-modules', 'x=org/x'] })],
    ['a microservice', fromObject({ image: 'registry.example/nim/meta/llama3:1' })],
    ['llama.cpp', fromObject({ command: ['/app/llama-server', '-m', '/models/a.gguf'] })],
    ['a prefix that the variable begins with', fromObject(TGI, 'LORA_')],
    ['another variable beside it', fromObject({ ...VLLM, env: [{ name: 'LORA_ADAPTERS', value: '' }] })],
  ])('%s', (_, spec) => {
    expect(takesAdaptersFromObjects(spec)).toBe(true);
    expect(takesAdaptersFromObjects({ ...spec, envFrom: [] }), 'without an object').toBe(false);
  });

  it.each([
    ['vLLM that serves no adapters', fromObject({ ...VLLM, args: ['--model', 'org/a'] })],
    ['vLLM whose switch is off', fromObject({ ...VLLM, args: ['--model', 'org/a', '--enable-lora=false'] })],
    ['a variable that is set beside it', fromObject({ ...VLLM, env: [{ name: ALLOWED, value: 'false' }] })],
    ['a variable that a script sets', fromObject({ command: ['sh', '-c', `${ALLOWED}=0 vllm serve --enable-lora`] })],
    ['TGI that is told by an option', fromObject({ ...TGI, args: ['--lora-adapters', 'org/x'] })],
    ['a prefix that the variable does not begin with', fromObject(TGI, 'APP_')],
    ['any other server', fromObject({ image: 'registry.example/tritonserver:1', gpu: true })],
    ['a proxy', fromObject({ args: ['--upstream', 'http://main'] })],
  ])('not of %s', (_, spec) => {
    expect(takesAdaptersFromObjects(spec)).toBe(false);
  });
});
