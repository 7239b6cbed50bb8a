import { createHash } from 'node:crypto';
import type { Offered } from '#ingest';
import { offeredJson } from './corpus.ts';

/** Small Kubernetes objects, manifests and SBOMs for stories that a reader can follow. */

export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A pod that serves a model from an image by digest; `digest` is the image it runs. */
export const pod = (name: string, digest: string, namespace = 'prod'): Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, uid: `uid-${namespace}-${name}`, resourceVersion: '1' },
  spec: {
    containers: [
      { name: 'main', image: `registry.example/serve@sha256:${digest}`, args: ['--model', `/models/${name}`] },
    ],
  },
  status: {
    phase: 'Running',
    startTime: '2026-01-01T00:00:00Z',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        name: 'main',
        ready: true,
        image: 'registry.example/serve',
        imageID: `registry.example/serve@sha256:${digest}`,
        state: { running: {} },
      },
    ],
  },
});

export const podList = (location: string, pods: readonly unknown[], metadata: Record<string, unknown> = {}): Offered =>
  offeredJson(location, { apiVersion: 'v1', kind: 'PodList', metadata, items: pods });

/** The manifest of an image: its digest is that of these bytes. */
export const manifest = (location: string): Offered =>
  offeredJson(location, {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: `sha256:${hex(`config of ${location}`)}`,
      size: 7,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: `sha256:${hex(`layer of ${location}`)}`,
        size: 9,
      },
    ],
  });

/** A statement that an image (by the hex of its digest) holds these PyPI packages: `name@version`. */
export const sbom = (location: string, digest: string, packages: readonly string[]): Offered =>
  offeredJson(location, {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'registry.example/serve', digest: { sha256: digest } }],
    predicateType: 'https://cyclonedx.org/bom',
    predicate: {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'container', name: 'registry.example/serve', 'bom-ref': 'root' } },
      components: packages.map((one) => ({
        type: 'library',
        name: one.split('@')[0],
        version: one.split('@')[1],
        purl: `pkg:pypi/${one}`,
        'bom-ref': one,
      })),
    },
  });
