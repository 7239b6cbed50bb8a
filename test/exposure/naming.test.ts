import type { ContainerSpec } from '#schema';
import { describe, expect, it } from 'vitest';
import { adaptersOpenAt, modelsNamedBy } from '../../queries/exposure/naming.ts';
import { trustsRemoteCode } from '../../queries/exposure/remote-code.ts';

const container = (stated: Partial<ContainerSpec>): ContainerSpec => ({
  name: 'main',
  image: 'registry.example/serve:1',
  at: '/spec/containers/0',
  command: [],
  args: [],
  env: [],
  gpu: false,
  mounts: [],
  sidecar: false,
  ...stated,
});
const script = (text: string): ContainerSpec => container({ command: ['sh', '-c'], args: [text] });
const args = (...words: readonly string[]): ContainerSpec => container({ args: words });

const named = (spec: ContainerSpec): readonly string[] =>
  modelsNamedBy(spec).map(({ slot, reference, text }) => `${slot} ${reference?.id ?? text ?? 'not known'}`);

describe('models that a command line names', () => {
  const one = '1'.repeat(40);
  const two = '2'.repeat(40);

  it.each([
    ['two revisions of one adapter', args('--lora-modules', `x=org/a@${one}`, `x=org/a@${two}`)],
    ['the same without names', args('--lora-adapters', `org/a@${one},org/a@${two}`)],
  ])('%s are two', (_, spec) => {
    expect(named(spec).map((text) => text.replace(/^\S+ /, ''))).toEqual([`hf:org/a@${one}`, `hf:org/a@${two}`]);
  });

  it.each([
    ['adapters that a script sets', script('LORA_ADAPTERS=org/a serve'), ['adapter/org/a hf:org/a@main']],
    [
      'adapters of which only is said that they are written elsewhere',
      container({ env: [{ name: 'LORA_ADAPTERS', value: null }] }),
      ['adapter/ not known'],
    ],
    ['an adapter whose name is a number', args('--adapter-id', '7'), ['adapter/7 hf:7@main']],
    [
      'adapters among options that a variable holds',
      container({
        command: ['sh', '-c', 'serve $MORE'],
        env: [{ name: 'MORE', value: '--lora-modules x=org/a --port 80' }],
      }),
      ['adapter/x hf:org/a@main'],
    ],
    [
      'the same, filled in by Kubernetes',
      container({
        command: ['sh', '-c', 'serve $(MORE)'],
        env: [{ name: 'MORE', value: '--lora-modules x=org/a' }],
      }),
      ['adapter/x hf:org/a@main'],
    ],
    ['an adapter in quotes for a shell', args('--lora-modules', "'x=org/a'"), ['adapter/x hf:org/a@main']],
    ['a scale', args('--lora-scaled', 'org/a', '0.5'), ['adapter/org/a hf:org/a@main']],
    ['a draft by a dotted option', args('--speculative-config.model', 'org/draft'), ['draft hf:org/draft@main']],
    ['a draft by a short option', args('-sc', '{"model":"org/draft"}'), ['draft hf:org/draft@main']],
    [
      'a draft of llama.cpp',
      container({ image: 'registry.example/llama.cpp:1', args: ['-hf', 'org/a', '-hfd', 'org/draft'] }),
      ['model hf:org/a@main', 'draft hf:org/draft@main'],
    ],
    [
      'a draft of llama.cpp by a variable',
      container({ env: [{ name: 'LLAMA_ARG_HFD_REPO', value: 'org/draft' }] }),
      ['draft hf:org/draft@main'],
    ],
    [
      'every revision that a script loads a model at',
      script(`hf download org/a --revision ${one} && vllm serve org/a --revision ${two}`),
      [`model hf:org/a@${one}`, `model hf:org/a@${two}`],
    ],
    ['every one of several models', args('--models', 'org/a', 'org/b'), ['model hf:org/a@main', 'model hf:org/b@main']],
  ])('%s', (_, spec, expected) => {
    expect(named(spec)).toEqual(expected);
  });
});

describe('adapters that nothing names', () => {
  it.each([
    ['a script that sets the variable', script('VLLM_ALLOW_RUNTIME_LORA_UPDATING=True vllm serve org/a')],
    ['a script that exports it', script('export VLLM_ALLOW_RUNTIME_LORA_UPDATING=1; exec vllm serve org/a')],
    ['env as a command', container({ command: ['env', 'VLLM_ALLOW_RUNTIME_LORA_UPDATING=1', 'vllm', 'serve'] })],
    ['a copy of a server by another name', container({ image: 'registry.example/mirror-lorax:1' })],
    ['a server by its command', container({ command: ['/usr/bin/lorax-launcher'] })],
    ['the path of a server', container({ command: ['/opt/sglang', 'serve'], args: ['--enable-lora'] })],
    ['options that are written elsewhere', args('--model', 'org/a', '$(EXTRA)')],
    ['the same before all others', args('$(EXTRA)', '--model', 'org/a')],
    ['the same in a script', script('vllm serve org/a --enable-lora $EXTRA_ARGS')],
    ['the same, filled in by Kubernetes', script('vllm serve org/a --port 80 $(EXTRA)')],
    ['a file of options', container({ command: ['vllm', 'serve', 'org/a', '--config', '/etc/options.yaml'] })],
  ])('%s', (_, spec) => {
    expect(adaptersOpenAt(spec)).not.toBeNull();
  });

  it.each([
    ['a variable that is off', script('VLLM_ALLOW_RUNTIME_LORA_UPDATING=0 vllm serve org/a')],
    ['adapters that are named when it starts', args('--enable-lora', '--lora-modules', 'x=org/a')],
    ['options of a proxy', container({ image: 'registry.example/proxy:1', args: ['sidecar', '$(EXTRA)'] })],
    ['a value that is written elsewhere', args('--model', 'org/a', '--port', '$(PORT)')],
    ['the configuration of another program', args('--config', '/etc/options.yaml')],
  ])('not by %s', (_, spec) => {
    expect(adaptersOpenAt(spec)).toBeNull();
  });
});

describe('code that the config of a model names', () => {
  it.each([
    ['a flag', args('--trust-remote-code')],
    ['a flag with a value', args('--trust_remote_code=True')],
    ['a variable', container({ env: [{ name: 'HF_TRUST_REMOTE_CODE', value: '1' }] })],
    ['a variable from elsewhere', container({ env: [{ name: 'TRUST_REMOTE_CODE', value: null }] })],
    ['a variable of a script', script('export OPTION_TRUST_REMOTE_CODE=true; serve')],
    ['a program', script("python -c 'load(model, trust_remote_code=True)'")],
    ['options as JSON', args('--model-kwargs', '{"trust_remote_code": true}')],
  ])('is run by %s', (_, spec) => {
    expect(trustsRemoteCode(spec)).toBe(true);
  });

  it.each([
    ['nothing', args('--model', 'org/a')],
    ['a flag that is off', args('--trust-remote-code=false')],
    ['another flag', args('--no-trust-remote-code')],
    ['a variable that is off', container({ env: [{ name: 'TRUST_REMOTE_CODE', value: 'false' }] })],
  ])('is not run by %s', (_, spec) => {
    expect(trustsRemoteCode(spec)).toBe(false);
  });
});
